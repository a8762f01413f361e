"""Recording ratings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from libs.common.events.intake import RATING_RECORDED
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.queue.tables import Ticket
from services.intake.ratings.rules import MOST_INDICATORS, AlreadyRated, UnknownHandling, require_ratable
from services.intake.ratings.tables import IgnoredRating, Rating


def record_rating(
    tx: Transaction,
    centre: str,
    handling_id: str,
    level: str,
    indicators: Sequence[str],
    *,
    channel: str,
    terminal_id: str | None,
    given_at: datetime,
) -> str:
    """Keep the first rating of a handling; returns its id. ``given_at`` is the terminal's own time.

    Raises UnknownHandling, NotHandledYet, AlreadyRated.
    """
    ticket = tx.session.get(Ticket, handling_id)
    if ticket is None or ticket.centre != centre:
        raise UnknownHandling()
    require_ratable(ticket.state)
    if ticket.window is None:
        raise UnknownHandling()
    values = {
        "id": new_id(),
        "centre": centre,
        "handling_id": handling_id,
        "window": ticket.window,
        "level": level,
        "indicators": list(indicators)[:MOST_INDICATORS],
        "channel": channel,
        "terminal_id": terminal_id,
        "at": tx.now,
        "given_at": given_at,
        "version": 1,
    }
    table = Rating.__table__
    first = tx.upsert(table).values(**values).on_conflict_do_nothing(index_elements=[table.c.handling_id])
    rating_id: str | None = tx.session.execute(first.returning(table.c.id)).scalar_one_or_none()
    if rating_id is None:
        raise AlreadyRated()
    told = {key: values[key] for key in ("handling_id", "window", "level", "channel", "at")}
    tx.emit(RATING_RECORDED, rating_id, centre, {"rating_id": rating_id, **told})
    # The level stays out of the book of record: the rated clerk's own office reads that book.
    tx.audit("rating.record", rating_id, handling=handling_id, channel=channel)
    return rating_id


def ignore_rating(
    tx: Transaction, centre: str, handling_id: str, level: str, reason: str, *, channel: str, terminal_id: str | None
) -> None:
    """Count a rating that a rule refused; ``reason`` is the refusal's code."""
    tx.session.add(
        IgnoredRating(
            id=new_id(),
            centre=centre,
            handling_id=handling_id,
            level=level,
            reason=reason,
            channel=channel,
            terminal_id=terminal_id,
            at=tx.now,
        )
    )
