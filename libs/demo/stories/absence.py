"""AB 岗: A has leave in the morning. B sits at the window, and answers for A's open cases until A is back."""

from __future__ import annotations

from libs.demo.plan import ABSENT_WINDOW, DAY, NOON, at
from libs.demo.proof import Row
from libs.demo.stories.record import Record
from libs.demo.stories.story import Story

ITEM = "BM-MZ-009"  # 高龄津贴申领
MORNING = {"first_day": DAY.isoformat(), "last_day": DAY.isoformat(), "first_half": "am", "last_half": "am"}
LEAVE = {"kind": "personal", "reason": "家中有事（样例）", **MORNING}


class Absence(Story):
    name, answer = "A岗请假，B岗接替", "窗口和未结办件交B岗，A岗返岗时交回"

    def before(self) -> None:
        a = self.cast.post_a(ABSENT_WINDOW)
        self.carry_in(a, ITEM)
        leave = a.post("intake", "/leaves", LEAVE)
        self.cast.director.post("intake", f"/leaves/{leave['id']}/approve", {}, version=leave["version"])

    def play(self) -> None:
        self.cast.pace.until(at(NOON[0]))
        self.happened()

    @staticmethod
    def found(record: Record) -> int:
        """Windows that went to B for leave with open cases, and came back with all of them, finished or not."""
        rows = record.rows("/posts/handovers", **{"from": DAY.isoformat(), "until": DAY.isoformat()})
        given = [row for row in rows if row["direction"] == "over" and row["why"] == "leave" and row["role"] == "b"]
        return sum(row["cases"] > 0 and any(_comes_back(row, other) for other in rows) for row in given)


def _comes_back(given: Row, other: Row) -> bool:
    same = (other["window"], other["giver"], other["receiver"]) == (given["window"], given["receiver"], given["giver"])
    return other["direction"] == "back" and same and other["cases"] + other["finished"] == given["cases"]
