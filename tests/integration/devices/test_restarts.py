"""A command and its state outlive the service, the broker and the terminal, each killed or restarted in turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from libs.common.broker.node import BrokerNode
from libs.terminal.vocabulary import Kind
from services.devices.commands.tables import Command
from tests.integration.devices.hall import Hall, Mqtt, open_hall
from tests.integration.devices.library import own
from tests.support.waiting import eventually


@pytest.fixture
def hall(broker: BrokerNode, tmp_path: Path) -> Iterator[Hall]:
    """On one database: what is tried is the broker and the processes."""
    with open_hall(broker, f"sqlite:///{tmp_path / 'devices.db'}", tmp_path, offline_grace_seconds=1.0) as opened:
        yield opened


def command(hall: Hall, command_id: str) -> dict[str, Any]:
    listed = hall.operator().get("/terminals/led-1/commands", params={"limit": 100}).json()["items"]
    found: dict[str, Any] = next(row for row in listed if row["id"] == command_id)
    return found


def restart_led(hall: Hall) -> str:
    given: dict[str, str] = hall.operator().post("/terminals/led-1/restart").json()
    return given["id"]


@pytest.mark.row("D4")
def test_a_command_outlives_service_broker_and_terminal(hall: Hall, broker: BrokerNode, tmp_path: Path) -> None:
    waiting = restart_led(hall)
    hall.running.restart()
    assert command(hall, waiting)["state"] == "queued"

    led = hall.terminal("led-1", clean=False).hello("led")
    assert led.wait("restart")[0]["id"] == waiting
    eventually(lambda: command(hall, waiting)["state"] == "sent")
    broker.kill()
    broker.start()
    assert command(hall, waiting)["state"] == "sent"
    led = eventually(lambda: _admitted(hall), 60, every=0.5).hello("led")
    assert led.wait("restart", timeout=30)[0]["id"] == waiting, "told again, under the same id"
    hall.running.restart()
    led.answer(waiting)
    eventually(lambda: command(hall, waiting)["state"] == "done", 30)
    led.leave()

    with own(hall, Kind.LED, "led-1", tmp_path) as library:
        first = library.terminal.session
        given = restart_led(hall)
        eventually(lambda: command(hall, given)["state"] == "done")
        eventually(lambda: library.terminal.session not in (None, first))
    # Its answer was lost: the terminal, started anew, is asked again, answers alike and does not restart again.
    with hall.running.db.transaction() as tx:
        lost = update(Command).where(Command.id == given)
        tx.session.execute(lost.values(state="sent", outcome=None, settled_at=None))
    with own(hall, Kind.LED, "led-1", tmp_path) as library:
        session = library.terminal.session
        eventually(lambda: command(hall, given)["state"] == "done")
        later = restart_led(hall)
        eventually(lambda: command(hall, later)["state"] == "done")
        eventually(lambda: library.terminal.session not in (None, session))
        outages = hall.operator().get("/terminals/led-1").json()
        assert outages["session"] != session


def _admitted(hall: Hall) -> Mqtt | None:
    """The terminal connected again, once the broker and the service both listen."""
    try:
        made = hall.terminal("led-1", clean=False)
    except OSError:
        return None
    return made if not made.codes[0].is_failure else None
