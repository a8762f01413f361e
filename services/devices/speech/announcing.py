"""The announcement of a call: words for those who can speak, and where to fetch the sound for those who cannot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog

from libs.common.transaction import ReadTransaction
from services.devices.metrics import SPEECH
from services.devices.speech.clips import library
from services.devices.speech.references import GOOD_AFTER_CALL, address
from services.devices.speech.rendering import Sentence, seconds_of
from services.devices.speech.rules import DEFAULT, asked

log = structlog.get_logger(__name__)


def announcement(
    tx: ReadTransaction, languages: object, number: str, window: int, expires_at: datetime
) -> dict[str, Any]:
    """Members ``spoken``, ``sentences`` and, where there are clips, ``audio`` of ``announce``.

    ``languages``: the announcer's setting. A word without a clip takes its language out of the sound, never out of
    the words: the terminal is told which languages it hears and speaks the rest itself.
    """
    clips = library(tx.settings.recorded_clips)
    codes = [code for code in asked(languages) if code in clips.languages] or list(DEFAULT)
    sentences = [{"language": code, "spoken": clips.languages[code].spoken(number, window)} for code in codes]
    told: dict[str, Any] = {"spoken": sentences[0]["spoken"], "sentences": sentences}
    audible = clips.audible(codes, number, window)
    if audible:
        sentence = Sentence(tuple(audible), number, window)
        told["audio"] = {
            "url": address(sentence, expires_at + GOOD_AFTER_CALL),
            "languages": audible,
            "seconds": round(seconds_of(clips, sentence), 2),
        }
    if len(audible) < len(codes):
        log.warning("speech.clips_missing", languages=[code for code in codes if code not in audible])
    SPEECH.labels("audio" if len(audible) == len(codes) else "partly" if audible else "text").inc()
    return told
