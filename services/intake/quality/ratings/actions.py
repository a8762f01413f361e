"""Recording ratings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from libs.common.events.intake import RATING_RECORDED
from libs.common.identity.resident_id import check_phone
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.metrics import RATINGS, RATINGS_IGNORED
from services.intake.quality.ratings.flagging import flag_window
from services.intake.quality.ratings.handlings import Handling, by_number, find_handling
from services.intake.quality.ratings.indicators import require_offered
from services.intake.quality.ratings.integrity import elapsed
from services.intake.quality.ratings.rules import MOST_INDICATORS, AlreadyRated, RatesOwnWork, is_bad
from services.intake.quality.ratings.tables import IgnoredRating, Rating
from services.intake.quality.ratings.visibility import rated_person
from services.intake.quality.rectification.opening import open_rectification


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
    """Keep the first rating of a handling, pressed at a terminal; returns its id. ``given_at`` is the terminal's time.

    Raises UnknownHandling, NotHandledYet, AlreadyRated.
    """
    handling = find_handling(tx, handling_id, centre)
    return keep(tx, handling, level, indicators, channel=channel, terminal_id=terminal_id, given_at=given_at).id


def rate_by_code(
    tx: Transaction,
    number: str,
    code: str,
    level: str,
    indicators: Sequence[str] = (),
    comment: str | None = None,
    phone: str | None = None,
) -> Rating:
    """A person rates by the QR code on their paper. Raises UnknownHandling, NotHandledYet, AlreadyRated,
    UnknownIndicator, InvalidIdentifier (phone)."""
    require_offered(indicators, level)
    reached = check_phone(phone) if phone else None
    handling = by_number(tx, number, code)
    return keep(tx, handling, level, indicators, channel="qr", comment=comment, phone=reached)


def take_down(
    tx: Transaction,
    handling_id: str,
    level: str,
    channel: str,
    indicators: Sequence[str] = (),
    comment: str | None = None,
) -> Rating:
    """Somebody of the hall writes down what a person said by phone, at the window or on paper.

    Raises UnknownHandling, NotHandledYet, AlreadyRated, UnknownIndicator, Forbidden (属地), RatesOwnWork.
    """
    require_offered(indicators, level)
    handling = find_handling(tx, handling_id)
    tx.actor.require_centre(handling.centre)
    if rated_person(tx, handling.centre, handling.window, handling.clerk, tx.actor.id):
        raise RatesOwnWork()
    return keep(tx, handling, level, indicators, channel=channel, comment=comment)


def keep(
    tx: Transaction,
    handling: Handling,
    level: str,
    indicators: Sequence[str],
    *,
    channel: str,
    terminal_id: str | None = None,
    given_at: datetime | None = None,
    comment: str | None = None,
    phone: str | None = None,
) -> Rating:
    """The rating of a handling that has none; a bad one opens its rectification. Raises AlreadyRated."""
    pressed = given_at or tx.now
    # Only a terminal was prompted; who rates by phone or code chose the moment.
    waited = elapsed(handling.prompted_at, pressed, tx.now) if given_at is not None else None
    values = {
        "id": new_id(),
        "centre": handling.centre,
        "handling_id": handling.id,
        "handling_kind": handling.kind,
        "window": handling.window,
        "item_code": handling.item_code,
        "clerk": handling.clerk,
        "level": level,
        "indicators": list(indicators)[:MOST_INDICATORS],
        "comment": comment,
        "phone": phone,
        "channel": channel,
        "terminal_id": terminal_id,
        "at": tx.now,
        "given_at": pressed,
        "elapsed": waited,
        "flags": "",
        "version": 1,
    }
    first = tx.upsert(Rating).values(**values).on_conflict_do_nothing(index_elements=[Rating.handling_id])
    if tx.session.execute(first.returning(Rating.id)).scalar_one_or_none() is None:
        raise AlreadyRated()
    rating = tx.one(Rating, values["id"])
    told = {name: values[name] for name in ("handling_id", "window", "item_code", "level", "channel", "at")}
    told |= {"rating_id": rating.id, "handling": handling.kind}
    tx.emit(RATING_RECORDED, rating.id, rating.centre, told)
    # The level stays out of the book of record: the rated clerk's own office reads that book.
    tx.audit("rating.record", rating.id, handling=handling.id, channel=channel)
    RATINGS.labels(level, channel).inc()
    if waited is not None:
        flag_window(tx, rating)
    if is_bad(level):
        open_rectification(tx, rating, handling.case_id)
    return rating


def ignore_rating(
    tx: Transaction, centre: str, handling_id: str, level: str, reason: str, *, channel: str, terminal_id: str | None
) -> None:
    """Count a rating that a rule refused; ``reason`` is the refusal's code."""
    RATINGS_IGNORED.labels(reason).inc()
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
