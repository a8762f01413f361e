"""The clerk's further verbs on the tables alone: places, periods, refusals, on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select, update

from libs.common.actor import Actor
from libs.common.clock import FixedClock
from libs.common.database import Database
from libs.common.errors import Refused
from services.intake.hall.queue import calling, holding, returning, rules, serving
from services.intake.hall.queue.issuing import issue_ticket
from services.intake.hall.queue.placing import count_ahead
from services.intake.hall.queue.tables import Ticket, TicketPeriod
from services.intake.hall.windows.actions import change_window
from services.intake.hall.windows.rules import AlreadyClosed, AlreadyOpen, AlreadyPaused, WindowNotOpen
from services.intake.hall.windows.tables import WindowPeriod
from services.intake.items.catalogue.tables import Centre
from tests.integration.intake.hall import CENTRE, MONDAY_MORNING, at, town_database

CLERK = Actor("clerk01", "staff", centres=frozenset({CENTRE}))


class Desk:
    """A clerk's hands: each call is one transaction, a minute apart."""

    def __init__(self, db: Database, clock: FixedClock) -> None:
        self.db, self.clock = db, clock

    def do(self, action: Any, *args: Any, **kwargs: Any) -> Any:
        self.clock.advance(60)
        with self.db.transaction(CLERK) as tx:
            return action(tx, *args, **kwargs)

    def issue(self, letter: str, times: int = 1, **more: Any) -> list[str]:
        return [self.do(issue_ticket, CENTRE, letter, channel="desk", **more).id for _ in range(times)]

    def next(self, window: int, **more: Any) -> str:
        return str(self.do(calling.call_next, CENTRE, window, **more).number)

    def miss(self, window: int) -> str:
        for _ in range(2):
            self.do(calling.recall, CENTRE, window)
        return str(self.do(calling.give_up, CENTRE, window).id)

    def finish(self, window: int) -> None:
        self.do(serving.serve, CENTRE, window)
        self.do(serving.finish, CENTRE, window)

    def order(self, window: int, **more: Any) -> list[str]:
        """Serve everybody who waits for ``window``; the numbers in their order."""
        called = []
        while True:
            try:
                called.append(self.next(window, **more))
            except rules.NobodyWaiting:
                return called
            self.finish(window)

    def ahead(self, ticket_id: str) -> int:
        with self.db.reading() as tx:
            return count_ahead(tx, tx.one(Ticket, ticket_id))

    def periods(self, ticket_id: str) -> list[tuple[str, int | None, str | None]]:
        with self.db.reading() as tx:
            rows = select(TicketPeriod).where(TicketPeriod.ticket_id == ticket_id)
            found = tx.session.scalars(rows.order_by(TicketPeriod.started_at)).all()
            assert all(row.ended_at == after.started_at for row, after in pairwise(found))
            return [(row.state, row.window, row.clerk) for row in found]

    def refused(self, refusal: type[Refused], action: Any, *args: Any, **kwargs: Any) -> None:
        with pytest.raises(refusal):
            self.do(action, *args, **kwargs)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    clock = at(MONDAY_MORNING)
    yield Desk(town_database(database_url, clock), clock)


@pytest.mark.row("Q8", "Q16")
def test_a_wrong_key_costs_nobody_their_turn(desk: Desk) -> None:
    first, _ = desk.issue("A", 2)
    assert desk.next(1, clerk="clerk01") == "A001"
    desk.refused(rules.AnotherTicket, returning.requeue, CENTRE, 1, ticket_id="another")
    desk.do(returning.requeue, CENTRE, 1, clerk="clerk01", reason="按错键")
    desk.refused(rules.NobodyHere, returning.requeue, CENTRE, 1)
    assert desk.order(1) == ["A001", "A002"]
    assert [state for state, _, _ in desk.periods(first)] == ["waiting", "called", "waiting", "called", "serving"]


@pytest.mark.row("Q9")
def test_a_missed_number_comes_back_after_the_next_three_and_only_once(desk: Desk) -> None:
    desk.issue("A", 6)
    desk.next(1)
    missed = desk.miss(1)
    desk.do(returning.reactivate, missed)
    assert desk.ahead(missed) == 3
    desk.refused(rules.NotMissed, returning.reactivate, missed)
    for expected in ("A002", "A003", "A004"):
        assert desk.next(1) == expected
        desk.finish(1)
    assert desk.next(1) == "A001"
    assert desk.miss(1) == missed
    desk.refused(rules.MissedTwice, returning.reactivate, missed)
    assert desk.order(1) == ["A005", "A006"]


@pytest.mark.row("Q9")
def test_a_priority_ticket_that_missed_comes_neither_earlier_nor_later(desk: Desk) -> None:
    desk.issue("A", 1, priority_ground="老年")
    desk.next(1)
    missed = desk.miss(1)
    desk.issue("A", 4)
    desk.do(returning.reactivate, missed)
    desk.issue("A", 1, priority_ground="残疾")
    assert desk.order(1) == ["A006", "A002", "A003", "A004", "A001", "A005"]


