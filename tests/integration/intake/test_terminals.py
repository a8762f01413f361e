"""Kiosk, caller and evaluator against the running service, over the real broker."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.events.devices import KEY_PRESSED, RATING_GIVEN, TICKET_PRINTED, TICKET_REQUESTED
from libs.common.events.intake import (
    KEY_REFUSED,
    RATING_RECORDED,
    TICKET_CALLED,
    TICKET_FINISHED,
    TICKET_ISSUED,
    TICKET_MISSED,
    TICKET_NEAR,
    TICKET_REFUSED,
    TICKET_REPRINT_ASKED,
    TICKET_REQUEUED,
    TICKET_RESUMED,
    TICKET_SERVING,
    TICKET_SHOWN,
    WINDOW_CHANGED,
)
from services.intake.hall.queue.tables import Ticket
from services.intake.quality.ratings.tables import IgnoredRating, Rating
from tests.integration.intake.hall import MONDAY_MORNING, MONDAY_NIGHT, MONDAY_NOON, at, open_hall
from tests.support.harness import Running
from tests.support.waiting import eventually


def take(
    hall: Running, press: str, business_class: str = "A", ground: str | None = None, person: str | None = None
) -> None:
    data = {
        "request_id": f"r-{press}", "terminal_id": "kiosk-1", "press_id": press, "business_class": business_class,
        "priority_ground": ground, "person": person, "at": MONDAY_MORNING,
    }  # fmt: skip
    hall.publish(TICKET_REQUESTED, press, data)


def report(hall: Running, ticket_id: str, outcome: str = "printed") -> None:
    """The kiosk's word on the paper, heard."""
    before = _dealt_with(hall, "record-print")
    data = {"terminal_id": "kiosk-1", "ticket_id": ticket_id, "outcome": outcome, "at": MONDAY_MORNING}
    hall.publish(TICKET_PRINTED, ticket_id, data)
    eventually(lambda: _dealt_with(hall, "record-print") == before + 1)


def print_all(hall: Running, tickets: int = 1) -> None:
    """The papers of all tickets came out."""
    for event in hall.wait_for(TICKET_ISSUED, tickets):
        report(hall, event.data["ticket_id"])


def press(hall: Running, key: str, window: int = 1, ticket_id: str | None = None, request: str = "k-1") -> None:
    data = {
        "request_id": request, "terminal_id": f"caller-{window}", "window": window, "key": key,
        "ticket_id": ticket_id, "clerk": "clerk01", "at": MONDAY_MORNING,
    }  # fmt: skip
    hall.publish(KEY_PRESSED, request, data)


def rate(hall: Running, handling_id: str, level: str) -> None:
    data = {
        "request_id": f"v-{handling_id}", "terminal_id": "evaluator-1", "handling_id": handling_id, "level": level,
        "indicators": ["态度好"], "at": MONDAY_MORNING,
    }  # fmt: skip
    hall.publish(RATING_GIVEN, handling_id, data)


@pytest.mark.row("S4.2", "Q1", "Q8", "Q14", "Q16", "C12")
def test_a_person_takes_a_ticket_is_called_served_and_rates(
    database_url: str, broker: BrokerNode, tmp_path: Path
) -> None:
    clock: FixedClock = at(MONDAY_MORNING)
    with open_hall(database_url, broker, tmp_path, clock) as hall:
        take(hall, "p-1")
        (issued,) = hall.wait_for(TICKET_ISSUED)
        ticket_id = issued.data["ticket_id"]
        assert (issued.data["number"], issued.data["class_name"], issued.data["ahead"]) == ("A001", "国土资源", 0)
        assert (issued.data["terminal_id"], issued.data["press_id"]) == ("kiosk-1", "p-1")
        report(hall, ticket_id)
        clock.advance(timedelta(minutes=9))
        press(hall, "next", request="k-next")
        (called,) = hall.wait_for(TICKET_CALLED)
        assert called.data["expires_at"] - called.data["called_at"] == timedelta(seconds=60)
        assert (called.data["request_id"], called.data["window_name"], called.data["times"]) == (
            "k-next",
            "国土资源",
            1,
        )
        press(hall, "recall", ticket_id=ticket_id)
        assert hall.wait_for(TICKET_CALLED, 2)[1].data["times"] == 2
        clock.advance(60)
        press(hall, "serve")
        assert hall.wait_for(TICKET_SERVING)[0].data["waiting_seconds"] == 600
        clock.advance(300)
        press(hall, "finish")
        (finished,) = hall.wait_for(TICKET_FINISHED)
        assert (finished.data["waiting_seconds"], finished.data["handling_seconds"]) == (600, 300)
        assert (finished.data["clerk"], finished.data["extended_hours"]) == ("clerk01", False)
        # Between issue and call the notice that the turn is near may come, when its clock ticks just then.
        assert (issued.sequence, finished.sequence - called.sequence) == (1, 3)
        assert called.sequence == 2 + len(hall.heard(TICKET_NEAR))
        rate(hall, finished.data["handling_id"], "satisfied")
        (rated,) = hall.wait_for(RATING_RECORDED)
        assert (rated.data["level"], rated.data["window"], rated.data["channel"]) == ("satisfied", 1, "evaluator")
        eventually(lambda: _column(hall, Ticket.print_outcome) == ["printed"])


