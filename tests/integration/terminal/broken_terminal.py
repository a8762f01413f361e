"""Simulated terminals with one thing wrong each: ``broken_terminal.py FAULT simulate --kind …``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from libs.terminal import client, commands, connection, envelope, heartbeat, session
from libs.terminal.camera.snapshots import Snapshot
from libs.terminal.cli import main
from libs.terminal.kinds.camera import Camera
from libs.terminal.kinds.led import Led
from libs.terminal.kinds.queue_display import QueueDisplay
from libs.terminal.kinds.voice import Announcement
from libs.terminal.simulators.queue_display import QueueDisplaySimulator
from libs.terminal.simulators.voice import VoiceSimulator
from libs.terminal.vocabulary import ACKNOWLEDGED, SNAPSHOT_TAKEN

SKIPPED_NUMBER = 3


def same_session() -> None:
    """Comes back with the session it had."""
    original = session.Session.__init__

    def init(self: session.Session, *arguments: Any) -> None:
        original(self, *arguments)
        self.id = "always-the-same"

    session.Session.__init__ = init  # type: ignore[method-assign]


def seq_gap() -> None:
    """Leaves a number out."""
    original = session.Session._send

    def send(self: session.Session, *arguments: Any) -> int:
        if self._seq == SKIPPED_NUMBER - 1:
            self._seq += 1
        return original(self, *arguments)

    session.Session._send = send  # type: ignore[method-assign]


def shows_expired() -> None:
    commands.Command.expired = lambda self, now: False  # type: ignore[method-assign]


def answers_twice() -> None:
    original = client.Terminal._acknowledge

    def acknowledge(self: client.Terminal, *arguments: Any) -> None:
        original(self, *arguments)
        original(self, *arguments)

    client.Terminal._acknowledge = acknowledge  # type: ignore[method-assign]


def forgets_stored() -> None:
    """What happens while the network is away is not kept."""
    original = client.Terminal._store_event

    def store(self: client.Terminal, event: str, data: Any, message_id: str, *rest: Any, **named: Any) -> str:
        if event != ACKNOWLEDGED and not self.online:
            return message_id
        return original(self, event, data, message_id, *rest, **named)

    client.Terminal._store_event = store  # type: ignore[method-assign]


def carries_out_again() -> None:
    """Does a command as often as it comes."""

    def receive(self: commands.CommandDesk, name: str, payload: bytes) -> None:
        message = envelope.decode_down(payload)
        outcome = self._run(commands.Command(message.id, name, message.at, message.expires, message.data))
        self._acknowledge(message.id, outcome)  # type: ignore[arg-type]

    commands.CommandDesk.receive = receive  # type: ignore[method-assign]


def wrong_will() -> None:
    """The will names a session that never was."""
    original = connection.Connection.__init__

    def init(self: Any, link: Any, loop: Any, listener: Any, will: tuple[str, bytes]) -> None:
        body = json.loads(will[1])
        body["session"] = body["data"]["session"] = "some-other"
        original(self, link, loop, listener, (will[0], json.dumps(body).encode()))

    connection.Connection.__init__ = init  # type: ignore[method-assign]


def no_heartbeat() -> None:
    heartbeat.Heartbeat.start = lambda self: None  # type: ignore[method-assign]


def stamps_when_sent() -> None:
    original = session.Session._send

    def send(self: session.Session, event: str, message_id: str, at: datetime, data: Any) -> int:
        return original(self, event, message_id, datetime.now(UTC), data)

    session.Session._send = send  # type: ignore[method-assign]


def answers_before_speaking() -> None:
    def speak(self: VoiceSimulator, announcement: Announcement, ended: Callable[[None], None]) -> None:
        self.say(announcement.text)
        ended(None)

    VoiceSimulator.speak = speak  # type: ignore[method-assign,assignment]


def never_asks() -> None:
    """A display that waits for the missing revision in silence."""
    QueueDisplay._ask = lambda self, board, held: None  # type: ignore[method-assign]


def hides_calls() -> None:
    """A display that says it has shown a call and has not."""
    QueueDisplaySimulator.show_call = lambda self, call: None  # type: ignore[method-assign]
def writes_every_text() -> None:
    """A board that writes whatever it shows to flash."""
    original = Led._show_ticker

    def show(self: Led, command: commands.Command) -> None:
        original(self, command)
        self._keep_flash(self.flash.begun(self.clock.now()).done(self._playlist.digest))

    Led._show_ticker = show  # type: ignore[method-assign]


def sends_the_picture() -> None:
    def report(self: Camera, snapshot: Snapshot) -> str:
        return self.publish(SNAPSHOT_TAKEN, {**snapshot.wire(), "ref": "data:image/png;base64,AAAA"})

    Camera.report_snapshot = report  # type: ignore[method-assign]


FAULTS: dict[str, Callable[[], None]] = {
    each.__name__: each
    for each in (
        same_session,
        seq_gap,
        shows_expired,
        answers_twice,
        forgets_stored,
        carries_out_again,
        wrong_will,
        no_heartbeat,
        stamps_when_sent,
        answers_before_speaking,
        never_asks,
        hides_calls,
        writes_every_text,
        sends_the_picture,
    )
}


if __name__ == "__main__":
    FAULTS[sys.argv[1]]()
    sys.exit(main(sys.argv[2:]))
