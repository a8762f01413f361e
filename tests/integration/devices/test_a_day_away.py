"""A terminal is away for a day of the hall's clock: what it did arrives, what it was told meanwhile has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.events import Envelope, intake
from libs.common.events.devices import COMMAND_SETTLED, PRESENCE_CHANGED, TERMINAL_FAULTED, TICKET_REQUESTED
from libs.terminal import envelope, topics
from libs.terminal.vocabulary import FaultCode, Kind
from tests.integration.devices import queue
from tests.integration.devices.hall import CENTRE, Hall, open_hall
from tests.integration.devices.library import own
from tests.integration.terminal.centre import Centre
from tests.integration.terminal.relay import RelayProcess
from tests.support.waiting import eventually

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = 24
AWAY = ("kiosk-1", "screen-3")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MORNING)


@pytest.fixture
def hall(broker: BrokerNode, database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Hall]:
    with open_hall(broker, database_url, tmp_path, clock, offline_grace_seconds=90.0) as opened:
        yield opened


@pytest.fixture
def relay(broker: BrokerNode) -> Iterator[RelayProcess]:
    made = RelayProcess(broker.mqtt_port)
    yield made
    made.close()


def presence(hall: Hall, terminal: str) -> list[tuple[bool, datetime]]:
    heard = hall.running.heard(PRESENCE_CHANGED)
    return [(e.data["online"], e.data["since"]) for e in heard if e.data["terminal_id"] == terminal]


def commands(hall: Hall, terminal: str, *names: str) -> dict[str, str]:
    listed = hall.operator().get(f"/terminals/{terminal}/commands", params={"limit": 100}).json()["items"]
    return {row["name"]: row["state"] for row in reversed(listed) if row["name"] in names}


@pytest.mark.row("D2", "D4", "D6")
def test_a_day_away_is_delivered_once_in_order_and_nothing_old_is_replayed(
    hall: Hall, broker: BrokerNode, relay: RelayProcess, clock: FixedClock, tmp_path: Path
) -> None:
    with (
        own(hall, Kind.KIOSK, "kiosk-1", tmp_path, port=relay.port, clock=clock) as kiosk,
        own(hall, Kind.WINDOW_SCREEN, "screen-3", tmp_path, port=relay.port, clock=clock) as screen,
    ):
        eventually(lambda: all(presence(hall, name) == [(True, MORNING)] for name in AWAY))
        relay.cut()
        eventually(lambda: not any(connected(hall, name) for name in AWAY))
        cut = clock.now()
        tell_while_away(hall, broker, clock)
        at_noon = clock.now() + timedelta(seconds=100)
        clock.at = at_noon
        eventually(lambda: all(presence(hall, name)[1:] == [(False, cut)] for name in AWAY))
        hours = [use_for_an_hour(kiosk, clock) for _ in range(DAY)]
        eventually(lambda: commands(hall, "screen-3", "call", "restart") == {"call": "expired", "restart": "expired"})
        assert all(len(presence(hall, name)) == 2 for name in AWAY), "told once, however long it lasts"
        assert kiosk.terminal.backlog == DAY + 2
        back = clock.now()
        relay.mend()
        assert kiosk.terminal.wait_online(20) and screen.terminal.wait_online(20)
        assert kiosk.terminal.wait_drained(20)

        asked = hall.running.wait_for(TICKET_REQUESTED, DAY)
        assert [e.data["at"] for e in asked] == hours
        assert [e.data["business_class"] for e in asked] == list("ABCD" * (DAY // 4))
        assert len({e.data["request_id"] for e in asked}) == DAY
        faults = hall.running.wait_for(TERMINAL_FAULTED, 2)
        assert [(e.data["state"], e.data["at"]) for e in faults] == [("raised", hours[0]), ("cleared", hours[-1])]
        eventually(lambda: all(presence(hall, name)[2:] == [(True, back)] for name in AWAY))

        eventually(lambda: commands(hall, "kiosk-1", "configure") == {"configure": "done"})
        assert kiosk.terminal.settings.get("volume") == 30, "what stays good was waiting"
        assert commands(hall, "kiosk-1", "ticket", "restart") == {"ticket": "expired", "restart": "expired"}
        outcomes = [(e.data["terminal_id"], e.data["command"], e.data["outcome"]) for e in settled(hall)]
        assert sorted(outcomes) == [
            ("kiosk-1", "configure", "done"), ("kiosk-1", "restart", "expired"), ("kiosk-1", "ticket", "expired"),
            ("screen-3", "call", "expired"), ("screen-3", "restart", "expired"), ("screen-3", "window-state", "done"),
        ]  # fmt: skip
        assert (kiosk.tickets, screen.shown) == ([], [])
    assert hall.refused() == []
    gaps = hall.operator().get("/outages", params={"centre": CENTRE}).json()["items"]
    assert {row["terminal_id"]: (moment(row["began_at"]), moment(row["ended_at"])) for row in gaps} == {
        name: (cut, back) for name in AWAY
    }


def tell_while_away(hall: Hall, broker: BrokerNode, clock: FixedClock) -> None:
    """A call and a restart that go stale, a ticket that is void at midnight, a setting that stays good."""
    for name in AWAY:
        assert hall.operator().post(f"/terminals/{name}/restart").status_code == 202
    now = clock.now()
    called = {"called_at": now, "expires_at": now + timedelta(seconds=60), "window": 3, "call_id": "call-1"}
    queue.tell(hall, intake.TICKET_CALLED, "t-1", "C001", **called)
    queue.issue(hall, "t-2", "A002", day=now.date(), terminal_id="kiosk-1", press_id="p-2", issued_at=now)
    put = hall.operator().request("PUT", "/terminals/kiosk-1/settings", json={"settings": {"volume": 30}})
    assert put.status_code == 200
    eventually(lambda: commands(hall, "screen-3", "call") == {"call": "queued"})
    eventually(lambda: commands(hall, "kiosk-1", "ticket") == {"ticket": "queued"})
    # One that had reached the terminal's queue at the broker, which knows nothing of the hall's clock.
    centre = Centre("elsewhere", broker.mqtt_port, broker.user, broker.password)
    data = {"call_id": "call-0", "number": "C000", "window": "3", "window_name": "3号窗口"}
    payload = envelope.encode_down("old-call", now, data, now + timedelta(seconds=60))
    centre.send_raw(topics.down(CENTRE, "screen-3", "call"), payload)
    centre.close()


def use_for_an_hour(kiosk: Any, clock: FixedClock) -> datetime:
    """Somebody presses; the paper is low from the first press on until somebody fills it up at the last."""
    clock.advance(3600)
    number = kiosk.terminal.backlog
    if number == 0:
        kiosk.terminal.raise_fault(FaultCode.PAPER_LOW)
    kiosk.press_later("ABCD"[max(0, number - 1) % 4])
    if number == DAY:
        kiosk.terminal.clear_fault(FaultCode.PAPER_LOW)
    return clock.now()


def settled(hall: Hall) -> list[Envelope]:
    """What became of what the two were told while away; greetings before are left out."""
    def found() -> list[Envelope] | None:
        of_them = [e for e in hall.running.heard(COMMAND_SETTLED) if e.data["terminal_id"] in AWAY]
        late = [e for e in of_them if e.data["outcome"] == "expired" or e.data["at"] > MORNING]
        return late if len(late) >= 6 else None

    return eventually(found)  # type: ignore[return-value]


def connected(hall: Hall, terminal: str) -> bool:
    return bool(hall.operator().get(f"/terminals/{terminal}").json()["connected"])


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
