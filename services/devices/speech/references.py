"""Addresses of announcements: signed, for a while. Whoever has one may fetch that sentence and no other."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from libs.common.errors import Forbidden
from libs.common.identity.keyring import blind_index
from services.devices.speech.rendering import Sentence

PATH: Final = "/speech"
GOOD_AFTER_CALL: Final = timedelta(minutes=5)
"""Hall time that an address outlives its call: the announcer may be in the middle of it."""
_PURPOSE: Final = "speech.reference"


class BadReference(Forbidden):
    code, title = "bad_speech_reference", "播报音频地址无效或已过期"


def address(sentence: Sentence, until: datetime) -> str:
    """Path and query below the centre's HTTP address. ``until`` in hall time."""
    told = {
        "languages": ",".join(sentence.languages), "number": sentence.number, "window": sentence.window,
        "until": int(until.timestamp()),
    }  # fmt: skip
    return f"/api/devices/v1{PATH}?{urlencode({**told, 'signature': _signature(told)}, safe=',')}"


def referred(query: dict[str, Any], now: datetime) -> Sentence:
    """The sentence that a query names. Raises BadReference for one that was not signed here, or is too old."""
    told = {name: query[name] for name in ("languages", "number", "window", "until")}
    if not hmac.compare_digest(_signature(told), query["signature"]) or now.timestamp() > query["until"]:
        raise BadReference()
    return Sentence(tuple(query["languages"].split(",")), query["number"], query["window"])


def _signature(told: dict[str, Any]) -> str:
    return blind_index("/".join(str(told[name]) for name in ("languages", "number", "window", "until")), _PURPOSE)
