"""The staff's own day: they sign in and out, somebody leads, and somebody goes round the hall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from libs.common.actor import Role
from libs.demo.api import People
from libs.demo.pace import Pace
from libs.demo.plan import CLOSES, DAY, NOON, ROUND, at
from libs.demo.tally import Tally

BEFORE = timedelta(minutes=10)
"""How long before their session people sign in."""


class StaffDay:
    """Runs in a thread of its own. ``windows`` are the rows of the town's sheet."""

    def __init__(self, people: People, windows: Sequence[Mapping[str, str]], pace: Pace, tally: Tally) -> None:
        seats: dict[str, int] = {}
        for row in windows:
            seats.setdefault(f"clerk{row['post_a'][-2:]}", int(row["number"]))
        self._clerks = [(people.person(login, Role.CLERK), window) for login, window in sorted(seats.items())]
        self._director = people.person("director", Role.DIRECTOR)
        self._pace = pace
        self._tally = tally

    def work(self) -> None:
        self._lead()
        self._sign_in()
        self._pace.until(at(ROUND))
        self._go_round(at(ROUND))
        self._pace.until(at(NOON[0]))
        self._sign_out()
        self._pace.until(at(NOON[1]) - BEFORE)
        self._sign_in()
        self._pace.until(at(CLOSES))
        self._sign_out()

    def _lead(self) -> None:
        """The director is on the whereabouts board and leads the hall today."""
        self._director.put("intake", "/whereabouts/director", {"post": "中心主任", "phone": "0576-85550100"})
        self._director.put("intake", "/duty-leaders", {"days": [{"day": DAY.isoformat(), "login": "director"}]})

    def _sign_in(self) -> None:
        for clerk, window in self._clerks:
            clerk.post("intake", "/attendance/sign-in", {"window": window})
            self._tally.add("signed_in")

    def _sign_out(self) -> None:
        for clerk, _ in self._clerks:
            clerk.post("intake", "/attendance/sign-out", {})

    def _go_round(self, began: datetime) -> None:
        """Everything is in order today (大厅巡查)."""
        points = self._director.get("intake", "/inspections/points")["points"]
        results = [{"code": point["code"], "result": "ok"} for point in points]
        self._director.post("intake", "/inspections", {"inspected_at": began.isoformat(), "results": results})
