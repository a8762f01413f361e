"""Which events are told for what terminals say. What happened is told as it was said, with the terminal's time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from libs.common.events import Event
from libs.common.events.devices import (
    KEY_PRESSED,
    PEOPLE_COUNTED,
    PROGRAMME_PLAYED,
    RATING_GIVEN,
    TICKET_PRINTED,
    TICKET_REQUESTED,
)
from libs.terminal import vocabulary as words
from services.devices.uplink.rules import Heard

Maker = Callable[[Heard], dict[str, Any]]


def _asked(heard: Heard) -> dict[str, Any]:
    return {"request_id": heard.id, "terminal_id": heard.speaker.id, "at": heard.at, **heard.data}


def _printed(heard: Heard) -> dict[str, Any]:
    data = heard.data
    return {
        "terminal_id": heard.speaker.id, "ticket_id": data["ticket_id"], "outcome": data["outcome"], "at": heard.at,
    }  # fmt: skip


def _period(heard: Heard) -> dict[str, Any]:
    data = dict(heard.data)
    return {"terminal_id": heard.speaker.id, "from": data.pop("begin"), **data}


TOLD: dict[str, tuple[Event, Maker]] = {
    words.TICKET_REQUESTED: (TICKET_REQUESTED, _asked),
    words.TICKET_PRINTED: (TICKET_PRINTED, _printed),
    words.KEY_PRESSED: (KEY_PRESSED, _asked),
    words.RATED: (RATING_GIVEN, _asked),
    words.PLAYED: (PROGRAMME_PLAYED, _period),
    words.PEOPLE_COUNTED: (PEOPLE_COUNTED, _period),
}
