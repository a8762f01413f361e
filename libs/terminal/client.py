"""A terminal on the network: one session per connection, messages that outlive it, commands done once."""

from __future__ import annotations

import logging
import sqlite3
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from libs.common.clock import Clock, SystemClock
from libs.terminal import envelope, topics
from libs.terminal.commands import BadCommand, Command, CommandDesk, Handler
from libs.terminal.connection import Link
from libs.terminal.heartbeat import Heartbeat
from libs.terminal.inbox import Outcome
from libs.terminal.loop import NetworkLoop, Timer
from libs.terminal.outbox import CAPACITY, Outbox, OutboxFull
from libs.terminal.presence import Presence
from libs.terminal.profile import DEFAULT_PACE, Identity, Pace
from libs.terminal.session import Session
from libs.terminal.settings import KeptSettings
from libs.terminal.store import Store
from libs.terminal.vocabulary import ACKNOWLEDGED, CONFIGURE, EVENTS, FAULT, HEARTBEAT, REANNOUNCE, RESTART, FaultCode

logger = logging.getLogger(__name__)

_STOP_PATIENCE: Final = 3.0
_STEADY: Final = 5.0
"""Seconds a session must last for the next failure to count as the first."""


class Terminal:
    """Base of all kinds. ``start``, ``publish``, ``on`` a command, ``stop``.

    Handlers and hooks run in the network loop's thread and must be quick. Everything public may be called
    from any thread. Without ``loop`` the terminal has one of its own.
    """

    def __init__(
        self,
        identity: Identity,
        link: Link,
        store: Store,
        *,
        clock: Clock | None = None,
        loop: NetworkLoop | None = None,
        pace: Pace = DEFAULT_PACE,
        capacity: int = CAPACITY,
    ) -> None:
        topics.down_filter(identity.centre, identity.terminal)  # a bad name fails here, not on the wire
        self.identity = identity
        self.clock: Clock = clock or SystemClock()
        self._link = replace(link, client_id=identity.terminal)
        self._store = store
        self._own_loop = loop is None
        self.loop = loop or NetworkLoop(identity.terminal)
        self._pace = pace
        self._outbox = Outbox(store, identity.terminal, capacity)
        self._desk = CommandDesk(store, identity.terminal, self.clock, self._acknowledge)
        self.settings = KeptSettings(store, identity.terminal)
        self._session: Session | None = None
        self._retry: Timer | None = None
        self._failures = 0
        self._started = self._stopping = self._resumed = False
        self._faults: set[FaultCode] = set()
        self._presence = Presence()
        self._heartbeat = Heartbeat(self.loop, self._heartbeat_seconds, lambda: self.send_now(HEARTBEAT, {}))
        self._desk.on(REANNOUNCE, self._reannounce)
        self._desk.on(CONFIGURE, self._configure)
        self._desk.on(RESTART, self._restart)
        self.on_online: Callable[[], None] = lambda: None

    # -- life

    def start(self) -> None:
        """Connect, and go on trying for ever. Commands left unfinished by an earlier process come first."""
        if self._started:
            raise RuntimeError("a terminal is started once")
        self._started = True
        self.loop.start()
        self.loop.call_soon(self._begin)
        self._heartbeat.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Say good-bye and leave; what is in the store stays for the next start."""
        if not self._started:
            return
        self.begin_stop()
        self._presence.wait(lambda: self._presence.ended, timeout)
        if self._own_loop:
            self.loop.stop()

    def begin_stop(self) -> None:
        """As ``stop``, without waiting: for many terminals at a time."""
        if self._started and not self._stopping:
            self._stopping = True
            self.loop.call_soon(self._leave)

    @property
    def stopping(self) -> bool:
        return self._stopping

    @property
    def online(self) -> bool:
        """Connected, subscribed, and ``hello`` sent."""
        return self._presence.online

    @property
    def backlog(self) -> int:
        """Messages the broker has not confirmed yet."""
        return len(self._outbox)

    @property
    def session(self) -> str | None:
        """The present session's id."""
        return self._session.id if self._session and self.online else None

    def wait_online(self, timeout: float) -> bool:
        return self._presence.wait(lambda: self.online, timeout)

    def wait_drained(self, timeout: float) -> bool:
        """Until the broker has confirmed everything published."""
        return self._presence.wait(lambda: not self.backlog, timeout)

    # -- up

    def publish(
        self, event: str, data: Mapping[str, Any], *, message_id: str | None = None, at: datetime | None = None
    ) -> str:
        """Durable when it returns; sent now or whenever the broker is back. Returns the message's id.

        Raises OutboxFull, TooLarge, and ValueError for an event that this kind does not have.
        """
        return self._store_event(event, data, message_id or str(uuid.uuid4()), at, reserved=False)

    def raise_fault(self, code: FaultCode, detail: str | None = None) -> None:
        """Tells the centre once, until cleared."""
        if code not in self._faults:
            self._faults.add(code)
            self._tell_fault({"code": code.value, "state": "raised"} | ({"detail": detail} if detail else {}))

    def clear_fault(self, code: FaultCode) -> None:
        if code in self._faults:
            self._faults.discard(code)
            self._tell_fault({"code": code.value, "state": "cleared"})

    @property
    def faults(self) -> frozenset[FaultCode]:
        return frozenset(self._faults)

    def send_now(self, event: str, data: Mapping[str, Any]) -> None:
        """Not kept: sent if the terminal is online, else forgotten."""
        self.loop.call_soon(lambda: self._session.send(event, data) if self._session else None)

    # -- down

    def on(self, command: str, handler: Handler) -> None:
        """Before ``start``."""
        self._desk.on(command, handler)

    @property
    def capabilities(self) -> list[str]:
        """The commands it carries out, as ``hello`` tells them."""
        return self.identity.capabilities

    # -- for kinds that hold boards

    def board_names(self) -> list[str]:
        return []

    def board_revisions(self) -> dict[str, int]:
        return {}

    def take_delta(self, data: dict[str, Any]) -> None:
        """A change of a shared board; kinds that hold boards override it. May raise BadCommand."""

    # -- what happens in the loop

    def _begin(self) -> None:
        # Kept commands first: an expired one must be answered, a valid one shown, network or not.
        try:
            self._desk.resume()
        except (sqlite3.Error, OutboxFull):
            logger.exception("%s: commands kept from before stay unanswered", self.identity.terminal)
        self._connect()

    def _connect(self) -> None:
        self._retry = None
        if self._stopping:
            self._end()
            return
        session = Session(self, self._outbox, self._pace.window)
        self._session = session
        session.open(self.loop, self._link)

    def session_began(self, session: Session) -> None:
        """Called by the session: ``hello`` is on its way."""
        self._presence.set(online=True)
        logger.info("%s online, session %s", self.identity.terminal, session.id)
        self.on_online()

    def session_ended(self, session: Session, reason: str) -> None:
        """Called by the session, once."""
        if session is not self._session:
            return
        self._session = None
        self._presence.set(online=False)
        if self._stopping:
            self._end()
            return
        if session.lasted > _STEADY:
            self._failures = 0
        delay = self._pace.retry_after(self._failures)
        self._failures += 1
        logger.info("%s offline (%s), again in %.1f s", self.identity.terminal, reason, delay)
        self._retry = self.loop.call_later(delay, self._connect)

    def received(self, topic: str, payload: bytes) -> None:
        """Called by the session. Bad input is logged and dropped; store errors pass through."""
        try:
            match topics.parse(topic):
                case topics.Down(_, _, command):
                    self._desk.receive(command, payload)
                case topics.Board():
                    self.take_delta(envelope.decode_down(payload).data)
                case other:
                    logger.warning("not for a terminal: %r", other)
        except (topics.BadTopic, envelope.Malformed, BadCommand) as error:
            logger.warning("dropped a message on %.120s: %s", topic, error)

    def drained(self) -> None:
        """Called by the session after the broker confirmed messages."""
        self._presence.set()

    def _leave(self) -> None:
        self._heartbeat.stop()
        if self._retry is not None:
            self._retry.cancel()
        if self._session is None:
            self._end()
        else:
            self._session.leave()
            self.loop.call_later(_STOP_PATIENCE, self._session.abort)

    def _end(self) -> None:
        self._presence.set(ended=True)

    def _heartbeat_seconds(self) -> float:
        return float(self.settings.get("heartbeat_seconds", self._pace.heartbeat))

    def _store_event(
        self, event: str, data: Mapping[str, Any], message_id: str, at: datetime | None, *, reserved: bool
    ) -> str:
        if event not in EVENTS[self.identity.kind]:
            raise ValueError(f"a {self.identity.kind.value} has no event {event!r}")
        at = at or self.clock.now()
        envelope.encode_up(message_id, 2**53, "s" * envelope.ID_LIMIT, at, data)  # fails here if it cannot be sent
        self._outbox.add(message_id, event, at, data, reserved=reserved)
        self.loop.call_soon(self._pump)
        return message_id

    def _tell_fault(self, data: dict[str, Any]) -> None:
        self._store_event(FAULT, data, str(uuid.uuid4()), None, reserved=True)

    def _pump(self) -> None:
        if self._session is not None:
            self._session.pump()

    def _acknowledge(self, command_id: str, outcome: Outcome) -> None:
        data: dict[str, Any] = {"command_id": command_id, "outcome": outcome.name.value}
        if outcome.reason:
            data["reason"] = outcome.reason[:200]
        self._store_event(ACKNOWLEDGED, data, str(uuid.uuid4()), None, reserved=True)

    def _reannounce(self, command: Command) -> None:
        if self._session is not None:
            self._session.announce_again()

    def _configure(self, command: Command) -> None:
        before = self._heartbeat_seconds()
        self.settings.change(command.data.get("settings"), command.data.get("version"))
        if self._heartbeat_seconds() != before:
            self._heartbeat.start()

    def _restart(self, command: Command) -> None:
        # After the acknowledgement is stored: a new session, as after a power cycle.
        self._failures = 0
        self.loop.call_soon(lambda: self._session.leave() if self._session else None)
