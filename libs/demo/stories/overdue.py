"""限时办结 and 责任追究: a case carried in is overdue, is completed late, and somebody answers for the delay."""

from __future__ import annotations

from datetime import time

from libs.common.events import intake
from libs.demo.casework import complete
from libs.demo.plan import ABSENT_WINDOW, at
from libs.demo.stories.cast import all_of
from libs.demo.stories.record import Record
from libs.demo.stories.story import Story

ITEM = "BM-MZ-012"  # 惠民殡葬基本服务费用减免申请: three working days
GROUND = "overdue_case"
STATEMENT = {"statement": "请假前未及时移交，已由B岗办结。（样例）"}
DECISION = {"decision": "reminded", "reason": "首次超期一日，提醒谈话（样例）"}


class Overdue(Story):
    """Its clerk has leave this morning: B, who got it, completes it."""

    name, answer = "超期办结与追责", "超期即提醒并立责任追究，听取说明后决定"

    def before(self) -> None:
        self._path = self.carry_in(self.cast.post_a(ABSENT_WINDOW), ITEM)

    def play(self) -> None:
        self.cast.pace.until(at(time(10, 20)))
        complete(self.cast.post_b(ABSENT_WINDOW), self._path, self.cast.tally)
        self.happened()
        self.cast.pace.until(at(time(14, 30)))
        a = self.cast.post_a(ABSENT_WINDOW)
        (entry,) = all_of(a, "/accountability", ground=GROUND)
        a.post("intake", f"/accountability/{entry['id']}/statement", STATEMENT)
        self.cast.pace.until(at(time(15, 40)))
        stated = self.cast.director.get("intake", f"/accountability/{entry['id']}")
        self.cast.director.post("intake", f"/accountability/{entry['id']}/decide", DECISION, version=stated["version"])

    @staticmethod
    def found(record: Record) -> int:
        """Cases told to be overdue, completed late, and with a decision on who answers for it."""
        late = record.cases_of(intake.CASE_DEADLINE_REACHED, kind="overdue")
        decided = {row["source_id"] for row in record.rows("/accountability", ground=GROUND, state="decided")}
        return sum(
            case["state"] == "completed" and case["timing"] == "overdue" and case["id"] in decided for case in late
        )
