"""Reading ratings: the list for those in charge, and what a rated clerk may see of the own ones."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, literal_column, select

from libs.common.deadlines import local_day
from libs.common.transaction import ReadTransaction
from services.intake.quality.ratings.indicators import in_words
from services.intake.quality.ratings.tables import Rating
from services.intake.quality.ratings.visibility import about
from services.intake.quality.rectification.rules import State
from services.intake.quality.rectification.tables import Rectification

MOST_OWN = 200


def find_ratings(
    tx: ReadTransaction,
    centre: str,
    window: int | None = None,
    level: str | None = None,
    channel: str | None = None,
    flag: str | None = None,
) -> Select[Rating]:
    """Ratings of a centre, but for those of the actor's own work, whatever other role the actor has."""
    query = select(Rating).where(Rating.centre == centre, ~about(tx.actor.id))
    if window is not None:
        query = query.where(Rating.window == window)
    if level is not None:
        query = query.where(Rating.level == level)
    if channel is not None:
        query = query.where(Rating.channel == channel)
    if flag is not None:
        # In the index's own words, which a bound value would not be: flagged ones are few.
        query = query.where(Rating.flags != literal_column("''"))
    if flag not in (None, "any"):
        query = query.where(Rating.flags.contains(flag, autoescape=True))
    return query


def own_ratings(tx: ReadTransaction) -> list[dict[str, Any]]:
    """The actor's own bad ratings once they are closed, the last closed first: no handling, no moment, no person."""
    query = (
        select(Rating, Rectification)
        .join(Rectification, Rectification.rating_id == Rating.id)
        .where(about(tx.actor.id), Rectification.state == State.CLOSED)
        .order_by(Rectification.closed_at.desc(), Rating.id)
    )
    return [
        {
            "rating_id": rating.id,
            "window": rating.window,
            "level": rating.level,
            "indicators": in_words(rating.indicators),
            "finding": closed.finding,
            "measures": closed.measures,
            "outcome": closed.outcome,
            "closed_on": local_day(closed.closed_at),
            "excluded": rating.excluded,
        }
        for rating, closed in tx.session.execute(query.limit(MOST_OWN))
        if closed.closed_at is not None and tx.actor.sees_centre(rating.centre)
    ]
