"""Where a window is, and who sits there (AB 岗)."""

from __future__ import annotations

from typing import Any

from libs.common.errors import StaleVersion
from libs.common.transaction import Transaction
from services.intake.hall.queue.moving import lock_window
from services.intake.items.catalogue.actions import place_of
from services.intake.items.catalogue.faults import misposted
from services.intake.items.catalogue.refusals import PostsInvalid
from services.intake.items.catalogue.tables import Window


def place_window(tx: Transaction, centre: str, number: int, **said: Any) -> Window:
    """Change location, note and posts of a window; A and B are two people at work in the centre.

    Raises NotFound, StaleVersion, PostsInvalid.
    """
    window = lock_window(tx, centre, number)
    if tx.if_match is not None and tx.if_match != window.version:
        raise StaleVersion(version=window.version)
    for name, value in said.items():
        setattr(window, name, value)
    faults = list(misposted(window.post_a, window.post_b, place_of(tx, centre).staff))
    if faults:
        raise PostsInvalid(errors=[{"field": fault.field, "message": fault.message} for fault in faults])
    window.version += 1
    tx.audit("window.place", f"{centre}/{number}", **said)
    return window
