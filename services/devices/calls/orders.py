"""Who is told of a call, and in which words: screen and announcer first; display and spare announcers after."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from libs.common.transaction import ReadTransaction
from libs.terminal import vocabulary as words
from services.devices.boards.rules import TIMES_SPOKEN, text
from services.devices.calls.tables import Call
from services.devices.commands.actions import Order
from services.devices.registry.recipients import Recipient
from services.devices.speech.announcing import announcement

KINDS = ("window_screen", "voice", "queue_display")


def first_line(terminals: Sequence[Recipient], window: int) -> list[Recipient]:
    """The screen over the window and the announcer: the first voice that is there, so that one alone speaks."""
    voices = sorted(_of(terminals, "voice"), key=lambda each: (not each.connected, each.id))
    return [*(each for each in _of(terminals, "window_screen") if each.window == window), *voices[:1]]


def spares(terminals: Sequence[Recipient], window: int) -> list[Recipient]:
    """Where a call goes that the first line did not prove: hall displays and the other announcers.

    Not a display that says it shows no calls, such as a whereabouts board (去向牌).
    """
    first = {each.id for each in first_line(terminals, window)}
    displays = [each for each in _of(terminals, "queue_display") if each.can(words.CALL)]
    return [*displays, *(each for each in _of(terminals, "voice") if each.id not in first)]


def orders(tx: ReadTransaction, call: Call, terminals: Collection[Recipient]) -> list[Order]:
    """The commands that show or speak a call. They end with the call."""
    told = {"call_id": call.id, "number": call.number, "window": str(call.window)}
    shown = {**told, "window_name": call.window_name}
    aloud = {**told, "text": text(call.number, call.window), "times": TIMES_SPOKEN}

    def order(to: Recipient) -> Order:
        if to.kind != "voice":
            return Order(to, words.CALL, shown, call.expires_at)
        said = announcement(tx, to.languages, call.number, call.window, call.expires_at)
        return Order(to, words.ANNOUNCE, {**aloud, **said}, call.expires_at)

    return [order(each) for each in terminals]


def _of(terminals: Sequence[Recipient], kind: str) -> list[Recipient]:
    return [each for each in terminals if each.kind == kind]
