"""Estimates from recorded days: learned at night, told with the ticket, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from libs.common.clock import FixedClock
from libs.common.database import Database
from services.intake.hall.estimates.actions import estimate_wait
from services.intake.hall.estimates.learning import learn_centres
from services.intake.hall.estimates.rules import ANY, ONE_WINDOW
from services.intake.hall.estimates.tables import LearnedPace, Lesson
from services.intake.hall.queue import calling, serving
from services.intake.hall.queue.issuing import issue_ticket
from services.intake.hall.queue.placing import count_ahead
from services.intake.hall.queue.tables import Ticket
from services.intake.hall.windows.actions import change_window
from tests.integration.intake.hall import CENTRE, MONDAY_MORNING, at, town_database

MINUTE = 60


def take(db: Database, times: int = 1) -> list[Ticket]:
    tickets = []
    for _ in range(times):
        with db.transaction() as tx:
            tickets.append(issue_ticket(tx, CENTRE, "A", channel="desk"))
    return tickets


def serve(db: Database, clock: FixedClock, minutes: int, window: int = 1) -> None:
    with db.transaction() as tx:
        calling.call_next(tx, CENTRE, window)
    clock.advance(30)
    with db.transaction() as tx:
        serving.serve(tx, CENTRE, window)
    clock.advance(minutes * MINUTE - 30)
    with db.transaction() as tx:
        serving.finish(tx, CENTRE, window)


def learned(db: Database) -> dict[tuple[str, int, int], tuple[float, int]]:
    with db.reading() as tx:
        return {(p.prefix, p.hour, p.windows): (p.seconds, p.calls) for p in tx.session.scalars(select(LearnedPace))}


@pytest.mark.row("Q12", "Q16")
def test_what_the_hall_did_this_week_is_what_people_are_told_next_week(database_url: str) -> None:
    clock = at(MONDAY_MORNING)  # 9:00
    db = town_database(database_url, clock)
    (first,) = take(db)
    assert first.estimated_seconds == 0, "nobody there, and windows free"
    for _ in range(3):  # three days, twelve people at nine, ten minutes each, one window
        take(db, 11 if _ == 0 else 12)
        for _ in range(12):
            serve(db, clock, 10)
        with db.transaction() as tx:
            serving.void_all(tx, CENTRE)
        clock.at = MONDAY_MORNING + timedelta(days=(clock.at - MONDAY_MORNING).days + 1)
    with db.transaction() as tx:
        assert learn_centres(tx) == CENTRE
        assert learn_centres(tx) is None, "once a day"
        assert tx.one(Lesson, CENTRE).calls == 36
    paces = learned(db)
    assert paces["A", 9, 1][0] == 10 * MINUTE
    assert paces["A", 9, ANY] == paces["A", 9, 1]
    assert paces["A", ANY, ONE_WINDOW] == (10 * MINUTE, 36)
    tickets = take(db, 3)
    serving_first = tickets[0]
    with db.transaction() as tx:
        calling.call_next(tx, CENTRE, 1)
    (fourth,) = take(db)
    assert fourth.estimated_seconds == 3 * 10 * MINUTE, "two ahead, and the one who stands there"
    with db.reading() as tx:
        second = tx.one(Ticket, tickets[1].id)
        assert estimate_wait(tx, second, count_ahead(tx, second)) == 10 * MINUTE
        assert tx.one(Ticket, serving_first.id).state == "called"


@pytest.mark.row("Q12")
def test_before_anything_is_learned_the_setting_speaks_and_closed_windows_say_nothing(database_url: str) -> None:
    clock = at(MONDAY_MORNING)
    db = town_database(database_url, clock)
    with db.transaction() as tx:
        learn_centres(tx)
    assert learned(db) == {}
    take(db, 2)
    with db.transaction() as tx:
        calling.call_next(tx, CENTRE, 1)
    with db.transaction() as tx:
        calling.call_next(tx, CENTRE, 11)
    third, fourth = take(db, 2)
    assert (third.estimated_seconds, fourth.estimated_seconds) == (210, 420), "420 s each, two windows"
    for window in (1, 11):
        with db.transaction() as tx:
            serving.serve(tx, CENTRE, window)
        with db.transaction() as tx:
            serving.finish(tx, CENTRE, window)
        with db.transaction() as tx:
            change_window(tx, "close", CENTRE, window)
    with db.reading() as tx:
        assert estimate_wait(tx, tx.one(Ticket, fourth.id), 1) is None