@pytest.mark.row("Q8")
def test_what_may_not_be_done_is_answered_to_the_terminal(
    database_url: str, broker: BrokerNode, tmp_path: Path
) -> None:
    with open_hall(database_url, broker, tmp_path) as hall:
        press(hall, "next", request="k-1")
        press(hall, "finish", request="k-2")
        press(hall, "next", window=99, request="k-3")
        take(hall, "p-1", "Y")
        take(hall, "p-2")
        print_all(hall)
        press(hall, "next", request="k-4")
        press(hall, "next", request="k-5")
        press(hall, "serve", ticket_id="another", request="k-6")
        press(hall, "absent", request="k-7")
        refused = {event.data["request_id"]: event.data["code"] for event in hall.wait_for(KEY_REFUSED, 6)}
        assert refused == {
            "k-1": "nobody_waiting", "k-2": "nothing_served", "k-3": "not_found", "k-5": "still_calling",
            "k-6": "another_ticket", "k-7": "too_few_calls",
        }  # fmt: skip
        (unknown,) = hall.wait_for(TICKET_REFUSED)
        assert (unknown.data["press_id"], unknown.data["code"]) == ("p-1", "unknown_class")
        for n in (8, 9):
            press(hall, "recall", request=f"k-{n}")
        press(hall, "absent", request="k-10")
        assert hall.wait_for(TICKET_MISSED)[0].data["number"] == "A001"


def test_a_double_press_gives_one_ticket_and_priority_goes_first(
    database_url: str, broker: BrokerNode, tmp_path: Path
) -> None:
    with open_hall(database_url, broker, tmp_path) as hall:
        take(hall, "p-1")
        take(hall, "p-1")
        take(hall, "p-2", ground="老年")
        issued = hall.wait_for(TICKET_ISSUED, 2)
        print_all(hall, 2)
        press(hall, "next")
        (called,) = hall.wait_for(TICKET_CALLED)
        assert [(event.data["number"], event.data["ahead"]) for event in issued] == [("A001", 0), ("A002", 0)]
        assert called.data["number"] == "A002"
        assert _column(hall, Ticket.number) == ["A001", "A002"]


def test_at_noon_the_general_window_serves_every_class_and_at_night_nobody(
    database_url: str, broker: BrokerNode, tmp_path: Path
) -> None:
    clock = at(MONDAY_NOON)
    with open_hall(database_url, broker, tmp_path, clock) as hall:
        take(hall, "p-1", "E")
        print_all(hall)
        for key in ("next", "serve", "finish"):
            press(hall, key, window=11)
        (finished,) = hall.wait_for(TICKET_FINISHED)
        assert (finished.data["number"], finished.data["window"]) == ("E001", 11)
        assert finished.data["extended_hours"] is True
        clock.at = MONDAY_NIGHT
        take(hall, "p-2", "E")
        assert hall.wait_for(TICKET_REFUSED)[0].data["code"] == "class_closed"


@pytest.mark.row("C12")
def test_one_handling_one_rating_and_the_rest_is_counted(database_url: str, broker: BrokerNode, tmp_path: Path) -> None:
    with open_hall(database_url, broker, tmp_path) as hall:
        take(hall, "p-1")
        ticket_id = hall.wait_for(TICKET_ISSUED)[0].data["ticket_id"]
        rate(hall, ticket_id, "satisfied")
        eventually(lambda: _column(hall, IgnoredRating.reason) == ["not_handled_yet"])
        print_all(hall)
        for key in ("next", "serve", "finish"):
            press(hall, key)
        hall.wait_for(TICKET_FINISHED)
        rate(hall, ticket_id, "dissatisfied")
        hall.wait_for(RATING_RECORDED)
        rate(hall, ticket_id, "very_satisfied")
        rate(hall, "no-such-handling", "satisfied")
        ignored = ["already_rated", "not_handled_yet", "unknown_handling"]
        eventually(lambda: sorted(_column(hall, IgnoredRating.reason)) == ignored)
        assert _column(hall, Rating.level) == ["dissatisfied"]
        assert len(hall.heard(RATING_RECORDED)) == 1


