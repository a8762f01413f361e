"""延长审批: the director approves more days, once, and the person is told why (行政许可法 art. 42)."""

from __future__ import annotations

from datetime import time

from libs.common.calendar.seed import seed_calendar
from libs.common.deadlines import Extended as Extension
from libs.common.events import intake
from libs.demo.plan import at
from libs.demo.proof import Row
from libs.demo.stories.record import Record, ledger_of, promised_on, would_be_due
from libs.demo.stories.story import Story

WINDOW, ITEM = 1, "BM-GT-006"  # 林木采伐许可证核发
APPROVED = {"days": 5, "ground": "采伐地点需再次踏勘（样例）"}


class Extended(Story):
    name, answer = "延长办理期限", "主任批准一次，承诺日后移，写明理由"

    def before(self) -> None:
        self._path = self.carry_in(self.cast.post_a(WINDOW), ITEM)

    def play(self) -> None:
        self.cast.pace.until(at(time(10, 15)))
        self.cast.director.post("intake", f"{self._path}/extend", APPROVED)
        self.happened()

    @staticmethod
    def found(record: Record) -> int:
        """Cases whose promised day is later by as many working days as were approved, which their paper says."""
        return sum(_extended(case) for case in record.cases_of(intake.CASE_EXTENDED))


def _extended(case: Row) -> bool:
    extensions = [entry for entry in ledger_of(case) if isinstance(entry, Extension)]
    before = would_be_due(case, Extension)
    if len(extensions) != 1 or before is None:
        return False
    later = seed_calendar().add_working_days(before, extensions[0].days)
    return promised_on(case) == later and extensions[0].ground in case["derivation"]
