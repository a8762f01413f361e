"""Making announcements ahead: who waits at the head of each queue, at the windows of that queue."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, select

from libs.common.transaction import ReadTransaction
from services.devices.boards.tables import WaitingTicket
from services.devices.registry.recipients import Recipient, announcers, recipients
from services.devices.speech.clips import Library
from services.devices.speech.rendering import Sentence
from services.devices.speech.rules import asked

NEXT_OF_EACH_CLASS = 2
MOST = 100
"""Of one look: the rest is made by the next, or when it is fetched."""


def sentences_ahead(tx: ReadTransaction, clips: Library) -> list[Sentence]:
    """What the announcers that are there may have to say next."""
    found: dict[Sentence, None] = {}
    voices = [each for each in announcers(tx) if each.connected]
    for centre in sorted({voice.centre for voice in voices}):
        waiting = _next_numbers(tx, centre)
        windows = _windows(recipients(tx, centre, "window_screen", "caller")) if waiting else []
        for languages in sorted({asked(voice.languages) for voice in voices if voice.centre == centre}):
            for window, business_class in windows:
                for number in waiting.get(business_class, ()):
                    if codes := clips.audible(languages, number, window):
                        found[Sentence(tuple(codes), number, window)] = None
    return list(found)[:MOST]


def _windows(terminals: list[Recipient]) -> list[tuple[int, str]]:
    """The windows with the class that each calls first."""
    known = {(each.window, each.business_class) for each in terminals}
    return sorted((window, named) for window, named in known if window is not None and named is not None)


def _next_numbers(tx: ReadTransaction, centre: str) -> dict[str, list[str]]:
    """The first to wait in each class, by when they came (ids are in the order of time)."""
    place = func.row_number().over(partition_by=WaitingTicket.business_class, order_by=WaitingTicket.ticket_id)
    waiting = select(WaitingTicket.business_class, WaitingTicket.number, place.label("place"))
    ranked = waiting.where(WaitingTicket.centre == centre, WaitingTicket.number.is_not(None)).subquery()
    first = select(ranked.c.business_class, ranked.c.number).where(ranked.c.place <= NEXT_OF_EACH_CLASS)
    found: dict[str, list[str]] = defaultdict(list)
    for business_class, number in tx.session.execute(first.order_by(ranked.c.business_class, ranked.c.place)):
        found[business_class].append(number)
    return found
