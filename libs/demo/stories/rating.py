"""差评整改: who is not satisfied is contacted, it is put right, and they are called back (国办发〔2019〕51号)."""

from __future__ import annotations

from datetime import time
from typing import Any

from libs.demo.casework import complete
from libs.demo.plan import at
from libs.demo.stories.cast import all_of
from libs.demo.stories.record import Record
from libs.demo.stories.story import Story

WINDOW, ITEM = 3, "BM-JH-001"  # 生育登记
WHOLE_WAY = ["contact", "rectify", "close"]
AT_MOST = 3
"""Of the evaluators' bad ratings of the morning, the guide manages some as well."""


class BadRating(Story):
    """A resident scans the code on the slip at home and leaves a phone; the guide takes care of it within the day."""

    name, answer = "差评整改与回访", "当日联系、核实整改、回访满意后办结"

    def play(self) -> None:
        clerk, pace = self.cast.post_a(WINDOW), self.cast.pace
        pace.until(at(time(8, 50)))
        path = self.take_in(clerk, ITEM)
        complete(clerk, path, self.cast.tally)
        pace.until(at(time(9, 25)))
        self._rate(clerk.get("intake", path))
        pace.until(at(time(10, 10)))
        called = [row["id"] for row in all_of(self.cast.guide, "/rectifications", state="opened") if row["real_name"]]
        for moment, act, words in (
            (time(10, 10), "contact", {"outcome": "reached", "words": "已电话了解情况（样例）"}),
            (time(14, 10), "rectify", {"finding": "justified", "measures": "窗口增加一次性告知提示（样例）"}),
            (time(15, 50), "call-back", {"outcome": "settled", "words": "对整改表示满意（样例）"}),
        ):
            pace.until(at(moment))
            for each in called[:AT_MOST]:
                self.cast.guide.post("intake", f"/rectifications/{each}/{act}", words)
        for _ in called[:AT_MOST]:
            self.happened()

    def _rate(self, case: dict[str, Any]) -> None:
        rating = {"level": "dissatisfied", "comment": "等候时间太长（样例）", "phone": next(self.residents).phone}
        self.cast.anybody.post(
            "intake", "/ratings/by-code", {"number": case["case_number"], "code": case["query_code"], **rating}
        )
        self.cast.tally.add("rated")

    @staticmethod
    def found(record: Record) -> int:
        """Bad ratings closed because the person said so when called back, each step on the record and in time."""
        closed = record.rows("/rectifications", state="closed")
        return sum(_called_back(record.get(f"/rectifications/{row['id']}")) for row in closed)


def _called_back(row: dict[str, Any]) -> bool:
    acts = [act["verb"] for act in row["acts"]]
    in_time = row["contact_in_time"] and row["rectified_in_time"]
    return bool(row["outcome"] == "settled" and acts == WHOLE_WAY and in_time)
