"""Voice (语音播报): one voice per hall, so announcements are spoken one after the other, each in time or not at all."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from libs.terminal.client import Terminal
from libs.terminal.commands import LATER, BadCommand, Command, Later
from libs.terminal.inbox import DONE, EXPIRED, Outcome, failed
from libs.terminal.vocabulary import ANNOUNCE, FaultCode

logger = logging.getLogger(__name__)

_REMEMBERED_CALLS: Final = 200
_MOST_TIMES: Final = 5


@dataclass(frozen=True)
class Announcement:
    """``text`` as shown, ``spoken`` as read aloud (digits one by one), ``times`` in a row."""

    call_id: str
    number: str
    window: str
    text: str
    spoken: str
    times: int


class VoiceDevice(Protocol):
    """Called in the network loop's thread."""

    def speak(self, announcement: Announcement, ended: Callable[[FaultCode | None], None]) -> None:
        """Begin to speak; call ``ended`` once, from any thread, with the fault that kept it silent or None."""
        ...


class Voice(Terminal):
    """Bind the device before ``start``. Acknowledged when it has been spoken: that is the proof of the call."""

    def bind(self, device: VoiceDevice) -> None:
        self._device = device
        self._waiting: deque[Announcement] = deque()
        self._open: dict[str, list[Command]] = {}  # by call: its commands not yet answered
        self._speaking = False
        self._spoken: deque[str] = deque(maxlen=_REMEMBERED_CALLS)
        self.on(ANNOUNCE, self._announce)

    def _announce(self, command: Command) -> Outcome | Later:
        times = command.whole("times", 2)
        if not 1 <= times <= _MOST_TIMES:
            raise BadCommand(f"times: not 1 to {_MOST_TIMES}")
        announcement = Announcement(
            command.text("call_id"),
            command.text("number"),
            command.text("window"),
            command.text("text"),
            command.text("spoken"),
            times,
        )
        if announcement.call_id in self._spoken:
            return DONE  # the same call under another command id: said already
        together = self._open.setdefault(announcement.call_id, [])
        together.append(command)
        if len(together) == 1:
            self._waiting.append(announcement)
            self._next()
        return LATER

    def _next(self) -> None:
        while self._waiting and not self._speaking:
            announcement = self._waiting.popleft()
            now = self.clock.now()
            if all(command.expired(now) for command in self._open[announcement.call_id]):
                self._finish(announcement, EXPIRED)
                continue
            self._speaking = True
            try:
                self._device.speak(announcement, partial(self._report, announcement))
            except Exception:
                logger.exception("the voice failed")
                self._report(announcement, FaultCode.NO_SOUND)

    def _report(self, announcement: Announcement, fault: FaultCode | None) -> None:
        self.loop.call_soon(partial(self._spoke, announcement, fault))

    def _spoke(self, announcement: Announcement, fault: FaultCode | None) -> None:
        self._speaking = False
        if fault is None:
            self._spoken.append(announcement.call_id)
            self.clear_fault(FaultCode.NO_SOUND)
            self._finish(announcement, DONE)
        else:
            self.raise_fault(fault)
            self._finish(announcement, failed(fault.value))
        self._next()

    def _finish(self, announcement: Announcement, outcome: Outcome) -> None:
        for command in self._open.pop(announcement.call_id):
            command.finish(outcome)
