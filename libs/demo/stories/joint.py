"""联办件: three departments say what they have to say, each by its own account; then the lead window completes."""

from __future__ import annotations

from datetime import time

from libs.common.events import intake
from libs.demo.casework import complete
from libs.demo.plan import at
from libs.demo.proof import Row
from libs.demo.stories.cast import all_of
from libs.demo.stories.record import Record
from libs.demo.stories.story import Story

LEAD, ITEM = 2, "BM-JS-004"  # 农村建房竣工验收
DEPARTMENTS = 3
ANSWERS = (
    (time(10, 5), {"answer": "agreed"}),
    (time(10, 40), {"answer": "conditional", "opinion": "旧房拆除后补交照片（样例）"}),
    (time(13, 30), {"answer": "agreed"}),
)


class Joint(Story):
    name, answer = "三部门联办", "三个部门各自答复，齐后由牵头窗口办结"

    def play(self) -> None:
        self.cast.pace.until(at(time(9, 10)))
        lead = self.cast.post_a(LEAD)
        path = self.take_in(lead, ITEM)
        parts = lead.get("intake", path)["parts"]
        for (moment, answer), part in zip(ANSWERS, parts, strict=True):
            self.cast.pace.until(at(moment))
            self._answer(part["unit"], part["case_id"], answer)
        self.cast.pace.until(at(time(14, 20)))
        complete(lead, path, self.cast.tally)
        self.happened()

    def _answer(self, unit: str, case_id: str, answer: dict[str, str]) -> None:
        """A department looks at what it was asked, and answers it."""
        department = self.cast.unit(unit)
        asked = next(part for part in all_of(department, "/joint/parts") if part["case_id"] == case_id)
        department.post("intake", f"/joint/parts/{asked['id']}/answer", answer)

    @staticmethod
    def found(record: Record) -> int:
        """Completed joint cases with three parts or more, all answered by the departments themselves."""
        return sum(_agreed(case) for case in record.cases_of(intake.JOINT_PART_ANSWERED, by_window=False))


def _agreed(case: Row) -> bool:
    parts = case["parts"]
    by_themselves = all(part["state"] in ("agreed", "conditional") and part["by_window"] is False for part in parts)
    return case["state"] == "completed" and len({part["unit"] for part in parts}) >= DEPARTMENTS and by_themselves
