"""The languages and clips there are: the shipped set, and a folder of recorded ones that replaces it clip by clip.

Read once in a process: a new recording is heard after a restart.
"""

from __future__ import annotations

import json
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import structlog

from libs.common.settings import Settings
from services.devices.speech.rules import CODE, Language

LANGUAGES: Final = Path(__file__).with_name("languages")
SHIPPED: Final = Path(__file__).with_name("clips")
RATE: Final = 16_000
WIDTH: Final = 2
"""Mono, 16 bit, 16 kHz: plain to join, and more than a ceiling loudspeaker can tell."""

log = structlog.get_logger(__name__)


class UnfitClip(ValueError):
    """A file that cannot be joined to the others."""


@dataclass(frozen=True)
class Library:
    """``sounds``: (language, clip) → samples."""

    languages: Mapping[str, Language]
    sounds: Mapping[tuple[str, str], bytes]

    def clips(self, code: str, number: str, window: int) -> list[bytes] | None:
        """The sounds of an announcement in one language; None when any is missing."""
        language = self.languages.get(code)
        if language is None:
            return None
        found = [self.sounds.get((code, clip or "")) for clip in language.clips_of(number, window)]
        whole = [sound for sound in found if sound is not None]
        return whole if len(whole) == len(found) else None

    def audible(self, codes: Sequence[str], number: str, window: int) -> list[str]:
        """Those of the languages in which every word has a clip."""
        return [code for code in codes if self.clips(code, number, window) is not None]


@cache
def library(recorded: str) -> Library:
    """The shipped clips, those in the folder ``recorded`` (``<language>/<clip>.wav``) before them; "" for none.

    A further language, such as the dialect of the place, is a description ``<language>.json`` in that folder.
    """
    own = Path(recorded) if recorded else None
    if own is not None and not own.is_dir():
        log.error("speech.recorded_clips_missing", folder=recorded)
    languages = read_languages(LANGUAGES) | (read_languages(own) if own else {})
    sounds: dict[tuple[str, str], bytes] = {}
    for folder in (SHIPPED, own) if own else (SHIPPED,):
        for code, language in languages.items():
            for clip in sorted(set(language.clips.values())):
                sound = _sound(folder / code / f"{clip}.wav")
                if sound is not None:
                    sounds[code, clip] = sound
    return Library(languages, sounds)


def read_languages(folder: Path) -> dict[str, Language]:
    """The languages described in a folder, by code. What is no description is told and left out."""
    found = {}
    for file in sorted(folder.glob("*.json")):
        try:
            language = _language(json.loads(file.read_text(encoding="utf-8")))
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            log.error("speech.language_unfit", file=file.name, why=f"{type(error).__name__}: {error}")
            continue
        found[language.code] = language
    return found


def known_languages(settings: Settings) -> tuple[str, ...]:
    """The codes that an announcer may be told to speak."""
    return tuple(library(settings.recorded_clips).languages)


def read_clip(file: Path) -> bytes:
    """The samples of a clip. Raises UnfitClip; OSError when it is not there."""
    try:
        with wave.open(str(file)) as opened:
            shape = (opened.getnchannels(), opened.getsampwidth(), opened.getframerate())
            frames = opened.readframes(opened.getnframes())
    except (wave.Error, EOFError) as error:
        raise UnfitClip(str(error)) from error
    if shape != (1, WIDTH, RATE):
        raise UnfitClip(f"{shape[0]} channels, {8 * shape[1]} bit, {shape[2]} Hz")
    if not frames.strip(b"\0"):
        raise UnfitClip("nothing but silence")
    return frames


def _sound(file: Path) -> bytes | None:
    try:
        return read_clip(file)
    except FileNotFoundError:
        return None
    except (UnfitClip, OSError) as error:
        log.warning("speech.clip_unfit", clip=f"{file.parent.name}/{file.name}", why=str(error))
        return None


def _language(told: Mapping[str, Any]) -> Language:
    if not CODE.fullmatch(told["code"]):
        raise ValueError("code: not a language")
    return Language(
        code=told["code"],
        name=told["name"],
        parts=tuple(told["parts"]),
        between_digits=told["between_digits"],
        digits=told["digits"],
        counting={number: tuple(words) for number, words in told["counting"].items()},
        clips={word: clip["file"] for word, clip in told["clips"].items()},
    )