@pytest.mark.row("Q8", "Q10", "Q17")
def test_the_further_keys_of_a_caller(database_url: str, broker: BrokerNode, tmp_path: Path) -> None:
    clock = at(MONDAY_MORNING)
    with open_hall(database_url, broker, tmp_path, clock) as hall:
        for number in (1, 2):
            take(hall, f"p-{number}")
        print_all(hall, 2)
        keys = ("next", "requeue", "next", "serve", "hold", "pause", "resume", "next", "open", "resume", "finish")
        for number, key in enumerate(keys, 1):
            clock.advance(60)
            press(hall, key, request=f"k-{number}")
            eventually(lambda expected=number: _dealt_with(hall, "press-key") == expected)  # type: ignore[misc]
        (finished,) = hall.wait_for(TICKET_FINISHED)
        assert finished.data["number"] == "A001"
        # Called at 1, back at 2, called at 3, served at 4, held at 5, gone on with at 10, finished at 11 minutes.
        assert (finished.data["waiting_seconds"], finished.data["handling_seconds"]) == (240, 120)
        assert hall.wait_for(TICKET_REQUEUED)[0].data["was"] == "called"
        assert hall.wait_for(TICKET_RESUMED)[0].data["held_seconds"] == 300
        assert [event.data["state"] for event in hall.wait_for(WINDOW_CHANGED, 2)] == ["paused", "open"]
        refused = {event.data["request_id"]: event.data["code"] for event in hall.wait_for(KEY_REFUSED, 2)}
        assert refused == {"k-7": "window_not_open", "k-8": "window_not_open"}


@pytest.mark.row("N7", "Q14")
def test_a_ticket_is_called_when_its_paper_came_out_or_is_given_up(
    database_url: str, broker: BrokerNode, tmp_path: Path
) -> None:
    clock = at(MONDAY_MORNING)
    with open_hall(database_url, broker, tmp_path, clock) as hall:
        clerk = hall.client(Role.CLERK)
        for number in range(1, 5):
            take(hall, f"p-{number}")
        ids = {event.data["number"]: event.data["ticket_id"] for event in hall.wait_for(TICKET_ISSUED, 4)}
        assert clerk.post("/windows/1/next", json={}).json()["code"] == "nobody_waiting"
        report(hall, ids["A003"])
        report(hall, ids["A002"], "failed")
        assert clerk.post("/windows/1/call", json={"number": "A002"}).json()["code"] == "not_confirmed"
        assert clerk.post("/windows/1/next", json={}).json()["number"] == "A003"
        assert clerk.post(f"/tickets/{ids['A002']}/reprint", json={"terminal_id": "kiosk-2"}).status_code == 200
        (asked,) = hall.wait_for(TICKET_REPRINT_ASKED)
        assert (asked.data["terminal_id"], asked.data["number"], asked.data["ahead"]) == ("kiosk-2", "A002", 1)
        report(hall, ids["A002"])
        assert clerk.post("/windows/11/next", json={}).json()["print_outcome"] == "reprinted"
        assert clerk.post(f"/tickets/{ids['A004']}/show", json={}).json()["print_outcome"] == "shown"
        assert clerk.post(f"/tickets/{ids['A004']}/show", json={}).json()["code"] == "already_confirmed"
        clock.advance(61)
        shown = {event.data["number"]: event.data["was"] for event in hall.wait_for(TICKET_SHOWN, 2)}
        assert shown == {"A004": "issued", "A001": "issued"}
        report(hall, ids["A001"])
        assert clerk.get(f"/tickets/{ids['A001']}").json()["print_outcome"] == "printed", "late, but it came"


@pytest.mark.row("N7")
def test_a_person_who_presses_twice_keeps_one_number(database_url: str, broker: BrokerNode, tmp_path: Path) -> None:
    clock = at(MONDAY_MORNING)
    with open_hall(database_url, broker, tmp_path, clock) as hall:
        take(hall, "p-1", person="k7")
        (issued,) = hall.wait_for(TICKET_ISSUED)
        take(hall, "p-2", person="k7")
        (refused,) = hall.wait_for(TICKET_REFUSED)
        assert (refused.data["press_id"], refused.data["code"]) == ("p-2", "double_press")
        report(hall, issued.data["ticket_id"], "failed")
        take(hall, "p-3", person="k7")
        assert hall.wait_for(TICKET_REPRINT_ASKED)[0].data["press_id"] == "p-3"
        take(hall, "p-4", "B", person="k7")
        take(hall, "p-5", person="another")
        take(hall, "p-6")
        take(hall, "p-7")
        hall.wait_for(TICKET_ISSUED, 5)
        clock.advance(30)
        take(hall, "p-8", person="k7")
        numbers = [event.data["number"] for event in hall.wait_for(TICKET_ISSUED, 6)]
        assert sorted(numbers) == ["A001", "A002", "A003", "A004", "A005", "B001"]
        clerk = hall.client(Role.CLERK)
        known = {"business_class": "F", "phone": "13800000000"}
        first, again = clerk.post("/tickets", json=known).json(), clerk.post("/tickets", json=known).json()
        assert (first["number"], again["id"]) == ("F001", first["id"])
        assert "13800000000" not in str(first)


def _dealt_with(hall: Running, reaction: str) -> int:
    """Events that a reaction has heard."""
    with hall.db.reading() as tx:
        count = text("SELECT count(*) FROM inbox WHERE reaction = :reaction")
        return int(tx.session.scalar(count, {"reaction": reaction}) or 0)


def _column(hall: Running, column: Any) -> list[Any]:
    with hall.db.reading() as tx:
        return list(tx.session.scalars(select(column).order_by(column)))
