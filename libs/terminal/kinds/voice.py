"""Voice (语音播报): one voice per hall, so announcements are spoken one after the other, each in time or not at all."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

from libs.terminal.client import Terminal
from libs.terminal.commands import LATER, BadCommand, Command, Later
from libs.terminal.inbox import DONE, EXPIRED, Outcome, failed
from libs.terminal.vocabulary import ANNOUNCE, FaultCode

logger = logging.getLogger(__name__)

_REMEMBERED_CALLS: Final = 200
_MOST_TIMES: Final = 5


@dataclass(frozen=True)
class Sentence:
    """``language`` as BCP 47 (``zh-CN``)."""

    language: str
    spoken: str


@dataclass(frozen=True)
class Audio:
    """Where the sound is (a path below the centre's HTTP address), which languages it holds, how long it takes."""

    url: str
    languages: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Announcement:
    """``text`` as shown, ``spoken`` as read aloud (digits one by one), ``times`` in a row.

    ``sentences`` in the order in which they are read; the first is ``spoken``. ``audio`` may hold some, or be None.
    """

    call_id: str
    number: str
    window: str
    text: str
    spoken: str
    times: int
    sentences: tuple[Sentence, ...] = ()
    audio: Audio | None = None


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
        self._with: dict[str, list[str]] = {}  # by call: earlier calls of the number that it is spoken for
        self._speaking = False
        self._spoken: deque[str] = deque(maxlen=_REMEMBERED_CALLS)
        self.on(ANNOUNCE, self._announce)

    def _announce(self, command: Command) -> Outcome | Later:
        announcement = announcement_from(command)
        if announcement.call_id in self._spoken:
            return DONE  # the same call under another command id: said already
        together = self._open.setdefault(announcement.call_id, [])
        together.append(command)
        if len(together) == 1 and not self._takes_a_place(announcement):
            self._waiting.append(announcement)
            self._next()
        return LATER

    def _takes_a_place(self, announcement: Announcement) -> bool:
        """A number that is called again before it was its turn is said once, as called last."""
        for place, earlier in enumerate(self._waiting):
            if earlier.number != announcement.number:
                continue
            if earlier.window != announcement.window:
                del self._waiting[place]
                self._finish(earlier, EXPIRED)
                return False
            self._waiting[place] = announcement
            self._with[announcement.call_id] = [*self._with.pop(earlier.call_id, []), earlier.call_id]
            return True
        return False

    def _next(self) -> None:
        while self._waiting and not self._speaking:
            announcement = self._waiting.popleft()
            now = self.clock.now()
            commands = [command for call in self._calls(announcement) for command in self._open[call]]
            if all(command.expired(now) for command in commands):
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
            self._spoken.extend(self._calls(announcement))
            self.clear_fault(FaultCode.NO_SOUND)
            self._finish(announcement, DONE)
        else:
            self.raise_fault(fault)
            self._finish(announcement, failed(fault.value))
        self._next()

    def _finish(self, announcement: Announcement, outcome: Outcome) -> None:
        for call in self._calls(announcement):
            for command in self._open.pop(call):
                command.finish(outcome)
        self._with.pop(announcement.call_id, None)

    def _calls(self, announcement: Announcement) -> list[str]:
        """The call, and those before it that it is spoken for."""
        return [*self._with.get(announcement.call_id, []), announcement.call_id]


def announcement_from(command: Command) -> Announcement:
    """Raises BadCommand."""
    times = command.whole("times", 2)
    if not 1 <= times <= _MOST_TIMES:
        raise BadCommand(f"times: not 1 to {_MOST_TIMES}")
    sentences = command.data.get("sentences", [])
    if not isinstance(sentences, list) or not all(isinstance(each, dict) for each in sentences):
        raise BadCommand("sentences: not a list of objects")
    told = [(each.get("language"), each.get("spoken")) for each in sentences]
    if not all(isinstance(word, str) for pair in told for word in pair):
        raise BadCommand("sentences: language and spoken are not texts")
    return Announcement(
        command.text("call_id"),
        command.text("number"),
        command.text("window"),
        command.text("text"),
        command.text("spoken"),
        times,
        tuple(Sentence(*pair) for pair in told),
        _audio(command.data.get("audio")),
    )


def _audio(told: Any) -> Audio | None:
    if told is None:
        return None
    match told:
        case {"url": str(url), "languages": list(languages), "seconds": int() | float() as seconds}:
            return Audio(url, tuple(map(str, languages)), float(seconds))
    raise BadCommand("audio: not url, languages and seconds")
