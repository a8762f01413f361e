"""特殊程序: while something is tested the clock stands still (行政许可法 art. 45)."""

from __future__ import annotations

from datetime import time

from libs.common.deadlines import Paused, Resumed
from libs.common.events import intake
from libs.demo.plan import at
from libs.demo.proof import Row
from libs.demo.stories.record import Record, ledger_of, promised_on, would_be_due
from libs.demo.stories.story import Story

WINDOW, ITEM = 2, "BM-JS-003"  # 农村建房放样、验线
PROCEDURE = {"procedure": "检测", "expected_days": 5}


class Suspended(Story):
    """One is carried in suspended and goes on, which keeps it from being overdue; another is suspended today."""

    name, answer = "特殊程序暂停计时", "暂停期间不计期限，恢复后承诺日顺延"

    def before(self) -> None:
        self._carried = self.carry_in(self.cast.post_a(WINDOW), ITEM)
        self.cast.post_a(WINDOW).post("intake", f"{self._carried}/pause", PROCEDURE)

    def play(self) -> None:
        clerk = self.cast.post_a(WINDOW)
        self.cast.pace.until(at(time(9, 30)))
        clerk.post("intake", f"{self.take_in(clerk, ITEM)}/pause", PROCEDURE)
        self.happened()
        self.cast.pace.until(at(time(14, 45)))
        clerk.post("intake", f"{self._carried}/resume", {})
        self.happened()

    @staticmethod
    def found(record: Record) -> int:
        """Cases that stand suspended without a promised day, and cases that went on with a later one."""
        standing = sum(_stands(case) for case in record.cases_of(intake.CASE_PAUSED))
        return standing + sum(_went_on(case) for case in record.cases_of(intake.CASE_RESUMED))


def _stands(case: Row) -> bool:
    return case["state"] == "paused" and case["promised_on"] is None and isinstance(ledger_of(case)[-1], Paused)


def _went_on(case: Row) -> bool:
    now, otherwise = promised_on(case), would_be_due(case, (Paused, Resumed))
    return case["state"] != "paused" and now is not None and otherwise is not None and now > otherwise