@pytest.mark.row("Q9")
def test_when_fewer_wait_it_comes_last_and_the_centre_sets_how_many(desk: Desk) -> None:
    with desk.db.transaction() as tx:
        tx.session.execute(update(Centre).values(missed_waits_for=1))
    desk.issue("A", 3)
    desk.next(1)
    desk.do(returning.reactivate, desk.miss(1))
    assert desk.order(1) == ["A002", "A001", "A003"]
    desk.issue("A")
    desk.next(1)
    missed = desk.miss(1)
    desk.do(returning.reactivate, missed)
    assert desk.order(1) == ["A004"]
    desk.clock.advance(timedelta(days=1))
    desk.refused(rules.NotToday, returning.reactivate, missed)


@pytest.mark.row("Q10", "Q16")
def test_a_held_handling_frees_the_window_and_is_gone_on_with(desk: Desk) -> None:
    first, second = desk.issue("A", 2)
    desk.refused(rules.NothingServed, holding.hold, CENTRE, 1)
    desk.next(1, clerk="clerk01")
    desk.do(serving.serve, CENTRE, 1, clerk="clerk01")
    desk.do(holding.hold, CENTRE, 1, clerk="clerk01", reason="取户口簿")
    desk.next(1)
    desk.refused(rules.StillCalling, holding.resume, CENTRE, 1)
    desk.do(serving.serve, CENTRE, 1)
    desk.do(holding.hold, CENTRE, 1)
    desk.refused(rules.SeveralHeld, holding.resume, CENTRE, 1)
    desk.refused(rules.NothingHeld, holding.resume, CENTRE, 2)
    desk.do(holding.resume, CENTRE, 2, ticket_id=second, clerk="clerk02")
    resumed = desk.do(holding.resume, CENTRE, 1, clerk="clerk01")
    assert (resumed.id, resumed.state) == (first, "serving")
    desk.do(serving.finish, CENTRE, 1)
    assert desk.periods(second)[-2:] == [("held", 1, None), ("serving", 2, "clerk02")]
    desk.do(holding.hold, CENTRE, 2)
    with desk.db.transaction() as tx:
        assert serving.void_all(tx, CENTRE) == 1


@pytest.mark.row("Q10")
def test_a_ticket_is_transferred_to_a_class_a_window_or_a_person(desk: Desk) -> None:
    ids = desk.issue("M", 3)
    others = desk.issue("A", 1)
    desk.next(12)
    desk.do(serving.serve, CENTRE, 12)
    desk.do(returning.transfer, ids[0], business_class="A", reason="应由国土资源窗口办理")
    desk.do(returning.transfer, ids[1], window=2)
    desk.do(returning.transfer, ids[2], person="clerk04")
    desk.refused(rules.UnknownClass, returning.transfer, ids[2], business_class="Y")
    desk.refused(rules.UnknownClerk, returning.transfer, ids[2], person="clerk99")
    assert desk.order(12) == []
    assert desk.order(11) == ["M001", "A001"], "its place in time is kept, at any window that calls the class"
    desk.refused(rules.NotTransferable, returning.transfer, others[0], window=1)
    assert desk.order(2) == ["M002"]
    assert desk.order(4, clerk="clerk03") == []
    assert desk.order(4, clerk="clerk04") == ["M003"]


@pytest.mark.row("Q8")
def test_a_given_number_is_called_out_of_turn(desk: Desk) -> None:
    desk.issue("A", 3)
    assert desk.do(calling.call_number, CENTRE, 1, "A003").calls == 1
    desk.refused(rules.StillCalling, calling.call_number, CENTRE, 1, "A002")
    desk.refused(rules.NotWaiting, calling.call_number, CENTRE, 2, "A003")
    desk.finish(1)
    assert desk.order(1) == ["A001", "A002"]


@pytest.mark.row("Q17", "Q16")
def test_a_paused_window_calls_nobody_and_a_closed_one_opens_the_next_day(desk: Desk) -> None:
    desk.issue("A", 2)
    desk.next(1)
    desk.do(change_window, "pause", CENTRE, 1, message="十分钟后回来", clerk="clerk01")
    desk.refused(AlreadyPaused, change_window, "pause", CENTRE, 1)
    desk.refused(rules.StillCalling, change_window, "close", CENTRE, 1)
    desk.finish(1)
    desk.refused(WindowNotOpen, calling.call_next, CENTRE, 1)
    desk.do(change_window, "open", CENTRE, 1)
    desk.refused(AlreadyOpen, change_window, "open", CENTRE, 1)
    assert desk.order(1) == ["A002"]
    for window in (1, 11):
        desk.do(change_window, "close", CENTRE, window)
    desk.refused(AlreadyClosed, change_window, "close", CENTRE, 11)
    desk.refused(rules.ClassClosed, issue_ticket, CENTRE, "A", channel="desk")
    desk.do(serving.void_all, CENTRE)
    desk.do(change_window, "pause", CENTRE, 2)
    desk.clock.advance(timedelta(days=1))
    desk.issue("A")
    desk.issue("B")
    assert (desk.order(1), desk.order(2)) == (["A001"], ["B001"])
    desk.do(change_window, "pause", CENTRE, 2)
    with desk.db.reading() as tx:
        periods = tx.session.scalars(select(WindowPeriod).order_by(WindowPeriod.started_at, WindowPeriod.id))
        found = [(row.window, row.state, row.ended_at is None) for row in periods]
    assert found == [
        (1, "paused", False), (1, "closed", False), (11, "closed", False), (2, "paused", False), (2, "paused", True),
    ]  # fmt: skip
