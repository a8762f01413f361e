"""The demo's incidents are accounted for by what the services wrote: each check fails when its evidence does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from libs.common.events import Event, devices, intake
from libs.demo.book import Book
from libs.demo.incidents import Evidence, incidents
from libs.demo.mishaps import SCREEN
from libs.demo.proof import Proof
from libs.demo.tally import Tally
from tests.support.outboxes import Told, write_outboxes

OPENS = datetime.fromisoformat("2026-03-02T08:30:00+08:00")
EMERGENCY = "0195e0c6"
TICKET = {"number": "A012", "business_class": "A"}


class Day:
    """A day on which each incident happened once and was answered for. ``spoil`` takes or changes its evidence."""

    def __init__(self) -> None:
        self.events: list[tuple[Event, int, dict[str, Any], str | None]] = []
        self.tickets = [
            {"id": "jam-1", "state": "finished", **TICKET, "print_outcome": "reprinted"},
            {"id": "jam-2", "state": "finished", **TICKET, "print_outcome": "shown"},
            {"id": "moved", "state": "finished", **TICKET, "print_outcome": "printed"},
            {"id": "gone", "state": "missed", **TICKET, "print_outcome": "printed"},
        ]
        self.calls: list[dict[str, Any]] = [
            {
                "id": "c-1", "state": "delivered", "delivered_by": "voice-1", "delivered_at": self.moment(140),
                "raised_at": None,
            }
        ]  # fmt: skip
        self._double_press()
        self._paper()
        self._lines()
        self._queue()
        self._board()

    def say(self, event: Event, minute: int, cause: str | None = None, **data: Any) -> None:
        self.events.append((event, minute, data, cause))

    def moment(self, minute: int) -> str:
        return (OPENS + timedelta(minutes=minute)).isoformat()

    def _double_press(self) -> None:
        for press in ("p-1", "p-2"):
            self.say(devices.TICKET_REQUESTED, 30, person="one", press_id=press, at=self.moment(30))
        self.say(intake.TICKET_ISSUED, 30, press_id="p-1")
        self.say(intake.TICKET_REFUSED, 30, press_id="p-2", code="double_press")

    def _paper(self) -> None:
        self.say(devices.TERMINAL_FAULTED, 70, code="jam", state="raised")
        self.say(devices.TERMINAL_FAULTED, 72, code="jam", state="cleared")
        for ticket in ("jam-1", "jam-2"):
            self.say(devices.TICKET_PRINTED, 70, ticket_id=ticket, outcome="failed")
            self.say(intake.TICKET_CALLED, 80, ticket_id=ticket, window=1)
        self.say(devices.TICKET_PRINTED, 73, ticket_id="jam-1", outcome="printed")
        self.say(intake.TICKET_SHOWN, 75, ticket_id="jam-2")

    def _lines(self) -> None:
        for terminal, lost, back in (("kiosk-2", 91, 120), (SCREEN, 130, 150)):
            self.say(devices.PRESENCE_CHANGED, lost, terminal_id=terminal, online=False, since=self.moment(lost))
            self.say(devices.PRESENCE_CHANGED, back, terminal_id=terminal, online=True, since=self.moment(back))
        self.say(devices.TICKET_REQUESTED, 121, terminal_id="kiosk-2", press_id="p-3", at=self.moment(100))
        self.say(intake.TICKET_ISSUED, 121, press_id="p-3")
        self.say(intake.TICKET_CALLED, 140, ticket_id="other", call_id="c-1", window=3)
        self.say(
            devices.COMMAND_SETTLED, 151, terminal_id=SCREEN, command="window-state", outcome="done",
            at=self.moment(151),
        )  # fmt: skip

    def _queue(self) -> None:
        self.say(intake.KEY_REFUSED, 50, cause="key", code="nothing_served")
        self.say(intake.TICKET_TRANSFERRED, 60, ticket_id="moved", from_class="B", **TICKET)
        for times in (1, 2, 3):
            self.say(intake.TICKET_CALLED, 60 + times, ticket_id="gone", window=1, times=times)

    def _board(self) -> None:
        self.say(devices.EMERGENCY_CHANGED, 390, emergency_id=EMERGENCY, state="in_force")
        for code, begins, ends in ((EMERGENCY, 390, 420), ("GG-001", 420, 450)):
            self.say(
                devices.PROGRAMME_PLAYED, ends, code=code, times=9, until=self.moment(ends),
                **{"from": self.moment(begins)},
            )  # fmt: skip

    def write(self, folder: Path) -> Book:
        told = [
            Told(event, OPENS + timedelta(minutes=minute), data, cause) for event, minute, data, cause in self.events
        ]
        write_outboxes(folder, ("intake", "devices"), told)
        return Book(folder)


def looked_at(day: Day, folder: Path) -> dict[str, Proof]:
    tally = Tally()
    for each in ("pressed_twice", "wrong_keys", "transferred", "reprints_asked", "pressed_away", "missed"):
        tally.add(each)
    tally.add("unprinted", 2)
    tally.add("emergency_boards")
    found = incidents(Evidence(day.write(folder), day.tickets, day.calls), tally)
    return {incident.name: incident for incident in found}


def test_a_day_whose_incidents_were_all_answered_for(tmp_path: Path) -> None:
    found = looked_at(Day(), tmp_path)
    assert len(found) == 9
    assert all(each.holds and each.found == 1 for each in found.values()), found


def without(event: Event, **data: Any) -> Callable[[Day], None]:
    def spoil(day: Day) -> None:
        before = len(day.events)
        day.events = [
            each for each in day.events if each[0] is not event or any(each[2].get(k) != v for k, v in data.items())
        ]
        assert len(day.events) == before - 1

    return spoil


SPOILED: list[tuple[str, str, Callable[[Day], None]]] = [
    ("重复按键取号", "two numbers", lambda day: day.say(intake.TICKET_ISSUED, 30, press_id="p-2")),
    ("重复按键取号", "no refusal", without(intake.TICKET_REFUSED)),
    ("按错键", "it finished somebody", lambda day: day.say(intake.TICKET_FINISHED, 50, cause="key")),
    ("按错键", "no refusal", without(intake.KEY_REFUSED)),
    ("取错号类", "never finished", lambda day: day.tickets[2].update(state="voided")),
    ("取错号类", "another number", lambda day: day.tickets[2].update(number="B001")),
    ("取号机卡纸（补打）", "called before", lambda day: day.say(intake.TICKET_CALLED, 71, ticket_id="jam-1")),
    ("取号机卡纸（补打）", "fault stays", without(devices.TERMINAL_FAULTED, state="cleared")),
    ("取号机卡纸（上屏）", "called before", lambda day: day.say(intake.TICKET_CALLED, 71, ticket_id="jam-2")),
    ("取号机卡纸（上屏）", "never shown", without(intake.TICKET_SHOWN)),
    ("取号机断网半小时", "no number", without(intake.TICKET_ISSUED, press_id="p-3")),
    ("取号机断网半小时", "two numbers", lambda day: day.say(intake.TICKET_ISSUED, 121, press_id="p-3")),
    ("取号机断网半小时", "not seen to be away", without(devices.PRESENCE_CHANGED, terminal_id="kiosk-2", online=False)),
    ("窗口屏断电时的叫号", "nobody told", lambda day: day.calls[0].update(state="sent", delivered_by=None)),
    ("窗口屏断电时的叫号", "by the dead screen", lambda day: day.calls[0].update(delivered_by=SCREEN)),
    ("窗口屏断电时的叫号", "shows nothing after", without(devices.COMMAND_SETTLED)),
    ("叫号三次未到", "called twice", without(intake.TICKET_CALLED, ticket_id="gone", times=2)),
    ("紧急插播", "never played", without(devices.PROGRAMME_PLAYED, code=EMERGENCY)),
    ("紧急插播", "never over", without(devices.PROGRAMME_PLAYED, code="GG-001")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "what", "spoil"), SPOILED, ids=[f"{name}-{what}" for name, what, _ in SPOILED])
def test_a_check_fails_with_its_evidence(name: str, what: str, spoil: Callable[[Day], None], tmp_path: Path) -> None:
    day = Day()
    spoil(day)
    assert not looked_at(day, tmp_path)[name].holds


def test_its_own_times_are_the_kiosks(tmp_path: Path) -> None:
    """A press dated when it arrives, not when it was made, is no proof."""
    day = Day()
    late = next(each for each in day.events if each[2].get("press_id") == "p-3")
    late[2]["at"] = day.moment(121)
    assert not looked_at(day, tmp_path)["取号机断网半小时"].holds


def test_what_never_happened_is_not_accounted_for() -> None:
    assert not Proof("停电", "备用电源", 0, 0).holds
