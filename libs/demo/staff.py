"""The staff's own day: they sign in and out, somebody leads, and somebody goes round the hall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from libs.common.actor import Role
from libs.demo.api import People
from libs.demo.pace import Pace
from libs.demo.plan import ABSENT_WINDOW, CLOSES, DAY, EARLIER, NOON, ROUND, at, login_of
from libs.demo.tally import Tally

BEFORE = timedelta(minutes=10)
"""How long before their session people sign in."""


class StaffDay:
    """Runs in a thread of its own. ``windows`` are the rows of the town's sheet."""

    def __init__(self, people: People, windows: Sequence[Mapping[str, str]], pace: Pace, tally: Tally) -> None:
        seats: dict[str, int] = {}
        for row in windows:
            seats.setdefault(login_of(row["post_a"]), int(row["number"]))
        self._clerks = [(people.person(login, Role.CLERK), window) for login, window in sorted(seats.items())]
        self._director = people.person("director", Role.DIRECTOR)
        self._pace = pace
        self._tally = tally

    def lead(self) -> None:
        """The director is on the whereabouts board, and leads the hall on both days."""
        self._director.put("intake", "/whereabouts/director", {"post": "中心主任", "phone": "0576-85550100"})
        days = [{"day": day.isoformat(), "login": "director"} for day in (EARLIER, DAY)]
        self._director.put("intake", "/duty-leaders", {"days": days})

    def work(self) -> None:
        self.sign_in(on_leave=ABSENT_WINDOW)
        self._pace.until(at(ROUND))
        self._go_round(at(ROUND))
        self._pace.until(at(NOON[0]))
        self.sign_out(on_leave=ABSENT_WINDOW)
        self._pace.until(at(NOON[1]) - BEFORE)
        self.sign_in()
        self._pace.until(at(CLOSES))
        self.sign_out()

    def sign_in(self, on_leave: int | None = None) -> None:
        """All but the A of a window who has leave."""
        for clerk, window in self._clerks:
            if window != on_leave:
                clerk.post("intake", "/attendance/sign-in", {"window": window})
                self._tally.add("signed_in")

    def sign_out(self, on_leave: int | None = None) -> None:
        for clerk, window in self._clerks:
            if window != on_leave:
                clerk.post("intake", "/attendance/sign-out", {})

    def _go_round(self, began: datetime) -> None:
        """Everything is in order today (大厅巡查)."""
        points = self._director.get("intake", "/inspections/points")["points"]
        results = [{"code": point["code"], "result": "ok"} for point in points]
        self._director.post("intake", "/inspections", {"inspected_at": began.isoformat(), "results": results})
