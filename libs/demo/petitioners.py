"""Petitions of the sample month, all on one day; units sign, answer; the officer closes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

from libs.common.actor import Role
from libs.common.clock import SHANGHAI
from libs.demo.api import AnswerRefused, People, Person
from libs.demo.pace import Pace
from libs.demo.plan import CLOSES, DAY, at, read_rows
from libs.demo.tally import Tally

ROUND = timedelta(minutes=30)


class Petitioners:
    """Registers every petition of ``petitions.csv`` at its own time of day and plays the units."""

    def __init__(self, people: People, folder: Path, pace: Pace, tally: Tally) -> None:
        self._people = people
        self._officer = people.person("petitions", Role.PETITION_OFFICER)
        self._units: dict[str, Person] = {}
        self._pace = pace
        self._tally = tally
        self._centre = people.centre
        rows = read_rows(folder, "petitions.csv")
        self._rows = sorted(((_moment(row["received_at"]), row) for row in rows), key=lambda pair: pair[0])

    def work(self) -> None:
        """Register as they come; every half hour the units and the officer do their rounds."""
        next_round = at(time(9, 30))
        for when, row in self._rows:
            while next_round <= when:
                self._pace.until(next_round)
                self._round()
                next_round += ROUND
            self._pace.until(when)
            self._register(row)
        while self._pace.now() < at(CLOSES):
            self._pace.during(ROUND)
            self._round()

    def _register(self, row: dict[str, str]) -> None:
        body = {
            "centre": self._centre,
            "number": row["id"],
            "channel": row["channel"],
            "category_code": row["category_code"],
            "village_code": row["village_code"] or None,
            "text": row["text"],
            "wants_secrecy": row["wants_secrecy"] == "是",
        }
        self._officer.post("petitions", "/petitions", body)
        self._tally.add("petitions")

    def _round(self) -> None:
        for petition in self._all():
            number = int(petition["number"][-3:])
            try:
                self._step(petition, number)
            except AnswerRefused as refused:
                self._tally.trouble(f"诉求 {petition['number']}: {refused}")

    def _step(self, petition: dict[str, str], number: int) -> None:
        """One step on; every fifth stays with its unit and every seventh answer is not yet closed."""
        path = f"/petitions/{petition['id']}"
        if petition["state"] == "dispatched":
            self._unit(petition["unit"]).post("petitions", f"{path}/sign")
        elif petition["state"] == "signed" and number % 5:
            answer = {"text": "已到现场核实处理，情况已向您说明。（样例）"}
            self._unit(petition["unit"]).post("petitions", f"{path}/answer", answer)
        elif petition["state"] == "answered" and number % 7:
            self._officer.post("petitions", f"{path}/close")

    def _all(self) -> list[dict[str, str]]:
        found = self._officer.get("petitions", "/petitions", centre=self._centre, limit=200)
        return list(found["items"])

    def _unit(self, code: str) -> Person:
        if code not in self._units:
            self._units[code] = self._people.person(code.lower(), Role.HANDLING_UNIT, unit=code)
        return self._units[code]


def _moment(text: str) -> datetime:
    """The petition's time of day, moved to the demo's day and into its hours."""
    moment = datetime.fromisoformat(text).astimezone(SHANGHAI).time()
    return min(max(at(time(8, 31)), datetime.combine(DAY, moment, SHANGHAI)), at(time(16, 45)))
