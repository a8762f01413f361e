"""Extended hours on both databases: rosters open windows, what is taken in them is counted apart, no clock moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.events.intake import CASE_REGISTERED, ROSTER_SET, TICKET_FINISHED, TICKET_ISSUED
from services.intake.duty.rosters.actions import set_roster
from services.intake.hall.queue.calling import call_next
from services.intake.hall.queue.issuing import issue_ticket
from services.intake.hall.queue.rules import ClassClosed
from services.intake.hall.queue.serving import finish, serve
from tests.integration.intake.booking_desk import CENTRE, WINDOW, hall
from tests.integration.intake.case_desk import Desk, open_desk
from tests.integration.intake.hall import open_hall
from tests.unit.intake.test_roster_rules import shift

SATURDAY = date(2026, 3, 7)


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)  # Monday 2 March, 8:30
    yield opened
    opened.db.dispose()


def roster(desk: Desk, day: date, *shifts: tuple[str, str, int, str]) -> None:
    with desk.act() as tx:
        set_roster(tx, CENTRE, day, [shift(*each) for each in shifts])


def take_and_serve(desk: Desk) -> None:
    with desk.act() as tx:
        issue_ticket(tx, CENTRE, "E", channel="desk")
    for step in (call_next, serve, finish):
        with desk.act() as tx:
            step(tx, CENTRE, WINDOW)


@pytest.mark.row("S4.5")
def test_a_rostered_window_takes_numbers_that_are_counted_apart(desk: Desk) -> None:
    take_and_serve(desk)
    roster(desk, SATURDAY, ("09:00", "10:30", WINDOW, "clerk05"), ("09:00", "11:30", 1, "clerk01"))
    desk.at("2026-03-07 09:30")
    take_and_serve(desk)
    for event in (TICKET_ISSUED, TICKET_FINISHED):
        assert [told.data["extended_hours"] for told in desk.told(event)] == [False, True]
    desk.at("2026-03-07 12:00")
    with pytest.raises(ClassClosed), desk.act() as tx:
        issue_ticket(tx, CENTRE, "E", channel="desk")
    desk.at("2026-03-08 09:30")  # Sunday: nobody is rostered
    with pytest.raises(ClassClosed), desk.act() as tx:
        issue_ticket(tx, CENTRE, "E", channel="desk")


@pytest.mark.row("S4.5")
def test_a_roster_opens_a_window_that_the_standing_hours_do_not(desk: Desk) -> None:
    desk.at("2026-03-08 09:30")
    roster(desk, date(2026, 3, 8), ("09:00", "10:00", WINDOW, "clerk05"))
    with desk.act() as tx:
        assert issue_ticket(tx, CENTRE, "E", channel="desk").number == "E001"
    with pytest.raises(ClassClosed), desk.act() as tx:
        issue_ticket(tx, CENTRE, "A", channel="desk")
    roster(desk, date(2026, 3, 8))  # taken off again
    with pytest.raises(ClassClosed), desk.act() as tx:
        issue_ticket(tx, CENTRE, "E", channel="desk")
    assert [event.data["shifts"] for event in desk.told(ROSTER_SET)] == [1, 0]


@pytest.mark.row("S4.5")
@pytest.mark.parametrize("rostered", [True, False])
def test_a_case_taken_on_saturday_is_marked_and_its_clock_is_the_calendar_s(desk: Desk, rostered: bool) -> None:
    if rostered:
        roster(desk, SATURDAY, ("09:00", "14:00", WINDOW, "clerk05"))
    desk.at("2026-03-07 11:00")
    case = desk.case(desk.accepted())
    assert case.extended_hours
    # Day 0 is the Saturday; the twentieth working day after it is Friday 3 April, rostered Saturdays not counted.
    for day in ("2026-03-14", "2026-03-21", "2026-03-28"):
        if rostered:
            roster(desk, date.fromisoformat(day), ("09:00", "14:00", WINDOW, "clerk05"))
    assert (case.promised_on, case.reply_by) == (date(2026, 4, 3), date(2026, 3, 13))
    desk.at("2026-03-09 12:00")
    noon = desk.case(desk.accepted())
    assert noon.extended_hours and noon.promised_on == date(2026, 4, 7)  # 清明 4月4日至6日
    desk.at("2026-03-09 15:00")
    regular = desk.case(desk.accepted())
    assert not regular.extended_hours and regular.promised_on == noon.promised_on
    assert [event.data["extended_hours"] for event in desk.told(CASE_REGISTERED)] == [True, True, False]


@pytest.mark.row("S4.5", "S4.10")
def test_the_roster_over_http(broker: BrokerNode, tmp_path: Path) -> None:
    clock = FixedClock(hall("2026-03-02 09:00"))
    with open_hall(f"sqlite:///{tmp_path / 'test.db'}", broker, tmp_path, clock) as intake:
        clerk, lead = intake.client(Role.CLERK), intake.client(Role.WINDOW_LEAD)
        duty = {"start": "09:00", "end": "11:30", "window": WINDOW, "clerk": "clerk05"}
        path = "/extended-hours/2026-03-07"
        assert clerk.put(path, json={"shifts": [duty]}).status_code == 403
        assert lead.put(path, json={"shifts": [duty]}).json()["shifts"] == [{**duty, "day": "2026-03-07"}]
        for day, changed, code in (
            ("2026-03-07", {"clerk": "nobody"}, "unknown_roster_clerk"),
            ("2026-03-07", {"window": 77}, "not_found"),
            ("2026-03-06", {}, "not_extended"),
            ("2026-02-14", {}, "past_roster"),
            ("2026-05-09", {}, "not_extended"),  # a make-up Saturday is a working day like any other
            ("2026-05-01", {}, "day_off"),
            ("07.03.", {}, "invalid"),
            ("2026-03-07", {"end": "08:00"}, "invalid"),
        ):
            assert lead.put(f"/extended-hours/{day}", json={"shifts": [{**duty, **changed}]}).json()["code"] == code
        assert len(clerk.get("/extended-hours").json()["shifts"]) == 1
        assert clerk.get("/extended-hours", params={"from": "2026-03-08"}).json()["shifts"] == []
        [told] = intake.wait_for(ROSTER_SET)
        assert (told.data["windows"], told.data["shifts"]) == ([WINDOW], 1)
