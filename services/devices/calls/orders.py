"""Who is told of a call, and in which words: screen and announcer first; display and spare announcers after."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from libs.terminal import vocabulary as words
from services.devices.boards.rules import TIMES_SPOKEN, spoken, text
from services.devices.calls.tables import Call
from services.devices.commands.actions import Order
from services.devices.registry.recipients import Recipient

KINDS = ("window_screen", "voice", "queue_display")


def first_line(terminals: Sequence[Recipient], window: int) -> list[Recipient]:
    """The screen over the window and the announcer: the first voice that is there, so that one alone speaks."""
    voices = sorted(_of(terminals, "voice"), key=lambda each: (not each.connected, each.id))
    return [*(each for each in _of(terminals, "window_screen") if each.window == window), *voices[:1]]


def spares(terminals: Sequence[Recipient], window: int) -> list[Recipient]:
    """Where a call goes that the first line did not prove: hall displays and the other announcers."""
    first = {each.id for each in first_line(terminals, window)}
    return [each for each in terminals if each.kind in ("queue_display", "voice") and each.id not in first]


def orders(call: Call, terminals: Collection[Recipient]) -> list[Order]:
    """The commands that show or speak a call. They end with the call."""
    told = {"call_id": call.id, "number": call.number, "window": str(call.window)}
    shown = {**told, "window_name": call.window_name}
    aloud = {
        **told, "text": text(call.number, call.window), "spoken": spoken(call.number, call.window),
        "times": TIMES_SPOKEN,
    }  # fmt: skip
    return [
        Order(each, words.ANNOUNCE, aloud, call.expires_at)
        if each.kind == "voice"
        else Order(each, words.CALL, shown, call.expires_at)
        for each in terminals
    ]


def _of(terminals: Sequence[Recipient], kind: str) -> list[Recipient]:
    return [each for each in terminals if each.kind == kind]
