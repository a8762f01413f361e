"""Presence by birth and last will."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from libs.common.events.devices import PRESENCE_CHANGED, TERMINAL_FAULTED
from libs.terminal.vocabulary import FaultCode
from services.devices.presence.tables import Listening, Presence
from tests.integration.devices.hall import Hall
from tests.support.waiting import eventually


def changes(hall: Hall, terminal: str) -> list[bool]:
    return [e.data["online"] for e in hall.running.heard(PRESENCE_CHANGED) if e.data["terminal_id"] == terminal]


@pytest.mark.row("D2")
def test_a_terminal_that_vanishes_is_offline_after_the_grace_and_told_once(hall: Hall) -> None:
    kiosk = hall.terminal("kiosk-1").hello("kiosk")
    eventually(lambda: changes(hall, "kiosk-1") == [True])
    kiosk.vanish()
    eventually(lambda: changes(hall, "kiosk-1") == [True, False])
    shown = hall.operator().get("/terminals/kiosk-1").json()
    assert (shown["online"], shown["connected"], shown["firmware"]) == (False, False, "test 1")
    (gap,) = outages(hall, open="true")
    assert (gap["terminal_id"], gap["began_at"], gap["ended_at"]) == ("kiosk-1", shown["since"], None)
    hall.terminal("kiosk-1").hello("kiosk")
    eventually(lambda: changes(hall, "kiosk-1") == [True, False, True])
    assert outages(hall, open="true") == []
    (over,) = outages(hall, terminal="kiosk-1")
    back = hall.operator().get("/terminals/kiosk-1").json()["since"]
    assert over == {**gap, "ended_at": back} and over["began_at"] < back
    assert outages(hall, terminal="kiosk-2") == []


@pytest.mark.row("D2")
def test_silence_counts_only_while_somebody_listens(hall: Hall) -> None:
    hall.operator().request(
        "PUT", "/profiles/all", json={"centre": "taozhu", "settings": {"heartbeat_seconds": 600}}
    )
    for name, kind in (("kiosk-1", "kiosk"), ("voice-1", "voice")):
        hall.terminal(name).hello(kind)
        eventually(lambda name=name: changes(hall, name) == [True])  # type: ignore[misc]
    hour = datetime.now(UTC) - timedelta(hours=1)
    with hall.running.db.transaction() as tx:  # *devices* was away for an hour, and is back
        tx.session.execute(update(Listening).values(since=hour, looked_at=hour))
        tx.session.execute(update(Presence).values(heard_at=hour, seen_at=hour))
    eventually(lambda: listening(hall) > hour + timedelta(minutes=59))
    with hall.running.db.transaction() as tx:  # and now listens for an hour, while one of them says nothing
        tx.session.execute(update(Listening).values(since=hour))
        recent = update(Presence).where(Presence.terminal_id == "voice-1")
        tx.session.execute(recent.values(heard_at=datetime.now(UTC) - timedelta(seconds=1700)))
    eventually(lambda: changes(hall, "kiosk-1") == [True, False])
    assert changes(hall, "voice-1") == [True], "three of its own heartbeats are half an hour"
    (gap,) = outages(hall)
    assert datetime.fromisoformat(gap["began_at"]) == hour


@pytest.mark.row("D2")
def test_the_will_of_an_older_session_says_nothing_of_the_present_one(hall: Hall) -> None:
    first = hall.terminal("kiosk-1").hello("kiosk")
    # The same terminal connects anew: the broker drops the first connection and publishes its will.
    second = hall.terminal("kiosk-1").hello("kiosk")
    eventually(lambda: first.lost)
    second.raw("up/gone", _gone(first.session))
    second.say("heartbeat", {})
    eventually(lambda: (shown := _show(hall))["session"] == second.session and shown["connected"])
    voice = hall.terminal("voice-1").hello("voice")
    voice.vanish()
    eventually(lambda: changes(hall, "voice-1") == [True, False])  # the clock has looked meanwhile
    assert changes(hall, "kiosk-1") == [True]


@pytest.mark.row("D7")
def test_every_fault_code_is_raised_listed_told_and_cleared(hall: Hall) -> None:
    kiosk = hall.terminal("kiosk-1").hello("kiosk")
    for state in ("raised", "cleared"):
        for code in FaultCode:
            kiosk.say("fault", {"code": code.value, "state": state})
        told = hall.running.wait_for(TERMINAL_FAULTED, len(FaultCode) * (1 if state == "raised" else 2))
        assert [(e.data["code"], e.data["state"]) for e in told[-len(FaultCode) :]] == [(c, state) for c in FaultCode]
        listed = hall.operator().get("/faults", params={"centre": "taozhu"}).json()["items"]
        assert {row["code"] for row in listed} == (set(FaultCode) if state == "raised" else set())
    kiosk.say("fault", {"code": "on_fire", "state": "raised"})
    eventually(lambda: [row.code for row in hall.refused()] == ["bad_data"])


@pytest.mark.row("D7")
def test_a_fault_is_told_when_it_comes_and_when_it_goes(hall: Hall) -> None:
    kiosk = hall.terminal("kiosk-2").hello("kiosk")
    for state in ("raised", "raised", "cleared"):
        kiosk.say("fault", {"code": "paper_out", "state": state, "detail": "纸仓空"})
        if state == "raised":
            hall.running.wait_for(TERMINAL_FAULTED)
            listed = hall.operator().get("/faults", params={"centre": "taozhu"}).json()["items"]
            assert [(row["terminal_id"], row["code"]) for row in listed] == [("kiosk-2", "paper_out")]
    told = hall.running.wait_for(TERMINAL_FAULTED, 2)
    assert [event.data["state"] for event in told] == ["raised", "cleared"]
    assert hall.operator().get("/faults", params={"centre": "taozhu"}).json()["items"] == []


def outages(hall: Hall, **query: str) -> list[dict[str, Any]]:
    answer = hall.operator().get("/outages", params={"centre": "taozhu", **query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def listening(hall: Hall) -> datetime:
    with hall.running.db.reading() as tx:
        return tx.session.execute(select(Listening.since)).scalar_one()


def _show(hall: Hall) -> dict[str, object]:
    shown: dict[str, object] = hall.operator().get("/terminals/kiosk-1").json()
    return shown


def _gone(session: str) -> bytes:
    return (
        f'{{"id": "{session}-again", "session": "{session}", "at": "2026-03-02T00:31:05Z",'
        f' "data": {{"session": "{session}"}}}}'
    ).encode()
