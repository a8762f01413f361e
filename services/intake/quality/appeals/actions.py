"""Lodging an appeal against a bad rating, and deciding it."""

from __future__ import annotations

from sqlalchemy import Select, select

from libs.common.actor import Role
from libs.common.deadlines import local_day
from libs.common.errors import NotFound, StaleVersion
from libs.common.events.intake import RATING_APPEAL_DECIDED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.casework.cases.steps import today
from services.intake.quality.accountability.grounds import on_closed_rating, on_upheld_appeal
from services.intake.quality.appeals import rules
from services.intake.quality.appeals.rules import State
from services.intake.quality.appeals.tables import RatingAppeal
from services.intake.quality.ratings.rules import is_bad
from services.intake.quality.ratings.tables import Rating
from services.intake.quality.ratings.visibility import about, is_about
from services.intake.quality.rectification import actions as rectification
from services.intake.quality.rectification.rules import State as Standing
from services.intake.quality.rectification.tables import Rectification

IN_CHARGE = (Role.WINDOW_LEAD, Role.DIRECTOR)


def lodge_appeal(tx: Transaction, rating_id: str, ground: str) -> RatingAppeal:
    """Appeal against a bad rating: those in charge at any time, the rated clerk once it is closed.

    Raises NotFound (also for the rated clerk before the closing), Forbidden, NotBad, AppealTooLate, AppealLodged.
    """
    rating = tx.session.get(Rating, rating_id, with_for_update=True)
    if rating is None:
        raise NotFound(f"评价 {rating_id}")
    tx.actor.require_centre(rating.centre)
    standing = _rectification_of(tx, rating_id)
    closed = standing is not None and standing.state == Standing.CLOSED
    if is_about(tx, rating, tx.actor.id):
        if not closed:
            raise NotFound(f"评价 {rating_id}")
    else:
        tx.actor.require(*IN_CHARGE)
    if not is_bad(rating.level):
        raise rules.NotBad()
    closed_on = local_day(standing.closed_at) if standing is not None and standing.closed_at else None
    days = tx.settings.hall["rating_appeal_working_days"]
    rules.require_in_time(closed_on, today(tx), days, working_calendar(tx))
    if tx.session.scalar(select(RatingAppeal.id).where(RatingAppeal.rating_id == rating_id)) is not None:
        raise rules.AppealLodged()
    appeal = RatingAppeal(
        id=new_id(),
        centre=rating.centre,
        version=1,
        state=State.LODGED,
        rating_id=rating.id,
        window=rating.window,
        ground=mask_text(ground),
        lodged_by=tx.actor.id,
        lodged_at=tx.now,
    )
    tx.session.add(appeal)
    tx.audit("appeal.lodge", appeal.id)
    return appeal


def uphold_appeal(tx: Transaction, appeal_id: str, finding: str, reason: str) -> RatingAppeal:
    """The rating was mistaken (误评) or malicious (恶意): out of the rates from now on, its rectification ends.

    Raises NotFound, Forbidden, StaleVersion, OwnAppeal, AppealDecided.
    """
    appeal = _hold(tx, appeal_id)
    _decide(tx, appeal, "uphold", reason, finding)
    rating = tx.one(Rating, appeal.rating_id)
    rating.excluded = finding
    rating.version += 1
    standing = _rectification_of(tx, rating.id)
    if standing is not None and standing.state != Standing.CLOSED:
        rectification.close(tx, standing, "strike", "appeal_upheld", reason)
    on_upheld_appeal(tx, rating, reason)
    return appeal


def dismiss_appeal(tx: Transaction, appeal_id: str, reason: str) -> RatingAppeal:
    """The rating stands, and counts as a complaint found justified. Raises as ``uphold_appeal``."""
    appeal = _hold(tx, appeal_id)
    _decide(tx, appeal, "dismiss", reason)
    standing = _rectification_of(tx, appeal.rating_id)
    if standing is not None:
        on_closed_rating(tx, standing)
    return appeal


def find_appeals(tx: ReadTransaction, centre: str, state: str | None) -> Select[RatingAppeal]:
    """What the actor lodged; for those in charge all of the centre, but for others' about their own work."""
    own = RatingAppeal.lodged_by == tx.actor.id
    query = select(RatingAppeal).join(Rating, Rating.id == RatingAppeal.rating_id)
    query = query.where(RatingAppeal.centre == centre)
    seen = tx.actor.roles.intersection((*IN_CHARGE, Role.AUDITOR))
    query = query.where(own | ~about(tx.actor.id) if seen else own)
    return query.where(RatingAppeal.state == state) if state is not None else query


def _hold(tx: Transaction, appeal_id: str) -> RatingAppeal:
    appeal = tx.session.get(RatingAppeal, appeal_id, with_for_update=True)
    if appeal is None:
        raise NotFound(f"申诉 {appeal_id}")
    tx.actor.require_centre(appeal.centre)
    if tx.if_match is not None and tx.if_match != appeal.version:
        raise StaleVersion(version=appeal.version)
    own = is_about(tx, tx.one(Rating, appeal.rating_id), tx.actor.id)
    if own or appeal.lodged_by == tx.actor.id:
        raise rules.OwnAppeal()
    return appeal


def _decide(tx: Transaction, appeal: RatingAppeal, verb: str, reason: str, finding: str | None = None) -> None:
    to = rules.MOVES[verb][State.LODGED]
    tx.moved(
        RatingAppeal,
        appeal.id,
        origin=list(rules.MOVES[verb]),
        to=to,
        version=appeal.version,
        otherwise=rules.AppealDecided,
        finding=finding,
        reason=mask_text(reason),
        decided_by=tx.actor.id,
        decided_at=tx.now,
    )
    rating = tx.one(Rating, appeal.rating_id)
    told = {
        "rating_id": rating.id,
        "window": rating.window,
        "item_code": rating.item_code,
        "level": rating.level,
        "decision": to.value,
        "finding": finding,
        "rated_at": rating.at,
        "at": tx.now,
    }
    tx.emit(RATING_APPEAL_DECIDED, rating.id, rating.centre, told)
    tx.audit(f"appeal.{verb}", appeal.id, finding=finding)


def _rectification_of(tx: Transaction, rating_id: str) -> Rectification | None:
    query = select(Rectification).where(Rectification.rating_id == rating_id)
    return tx.session.scalars(query.with_for_update()).one_or_none()
