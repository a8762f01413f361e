"""A loudspeaker that takes as long as speech takes, in hall time."""

from __future__ import annotations

import io
import urllib.request
import wave
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urljoin

from libs.terminal.kinds.voice import Announcement, Voice
from libs.terminal.simulators.base import Simulator
from libs.terminal.vocabulary import FaultCode

_SECONDS_PER_CHARACTER: Final = 0.22
_PAUSE: Final = 0.6
_FETCH_PATIENCE: Final = 5.0
_LARGEST: Final = 4 * 1024 * 1024


@dataclass(frozen=True)
class Spoken:
    """One announcement with all its repetitions, in hall time. ``sound``: the WAV played; None: read aloud."""

    announcement: Announcement
    begin: datetime
    end: datetime
    sound: bytes | None = None


class VoiceSimulator(Simulator[Voice]):
    """``spoken`` in order; no two overlap.

    With ``http``, the centre's HTTP address, it plays the sound that an announcement names, and reads aloud itself
    what the sound does not hold or when it cannot be fetched.
    """

    def __init__(self, terminal: Voice, http: str | None = None) -> None:
        super().__init__(terminal)
        self.spoken: list[Spoken] = []
        self.silent = False
        self._http = http
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
        if self._http is None or announcement.audio is None:
            self._say(announcement, ended, None)
            return
        fetched: list[bytes] = []
        address = urljoin(self._http, announcement.audio.url)
        self.terminal.loop.in_background(
            lambda: fetched.append(fetch(address)),
            lambda problem: self._say(announcement, ended, fetched[0] if problem is None else None),
        )

    def _say(
        self, announcement: Announcement, ended: Callable[[FaultCode | None], None], sound: bytes | None
    ) -> None:
        begin = self.terminal.clock.now()
        self.say(f"播报：{announcement.text} ×{announcement.times}" + ("" if sound is None else "（音频）"))
        seconds = announcement.times * _seconds(announcement, sound)

        def done() -> None:
            self.spoken.append(Spoken(announcement, begin, self.terminal.clock.now(), sound))
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


def fetch(address: str) -> bytes:
    """The WAV file there. Raises OSError, ValueError for what is none."""
    if not address.startswith(("http://", "https://")):
        raise ValueError("not an address of HTTP")
    with urllib.request.urlopen(address, timeout=_FETCH_PATIENCE) as answer:
        sound: bytes = answer.read(_LARGEST)
    duration(sound)
    return sound


def duration(sound: bytes) -> float:
    """Seconds that a WAV file takes. Raises ValueError."""
    try:
        with wave.open(io.BytesIO(sound)) as opened:
            return opened.getnframes() / opened.getframerate()
    except (wave.Error, EOFError) as error:
        raise ValueError("not a WAV file") from error


def _seconds(announcement: Announcement, sound: bytes | None) -> float:
    """Once through: the sound, and what is left to read aloud."""
    held = announcement.audio.languages if sound is not None and announcement.audio is not None else ()
    texts = [each.spoken for each in announcement.sentences if each.language not in held]
    if sound is None and not texts:
        texts = [announcement.spoken]
    read = sum(len(each) * _SECONDS_PER_CHARACTER + _PAUSE for each in texts)
    return read + (0.0 if sound is None else duration(sound))
