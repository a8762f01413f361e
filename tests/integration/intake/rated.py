"""Handlings to rate, on a clerk's desk: tickets served, cases completed. All persons are synthetic."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from libs.common.actor import Actor, Role
from services.intake.casework.cases.ending import complete_case
from services.intake.hall.queue import calling, serving
from services.intake.hall.queue.issuing import issue_ticket
from services.intake.quality.ratings.actions import record_rating, take_down
from services.intake.quality.rectification.tables import Rectification
from tests.integration.intake.case_desk import IMMEDIATE, Desk

CENTRE = "taozhu"
LEAD = Actor(id="lead01", name="负责人", roles=frozenset({Role.WINDOW_LEAD}), centres=frozenset({CENTRE}))


def served(desk: Desk, window: int = 1, letter: str = "A", clerk: str | None = "clerk01") -> str:
    """A ticket that was served to the end a minute later; returns its id."""
    with desk.act() as tx:
        issue_ticket(tx, CENTRE, letter, channel="desk")
    with desk.act() as tx:
        ticket = calling.call_next(tx, CENTRE, window, clerk=clerk)
        serving.serve(tx, CENTRE, window, clerk=clerk)
    desk.clock.advance(60)
    with desk.act() as tx:
        serving.finish(tx, CENTRE, window, clerk=clerk)
        return ticket.id


def press(desk: Desk, handling: str, level: str = "satisfied", after: float = 8.0, sent_after: float = 0.0) -> str:
    """A press at the evaluator ``after`` seconds from now, told ``sent_after`` seconds later; the rating's id."""
    given = desk.clock.now() + timedelta(seconds=after)
    desk.clock.advance(after + sent_after)
    with desk.act() as tx:
        return record_rating(
            tx, CENTRE, handling, level, [], channel="evaluator", terminal_id="evaluator-1", given_at=given
        )


def completed(desk: Desk, **more: Any) -> str:
    """A case of an immediate item, completed on the spot; returns its id."""
    case_id = desk.accepted(IMMEDIATE, [1, 2], **more)
    with desk.act() as tx:
        complete_case(tx, case_id, "办结")
    return case_id


def phoned(desk: Desk, handling: str, level: str) -> str:
    """A rating that the window lead wrote down on the phone; its id."""
    with desk.act(LEAD) as tx:
        return take_down(tx, handling, level, "phone").id


def rectification(desk: Desk) -> Rectification:
    """The only one there is."""
    with desk.db.reading() as tx:
        (found,) = tx.session.query(Rectification).all()
        tx.session.expunge(found)
        return found
