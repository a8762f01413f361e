"""What must be true of every call once the dust has settled."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from tests.chaos.evidence import Evidence, repeated
from tests.support.waiting import eventually

ALARM = "call.undelivered.v1"


def alarms(evidence: Evidence, state: str) -> list[str]:
    """The calls whose alarm was raised, or cleared; once for each time it was told."""
    return [e["subject"] for e in evidence.published("devices", ALARM) if e["data"]["state"] == state]


def wait_decided(evidence: Evidence) -> None:
    """Until every call was delivered, overtaken by the person, or raised as an alarm."""
    open_ = "SELECT id, state FROM call WHERE state IN ('sent', 'again', 'elsewhere')"
    eventually(lambda: evidence.rows("devices", open_) == [], timeout=60, every=0.25)


def check_calls(evidence: Evidence, journal: dict[str, Any]) -> None:
    """Nobody is called as the next one twice, nobody finished without being called; screens show what they are told."""
    called = evidence.published("intake", "ticket.called.v1")
    first = [e["subject"] for e in called if e["data"]["times"] == 1]
    finished = [e["subject"] for e in evidence.published("intake", "ticket.finished.v1")]
    assert len(finished) >= 8
    assert repeated(first) == {}
    assert repeated(finished) == {}
    assert set(finished) <= set(first)
    # A call whose answer is late is sent again (N8): a screen shows it once for each time, and never by itself.
    told = evidence.rows("devices", "SELECT data FROM command WHERE name = 'call' AND kind = 'window_screen'")
    sent, shown = Counter(json.loads(data)["call_id"] for (data,) in told), Counter(journal["calls"])
    assert shown and {call: times for call, times in shown.items() if times > sent[call]} == {}
    # A number is called again by a recall (重呼), each time by one key that a clerk pressed, and not otherwise.
    again = [e for e in called if e["data"]["times"] > 1]
    assert again, "nobody was recalled: nothing was tried"
    assert repeated([(e["subject"], e["data"]["times"]) for e in called]) == {}
    assert repeated([e["data"]["request_id"] for e in called]) == {}
    recalls = {e["data"]["request_id"] for e in evidence.published("devices", "key.pressed.v1")
               if e["data"]["key"] == "recall"}  # fmt: skip
    assert {e["data"]["request_id"] for e in again} <= recalls


def check_nobody_lost(evidence: Evidence) -> None:
    """Every number issued is still in the queue, or was called, and stands where it was left."""
    states = dict(evidence.rows("intake", "SELECT id, state FROM ticket"))
    called = {e["subject"] for e in evidence.published("intake", "ticket.called.v1")}
    finished = {e["subject"] for e in evidence.published("intake", "ticket.finished.v1")}
    assert set(states) == {e["subject"] for e in evidence.published("intake", "ticket.issued.v1")}
    assert set(states.values()) <= {"waiting", "called", "serving", "finished"}
    assert {ticket for ticket, state in states.items() if state != "waiting"} == called
    assert {ticket for ticket, state in states.items() if state == "finished"} == finished


def check_alarms(evidence: Evidence) -> None:
    """A call that nobody showed or spoke has an alarm, unless the person came or was called anew before it was due."""
    called = {e["data"]["call_id"]: e for e in evidence.published("intake", "ticket.called.v1")}
    columns = "id, ticket_id, state, raised_at, cleared_at, delivered_by"
    calls = {row[0]: row for row in evidence.rows("devices", f"SELECT {columns} FROM call")}
    assert set(calls) == set(called), "each call is watched over, none is lost"
    done = {
        json.loads(data)["call_id"]
        for (data,) in evidence.rows(
            "devices", "SELECT data FROM command WHERE name IN ('call', 'announce') AND outcome = 'done'"
        )
    }
    came = {e["subject"] for e in evidence.published("intake", "ticket.serving.v1")}
    recalled = {(e["subject"], e["data"]["times"] - 1) for e in called.values()}
    for call_id, ticket, state, raised_at, _cleared_at, delivered_by in calls.values():
        overtaken = ticket in came or (ticket, called[call_id]["data"]["times"]) in recalled
        if state == "delivered":
            assert call_id in done and delivered_by
        elif raised_at is None:
            assert state == "closed" and overtaken, (call_id, state)
    raised, cleared = alarms(evidence, "raised"), alarms(evidence, "cleared")
    assert repeated(raised) == {} and repeated(cleared) == {}, "an alarm is raised once and cleared once"
    assert set(raised) == {row[0] for row in calls.values() if row[3] is not None}
    assert set(cleared) == {row[0] for row in calls.values() if row[4] is not None} <= set(raised)
    assert raised, "every call was delivered: nothing was tried"
