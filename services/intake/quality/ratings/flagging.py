"""Putting flags on a window's ratings as they come; a flag once put stays."""

from __future__ import annotations

from sqlalchemy import Select, select

from libs.common.events.intake import RATING_FLAGGED
from libs.common.transaction import Transaction
from services.intake.items.catalogue.tables import Window
from services.intake.metrics import RATINGS_FLAGGED
from services.intake.quality.ratings.integrity import Limits, Press, flags
from services.intake.quality.ratings.tables import Rating


def flag_window(tx: Transaction, rating: Rating) -> None:
    """Judge ``rating`` together with those pressed at its window before and after it (a terminal may send late)."""
    limits = Limits.of(tx.settings.hall)
    # Two presses of one window are judged one after the other, so that each sees the one before.
    lock = select(Window.id).where(Window.centre == rating.centre, Window.number == rating.window)
    tx.session.execute(lock.with_for_update())
    reach = max(limits.burst_most, limits.run_length)
    near = {found.id: found for query in _neighbours(rating, reach) for found in tx.session.scalars(query)}
    presses = [Press(one.id, one.level, one.given_at, one.elapsed) for one in near.values()]
    for rating_id, raised in flags(presses, limits).items():
        held = set(filter(None, near[rating_id].flags.split(",")))
        for flag in sorted(raised - held):
            _put(tx, near[rating_id], flag)


def _neighbours(rating: Rating, reach: int) -> list[Select[Rating]]:
    window = select(Rating).where(
        Rating.centre == rating.centre, Rating.window == rating.window, Rating.elapsed.is_not(None)
    )
    before = window.where(Rating.given_at <= rating.given_at).order_by(Rating.given_at.desc(), Rating.id.desc())
    after = window.where(Rating.given_at > rating.given_at).order_by(Rating.given_at, Rating.id)
    return [before.limit(reach + 1), after.limit(reach)]


def _put(tx: Transaction, rating: Rating, flag: str) -> None:
    rating.flags = ",".join(sorted({*filter(None, rating.flags.split(",")), flag}))
    rating.version += 1
    told = {"rating_id": rating.id, "window": rating.window, "flag": flag, "at": tx.now}
    tx.emit(RATING_FLAGGED, rating.id, rating.centre, told)
    tx.audit("rating.flag", rating.id, flag=flag)
    RATINGS_FLAGGED.labels(flag).inc()
