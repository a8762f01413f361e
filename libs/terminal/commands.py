"""Commands from the centre (下行指令): kept, carried out once, acknowledged.

A command is written down before the broker is told that it arrived. Its end and the message that says so are
one transaction. Whatever dies in between, it is neither lost nor answered differently the second time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from libs.common.clock import Clock
from libs.terminal import envelope
from libs.terminal.inbox import DONE, EXPIRED, Inbox, Outcome, failed, refused
from libs.terminal.store import Store

logger = logging.getLogger(__name__)


class BadCommand(ValueError):
    """The command's data is not what the protocol says; it is acknowledged ``refused`` with this text."""


class Later:
    """What a handler returns that will call ``command.finish`` when the device is ready."""


LATER = Later()


@dataclass(frozen=True)
class Command:
    """``interrupted`` means: the process died while it was being carried out before."""

    id: str
    name: str
    at: datetime
    expires: datetime | None
    data: dict[str, Any]
    interrupted: bool = False
    finish: Callable[[Outcome], None] = field(default=lambda outcome: None, repr=False, compare=False)

    def expired(self, now: datetime) -> bool:
        return self.expires is not None and self.expires <= now

    def text(self, member: str) -> str:
        """A member that must be a text. Raises BadCommand."""
        value = self.data.get(member)
        if not isinstance(value, str):
            raise BadCommand(f"{member}: not a text")
        return value

    def whole(self, member: str, default: int | None = None) -> int:
        """A member that must be a whole number from 0. Raises BadCommand."""
        value = self.data.get(member, default)
        if type(value) is not int or value < 0:
            raise BadCommand(f"{member}: not a whole number")
        return value


Handler = Callable[[Command], Outcome | Later | None]
"""Runs in the network loop: quick, or LATER. None means done."""
Acknowledge = Callable[[str, Outcome], None]
"""Puts ``up/acknowledged`` for a command id into the outbox; may be called inside a store transaction."""


class CommandDesk:
    """Receives the commands of one terminal."""

    def __init__(self, store: Store, terminal: str, clock: Clock, acknowledge: Acknowledge) -> None:
        self._store = store
        self._inbox = Inbox(store, terminal)
        self._clock = clock
        self._acknowledge = acknowledge
        self._handlers: dict[str, Handler] = {}
        self._running: set[str] = set()
        self._lock = threading.Lock()

    def on(self, command: str, handler: Handler) -> None:
        self._handlers[command] = handler

    def receive(self, name: str, payload: bytes) -> None:
        """Raises Malformed when there is no id to answer to; store errors pass through."""
        message = envelope.decode_down(payload)
        if self._inbox.record(message.id, name, payload):
            self._carry_out(name, message, interrupted=False)
            return
        outcome = self._inbox.outcome(message.id)
        if outcome is not None:
            self._acknowledge(message.id, outcome)
        elif message.id not in self._running:
            self._carry_out(name, message, interrupted=True)

    def resume(self) -> None:
        """Takes up what an earlier process left unfinished; once, at the start."""
        for each in self._inbox.unfinished():
            self._carry_out(each.command, envelope.decode_down(each.payload), interrupted=True)

    def _carry_out(self, name: str, message: envelope.DownMessage, *, interrupted: bool) -> None:
        with self._lock:
            self._running.add(message.id)
        command = Command(
            message.id,
            name,
            message.at,
            message.expires,
            message.data,
            interrupted,
            lambda outcome: self._finish(message.id, outcome),
        )
        result = self._run(command)
        if not isinstance(result, Later):
            command.finish(result)

    def _run(self, command: Command) -> Outcome | Later:
        if command.expired(self._clock.now()):
            return EXPIRED
        handler = self._handlers.get(command.name)
        if handler is None:
            return refused("unknown command")
        try:
            return handler(command) or DONE
        except BadCommand as error:
            return refused(str(error))
        except Exception as error:
            logger.exception("command %s failed", command.name)
            return failed(type(error).__name__)

    def _finish(self, command_id: str, outcome: Outcome) -> None:
        try:
            with self._store.transaction():
                if self._inbox.finish(command_id, outcome):
                    self._acknowledge(command_id, outcome)
        finally:
            with self._lock:
                self._running.discard(command_id)
