"""The hall's staff on duty, for tests: who signs in, goes out, has leave; and the sweeps that follow them.

Beside the sample town's clerks there is one without a window (``clerk09``), who may stand in, and a lead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from libs.common.actor import Actor, Role
from services.intake.duty.alarms.actions import lapse_alarms
from services.intake.duty.alarms.tables import DutyAlarm
from services.intake.duty.attendance import actions as attendance
from services.intake.duty.attendance.opening import open_sheets
from services.intake.duty.cover.planning import follow_cover, last_plan
from services.intake.duty.leaders.actions import set_leader
from services.intake.duty.leaves import deciding, requesting
from services.intake.duty.leaves.board import follow_leaves
from services.intake.duty.leaves.rules import Half, Span
from services.intake.duty.leaves.tables import Leave
from services.intake.duty.posts.following import follow_posts
from services.intake.duty.posts.tables import PostHandover, PostHandoverItem
from services.intake.duty.staff.actions import create_staff
from services.intake.duty.whereabouts import actions as whereabouts
from services.intake.items.catalogue.tables import Window
from tests.integration.intake.case_desk import DIRECTOR, Desk, open_desk

CENTRE = "taozhu"
LEAD = Actor("lead01", name="负责人01", roles=frozenset({Role.WINDOW_LEAD}), centres=frozenset({CENTRE}))
CLERKS = tuple(range(1, 10))


def clerk(number: int) -> Actor:
    return Actor(
        f"clerk{number:02}", name=f"窗口员{number:02}", roles=frozenset({Role.CLERK}), centres=frozenset({CENTRE})
    )


@dataclass
class OnDuty(Desk):
    def sign_in(self, *numbers: int, window: int | None = None) -> None:
        for number in numbers:
            with self.act(clerk(number)) as tx:
                attendance.sign_in(tx, CENTRE, window)

    def sign_out(self, *numbers: int) -> None:
        for number in numbers:
            with self.act(clerk(number)) as tx:
                attendance.sign_out(tx, CENTRE)

    def all_but(self, *absent: int) -> None:
        """Everybody signs in but these."""
        self.sign_in(*(number for number in CLERKS if number not in absent))

    def go_out(self, number: int, **more: Any) -> None:
        told = {"reason": "village", "place": None, "until": None, "stand_in": None} | more
        with self.act(clerk(number)) as tx:
            whereabouts.leave(tx, CENTRE, f"clerk{number:02}", **told)

    def come_back(self, number: int) -> None:
        with self.act(clerk(number)) as tx:
            whereabouts.come_back(tx, CENTRE, f"clerk{number:02}")

    def ask(self, number: int, span: str, by: Actor | None = None, stand_in: str | None = None, **more: Any) -> str:
        """Ask for a leave such as ``2026-03-03 am 2026-03-04 pm``; its id."""
        return self.ask_of(f"clerk{number:02}", span, by or clerk(number), stand_in, **more)

    def ask_of(self, login: str, span: str, by: Actor = DIRECTOR, stand_in: str | None = None, **more: Any) -> str:
        first_day, first_half, last_day, last_half = span.split()
        asked = Span(date.fromisoformat(first_day), Half(first_half), date.fromisoformat(last_day), Half(last_half))
        told = {"kind": "sick", "reason": "就诊"} | more
        with self.act(by) as tx:
            return requesting.request_leave(tx, CENTRE, login, asked, told["kind"], told["reason"], stand_in).id

    def approve(self, leave_id: str, by: Actor = DIRECTOR, **more: Any) -> None:
        with self.act(by) as tx:
            deciding.approve(tx, leave_id, **more)

    def leave(self, leave_id: str) -> Leave:
        with self.db.reading() as tx:
            found = tx.one(Leave, leave_id)
            tx.session.expunge(found)
            return found

    def follow(self) -> None:
        """One tick of every sweep, each in a transaction of its own."""
        for sweep in (
            open_sheets, follow_leaves, lambda tx: follow_posts(tx, CENTRE), lambda tx: follow_cover(tx, CENTRE),
            lapse_alarms,
        ):  # fmt: skip
            with self.db.transaction() as tx:
                sweep(tx)

    def handovers(self) -> list[PostHandover]:
        return self._all(select(PostHandover).order_by(PostHandover.id))

    def items(self) -> list[PostHandoverItem]:
        return self._all(select(PostHandoverItem).order_by(PostHandoverItem.id))

    def alarms(self, kind: str = "post_uncovered") -> list[tuple[str, int, str]]:
        """(day, window, state) of the alarms of a kind, in order."""
        rows = self._all(select(DutyAlarm).where(DutyAlarm.kind == kind).order_by(DutyAlarm.id))
        return [(f"{row.day:%m-%d}", row.window, row.state) for row in rows]

    def cause_of(self, day: str) -> str | None:
        """What the last plan of a day was made for; None for none."""
        with self.db.reading() as tx:
            found = last_plan(tx, CENTRE, date.fromisoformat(day))
            return found.cause if found is not None else None

    def lead_by(self, login: str, *days: str) -> None:
        with self.act(DIRECTOR) as tx:
            for day in days:
                set_leader(tx, CENTRE, date.fromisoformat(day), login)

    def post_b(self, window: int, login: str) -> None:
        with self.db.transaction() as tx:
            tx.session.execute(update(Window).where(Window.number == window).values(post_b=login))

    def _all(self, query: Any) -> list[Any]:
        with self.db.reading() as tx:
            found = list(tx.session.scalars(query))
            tx.session.expunge_all()
            return found


def open_duty(database_url: str, folder: Path, board: Iterable[int] = CLERKS) -> OnDuty:
    """Monday 2 March 2026, 8:00 in the hall, before anybody signed in; window 1 has a B without another window."""
    opened = open_desk(database_url, folder)
    desk = OnDuty(opened.db, opened.clock)
    desk.at("2026-03-02 08:00")
    with desk.db.transaction() as tx:
        for login, name, role in (("clerk09", "窗口员09", Role.CLERK), ("lead01", "负责人01", Role.WINDOW_LEAD)):
            create_staff(tx, CENTRE, login, name=name, roles=[role], centres=[CENTRE], villages=[], unit=None)
    desk.post_b(1, "clerk09")
    with desk.act(DIRECTOR) as tx:
        for login in (*(f"clerk{number:02}" for number in board), "lead01", "director"):
            whereabouts.put_placard(tx, CENTRE, login, "窗口" if login.startswith("clerk") else "中心", "0576-85550100")
    return desk
