"""What services and terminals really send fits the AsyncAPI document. People and numbers are made up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from libs.common.clock import FixedClock
from libs.common.database import Database
from libs.common.events import Envelope, intake
from libs.common.events.declaration import Event
from libs.common.identity.keyring import KeyRing, install_keyring
from libs.common.identity.secrets import init_secrets
from libs.common.settings import load_settings
from libs.terminal import vocabulary as words
from libs.terminal.camera.snapshots import Snapshot
from libs.terminal.connection import Link
from libs.terminal.envelope import encode_up
from libs.terminal.inbox import Inbox
from libs.terminal.kinds import KINDS
from libs.terminal.loop import NetworkLoop
from libs.terminal.outbox import Entry, Outbox
from libs.terminal.profile import Identity
from libs.terminal.simulators.fleet import SIMULATORS
from libs.terminal.store import Store
from libs.terminal.vocabulary import BOARDS, COMMANDS, FaultCode, Key, Kind, Level, Unseen
from services.devices.admin import issue_secrets, load_town
from services.devices.boards.actions import HEARD, follow
from services.devices.boards.greeting import greet
from services.devices.boards.whereabouts import follow_whereabouts
from services.devices.cameras.actions import ask_for_snapshot
from services.devices.commands.actions import order
from services.devices.commands.board_payloads import BOARD_DELTAS
from services.devices.commands.payload import Payload
from services.devices.commands.payloads import PAYLOADS
from services.devices.emergencies.actions import end_emergency, raise_emergency
from services.devices.presence.tables import Presence
from services.devices.registry.recipients import recipients
from services.devices.service import Service
from services.devices.signage.actions import put_programme, put_ticker
from tests.unit.docs.wire import faults
from tools.docs.asyncapi_bus import example, message_id
from tools.docs.events import declared

NOW = datetime(2026, 3, 2, 0, 31, 5, tzinfo=UTC)
TOWN = Path(__file__).parents[3] / "samples" / "town"
CENTRE = "taozhu"


@pytest.fixture
def hall(tmp_path: Path) -> Database:
    """*devices* with every terminal of the sample hall approved and connected."""
    init_secrets(tmp_path)
    install_keyring(KeyRing.load(tmp_path))
    url = f"sqlite:///{tmp_path / 'devices.db'}"
    names = ("BIANMIN_AMQP_URL", "BIANMIN_SECRETS_DIR", "BIANMIN_DATABASE_URL")
    settings = load_settings(environment=dict(zip(names, ("amqp://unused", str(tmp_path), url), strict=True)))
    database = Database(url, "devices", FixedClock(NOW), Service.metadata, settings)
    database.create_all()
    load_town(database, TOWN)
    issue_secrets(database)
    with database.transaction() as tx:
        tx.session.execute(Presence.__table__.update().values(connected=True))  # type: ignore[attr-defined]
    return database


class Shelf:
    """Terminals that never reach a broker: what they would send waits in their store."""

    def __init__(self, file: Path) -> None:
        self.store = Store(file, power_loss_safe=False)
        self.loop = NetworkLoop()  # never started: nothing connects, nothing is spoken

    def simulator(self, kind: Kind) -> Any:
        """The simulated device of a new terminal, which is named as its kind."""
        identity = Identity(CENTRE, name_of(kind), kind)
        link = Link("127.0.0.1", 1, identity.terminal, "made-up")
        return SIMULATORS[kind](KINDS[kind](identity, link, self.store, clock=FixedClock(NOW), loop=self.loop))

    def waiting(self, kind: Kind) -> list[Entry]:
        """What the terminal would send, each held against the document."""
        entries = Outbox(self.store, name_of(kind)).after(0, 99)
        for entry in entries:
            payload = json.loads(encode_up(entry.id, 2, "s-1", entry.at, entry.data))
            assert faults(f"up.{entry.event}", payload) == [], entry.event
        return entries


def name_of(kind: Kind) -> str:
    return f"{kind.value.replace('_', '-')}-1"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "terminals.db")
    yield made
    made.loop.stop()
    made.store.close()


def sent(hall: Database) -> list[tuple[str, dict[str, Any]]]:
    """Messages to terminals and boards: (name in the document, body), as they lie in the outbox."""
    outbox = hall.kernel.outbox
    with hall.reading() as tx:
        query = select(outbox.c.routing_key, outbox.c.body).where(outbox.c.exchange == "hall.mqtt")
        rows = tx.session.execute(query.order_by(outbox.c.id)).all()
    names = [key.split(".") for key, _ in rows]
    return [
        (f"board.{name[3]}" if name[2] == "board" else f"down.{name[4]}", json.loads(body))
        for name, (_, body) in zip(names, rows, strict=True)
    ]


def tell(hall: Database, event: Event, number: int, **changed: Any) -> None:
    data = event.load({**event.example, **changed})
    with hall.transaction() as tx:
        follow(tx, [envelope_of(event, number, data)])


def envelope_of(event: Event, number: int, data: dict[str, Any]) -> Envelope:
    return Envelope(str(number), event.type, f"/intake/{CENTRE}", "s", NOW, number, "c", None, None, data)


def test_what_devices_sends_for_a_day_of_the_hall_fits(hall: Database) -> None:
    for number, event in enumerate(HEARD):
        changed: dict[str, Any] = {}
        if event is intake.TICKET_CALLED:
            changed = {"expires_at": (NOW + timedelta(minutes=1)).isoformat()}
        tell(hall, event, number, **changed)
    listed = intake.WHEREABOUTS_CHANGED.load(intake.WHEREABOUTS_CHANGED.example)
    with hall.transaction() as tx:
        for number, data in enumerate((listed, {**listed, "slot": 5, "listed": False}), 1):
            follow_whereabouts(tx, [envelope_of(intake.WHEREABOUTS_CHANGED, number, data)])
        for each in recipients(tx, CENTRE):
            greet(tx, each, {"queue": 999, "whereabouts": 999, "playlist": 999})
        put_programme(
            tx, CENTRE, "GG-900", "夜间", 2, NOW, NOW + timedelta(days=1), "22:00-06:00", weekdays=[5], seconds=15
        )
        put_ticker(tx, CENTRE, "今日 12 点起停止取号", NOW + timedelta(hours=3))
        end_emergency(tx, raise_emergency(tx, CENTRE, "请有序离开大厅", "消防演练")["id"], "演练结束")
        ask_for_snapshot(tx, "camera-1", "演练留存")
        order(tx, "led-1", words.CONFIGURE, {"settings": {"heartbeat_seconds": 20, "brightness": "high"}, "version": 1})
        order(tx, "led-1", words.RESTART, {})
        order(tx, "led-1", words.REANNOUNCE, {})
    found = sent(hall)
    told_of = {f"down.{command}" for command in PAYLOADS} | {f"board.{name}" for name in BOARDS}
    assert {name for name, _ in found} == told_of
    for name, body in found:
        where, _, rest = name.partition(".")
        told: Payload = BOARD_DELTAS[rest] if where == "board" else PAYLOADS[rest]
        assert told.schema.validate(body["data"]) == {}, name
        assert faults(name, body) == [], name


@pytest.mark.parametrize("event", declared(), ids=message_id)
def test_a_null_or_absent_field_fits_wherever_the_declaration_lets_it(event: Event) -> None:
    spare = {name for name, field in event.schema.fields.items() if not field.required}
    nullable = {name for name, field in event.schema.fields.items() if field.allow_none}
    body = example(event)
    without = {name: value for name, value in body["data"].items() if name not in spare}
    assert faults(message_id(event), {**body, "data": without}) == []
    nulled = {name: None if name in nullable else value for name, value in body["data"].items()}
    assert faults(message_id(event), {**body, "data": nulled}) == []
    assert faults(message_id(event), {**body, "type": "cn.bianmin.other.v1"})


@pytest.mark.parametrize("kind", Kind)
def test_a_terminal_takes_every_command_as_declared(shelf: Shelf, kind: Kind) -> None:
    terminal = shelf.simulator(kind).terminal
    for command in sorted(COMMANDS[kind]):
        receive(terminal, f"{name_of(kind)}/down/{command}", command, PAYLOADS[command])
    answered = {
        (entry.data["command_id"], entry.data["outcome"])
        for entry in shelf.waiting(kind)
        if entry.event == words.ACKNOWLEDGED
    }
    assert answered == {(command, "done") for command in COMMANDS[kind] - {words.ANNOUNCE}}
    # An announcement is answered when it has been spoken: taken, not refused.
    unfinished = {each.command for each in Inbox(shelf.store, name_of(kind)).unfinished()}
    assert unfinished == COMMANDS[kind] & {words.ANNOUNCE}


def test_a_display_follows_the_delta_as_declared(shelf: Shelf) -> None:
    display = shelf.simulator(Kind.QUEUE_DISPLAY)
    own = f"{name_of(Kind.QUEUE_DISPLAY)}/down/{words.BOARD_SNAPSHOT}"
    receive(display.terminal, own, "c-1", PAYLOADS[words.BOARD_SNAPSHOT])
    receive(display.terminal, "board/queue", "c-2", BOARD_DELTAS["queue"])
    revision, content = display.boards["queue"]
    assert (revision, content["waiting"]) == (42, {"F": 2})


def test_what_terminals_say_fits(shelf: Shelf) -> None:
    machines = {kind: shelf.simulator(kind).terminal for kind in Kind}
    machines[Kind.KIOSK].press("F", "老年")
    machines[Kind.CALLER].press(Key.SERVE, "6", "0195e0c2", "07")
    machines[Kind.EVALUATOR].rate("0195e0c2", Level.SATISFIED, ["polite"])
    machines[Kind.LED].report_played("GG-014", NOW, NOW + timedelta(hours=1), 20)
    machines[Kind.CAMERA].report_count("大厅", NOW, NOW + timedelta(minutes=5), entered=2, left=1, present=9)
    machines[Kind.CAMERA].report_state(online=True, last_frame_at=None, tampered=True)
    machines[Kind.CAMERA].report_state(online=False, last_frame_at=NOW, tampered=False, why=Unseen.FROZEN)
    machines[Kind.CAMERA].report_missing("大厅", NOW, NOW + timedelta(minutes=5), Unseen.FROZEN)
    machines[Kind.CAMERA].report_snapshot(Snapshot("/snapshots/1.jpg", "0" * 64, 48213, NOW))
    machines[Kind.LED].report()
    machines[Kind.VOICE].raise_fault(FaultCode.NO_SOUND, "功放无输出")
    said = {entry.event for kind in Kind for entry in shelf.waiting(kind)}
    assert said == {
        words.TICKET_REQUESTED, words.KEY_PRESSED, words.RATED, words.PLAYED, words.PEOPLE_COUNTED,
        words.CAMERA_STATE, words.COUNTS_MISSING, words.SNAPSHOT_TAKEN, words.LED_STATE, words.FAULT,
    }  # fmt: skip


def receive(terminal: Any, topic: str, message_id: str, told: Payload) -> None:
    body = {"id": message_id, "at": NOW.isoformat(), "data": dict(told.example)}
    terminal.received(f"hall/{CENTRE}/{topic}", json.dumps(body).encode())
