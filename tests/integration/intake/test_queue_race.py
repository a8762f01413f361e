"""Many kiosks and windows at once: no number twice, none lost."""

from collections import Counter

import eventlet
import pytest
from eventlet import GreenPool
from sqlalchemy import select

from libs.common.database import Database
from services.intake.hall.queue.calling import call_next
from services.intake.hall.queue.issuing import issue_ticket
from services.intake.hall.queue.rules import NobodyWaiting, StillCalling
from services.intake.hall.queue.serving import finish, serve
from services.intake.hall.queue.tables import Ticket, TicketPeriod
from services.intake.items.catalogue.tables import WindowClass
from tests.integration.intake.hall import CENTRE, add_windows, hall_database, town_database

TICKETS, WINDOWS = 120, range(21, 37)


@pytest.fixture
def halls(database_url: str) -> list[Database]:
    """Two processes' worth of connections to one hall with 16 windows that all call class A first, then B."""
    first = town_database(database_url)
    add_windows(first, WINDOWS, {"A": 0, "B": 1})
    return [first, hall_database(database_url, fresh=False)]


def issue(db: Database, business_class: str, press: str | None = None, person: str | None = None) -> str:
    with db.transaction() as tx:
        channel, terminal = ("kiosk", "kiosk-1") if press else ("desk", None)
        ticket = issue_ticket(
            tx, CENTRE, business_class, channel=channel, terminal_id=terminal, press_id=press, person_key=person
        )
        return ticket.number


@pytest.mark.row("Q11")
def test_sixteen_windows_call_every_ticket_once(halls: list[Database]) -> None:
    for n in range(TICKETS):
        issue(halls[0], "AB"[n % 2])
    called: list[str] = []

    def work(window: int) -> None:
        db = halls[window % 2]
        while True:
            try:
                with db.transaction() as tx:
                    ticket = call_next(tx, CENTRE, window)
            except NobodyWaiting:
                return
            called.append(ticket.number)
            eventlet.sleep(0)
            with db.transaction() as tx:
                serve(tx, CENTRE, window)
            with db.transaction() as tx:
                finish(tx, CENTRE, window)

    pool = GreenPool(len(WINDOWS))
    for window in WINDOWS:
        pool.spawn_n(work, window)
    pool.waitall()
    assert Counter(called).most_common(1)[0][1] == 1
    assert len(called) == TICKETS
    with halls[0].reading() as tx:
        states = Counter(tx.session.scalars(select(Ticket.state)))
        periods = Counter(tx.session.scalars(select(TicketPeriod.state)))
        running = tx.session.scalars(select(TicketPeriod.id).where(TicketPeriod.ended_at.is_(None))).all()
    assert states == {"finished": TICKETS}
    assert periods == {"waiting": TICKETS, "called": TICKETS, "serving": TICKETS}
    assert not running


@pytest.mark.row("Q11")
def test_one_window_pressed_in_two_places_gets_one_ticket(halls: list[Database]) -> None:
    for _ in range(6):
        issue(halls[0], "A")
    outcomes: list[str] = []

    def press(db: Database) -> None:
        try:
            with db.transaction() as tx:
                outcomes.append(call_next(tx, CENTRE, WINDOWS[0]).number)
        except StillCalling as refused:
            outcomes.append(refused.code)

    pool = GreenPool(6)
    for n in range(6):
        pool.spawn_n(press, halls[n % 2])
    pool.waitall()
    assert sorted(outcomes) == ["A001", *["still_calling"] * 5]


@pytest.mark.row("Q1", "Q11")
def test_kiosks_at_once_give_numbers_without_gap_and_one_for_each_press(halls: list[Database]) -> None:
    given: list[tuple[str, str]] = []

    def press(n: int, db: Database) -> None:
        given.append((f"press-{n}", issue(db, "A", f"press-{n}")))

    pool = GreenPool(16)
    for n in range(40):
        for db in halls:  # each press arrives twice, at two processes
            pool.spawn_n(press, n, db)
    pool.waitall()
    assert len(given) == 80
    assert len(set(given)) == 40
    assert sorted({number for _, number in given}) == [f"A{n:03}" for n in range(1, 41)]


@pytest.mark.row("N7")
def test_a_person_who_presses_everywhere_at_once_gets_one_number(halls: list[Database]) -> None:
    given: list[str] = []
    pool = GreenPool(16)
    for n in range(16):
        pool.spawn_n(lambda n=n: given.append(issue(halls[n % 2], "A", f"press-{n}", f"person-{n % 4}")))
    pool.waitall()
    assert Counter(given) == {f"A{n:03}": 4 for n in range(1, 5)}


def test_every_class_is_called_by_its_own_window_and_the_general_one(halls: list[Database]) -> None:
    with halls[0].reading() as tx:
        served = tx.session.scalars(select(WindowClass).where(WindowClass.window <= 12))
        by_class: dict[str, list[tuple[int, int]]] = {}
        for row in served:
            by_class.setdefault(row.prefix, []).append((row.rank, row.window))
    assert sorted(by_class["A"]) == [(0, 1), (1, 11)]
    assert sorted(by_class["L"]) == [(0, 11)]
    assert len(by_class) == 12
