"""Following the whereabouts of staff (去向牌) as *intake* tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from libs.common.events.envelope import Envelope
from libs.common.transaction import Transaction
from services.devices.boards.rules import WHEREABOUTS, placard
from services.devices.boards.state import keep_board, make_board, send_delta


def follow_whereabouts(tx: Transaction, events: Sequence[Envelope]) -> None:
    """Bring the boards up to ``events``: one change for each centre, of the placards that changed."""
    for centre in sorted({event.centre for event in events}):
        _follow(tx, centre, [event for event in events if event.centre == centre])


def _follow(tx: Transaction, centre: str, events: Sequence[Envelope]) -> None:
    row = make_board(tx, centre, WHEREABOUTS)
    content: dict[str, Any] = dict(row.content)
    heard = dict(row.holders)  # slot → number of the last event about it
    for event in events:
        slot = str(event.data["slot"])
        if event.sequence <= int(heard.get(slot, 0)):
            continue  # overtaken: a message that was parked and comes late
        heard[slot] = str(event.sequence)
        content.pop(slot, None)
        if event.data["listed"]:
            content[slot] = placard(event.data)
    changed = {slot: shown for slot, shown in content.items() if row.content.get(slot) != shown}
    removed = sorted(row.content.keys() - content.keys())
    revision = row.revision + bool(changed or removed)
    if heard != row.holders:
        keep_board(tx, row, revision, content, heard, None)
    if revision != row.revision:
        send_delta(tx, row, revision, changed, removed)
