"""A loudspeaker that takes as long as speech takes, in hall time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from libs.terminal.kinds.voice import Announcement, Voice
from libs.terminal.simulators.base import Simulator
from libs.terminal.vocabulary import FaultCode

_SECONDS_PER_CHARACTER: Final = 0.22
_PAUSE: Final = 0.6


@dataclass(frozen=True)
class Spoken:
    """One announcement with all its repetitions, in hall time."""

    announcement: Announcement
    begin: datetime
    end: datetime


class VoiceSimulator(Simulator[Voice]):
    """``spoken`` in order; no two overlap."""

    def __init__(self, terminal: Voice) -> None:
        super().__init__(terminal)
        self.spoken: list[Spoken] = []
        self.silent = False
        terminal.bind(self)

    def silence(self) -> None:
        """The amplifier fails: announcements are acknowledged ``failed``, no_sound, until ``mend``."""
        self.silent = True

    def mend(self) -> None:
        self.silent = False
        self.terminal.clear_fault(FaultCode.NO_SOUND)

    def speak(self, announcement: Announcement, ended: Callable[[FaultCode | None], None]) -> None:
        if self.silent:
            ended(FaultCode.NO_SOUND)
            return
        begin = self.terminal.clock.now()
        self.say(f"播报：{announcement.text} ×{announcement.times}")
        seconds = announcement.times * (len(announcement.spoken) * _SECONDS_PER_CHARACTER + _PAUSE)

        def done() -> None:
            self.spoken.append(Spoken(announcement, begin, self.terminal.clock.now()))
            ended(None)

        self.terminal.loop.call_later(self.terminal.clock.real_seconds(seconds), done)

    def obey(self, words: list[str]) -> str:
        match words:
            case ["silent"]:
                self.silence()
                return "功放故障"
            case ["mend"]:
                self.mend()
                return "已恢复"
        return super().obey(words)

    def help(self) -> str:
        return "silent | mend | " + super().help()
