"""Putting a bad rating right: contact, rectification, call-back. The rated clerk does none of it and sees none."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from libs.common.deadlines import local_day
from libs.common.errors import NotFound, StaleVersion
from libs.common.events.intake import RECTIFICATION_CLOSED
from libs.common.identity.masking import mask_text
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.steps import today
from services.intake.casework.cases.tables import Case
from services.intake.metrics import RECTIFICATIONS
from services.intake.quality.accountability.grounds import on_closed_rating
from services.intake.quality.ratings.tables import Rating
from services.intake.quality.ratings.visibility import about, is_about
from services.intake.quality.rectification import rules
from services.intake.quality.rectification.rules import RectificationMoveRefused
from services.intake.quality.rectification.tables import Rectification, RectificationAct


def contact_rater(tx: Transaction, rectification_id: str, outcome: str, words: str) -> Rectification:
    """Record a contact with the person. Raises NotFound, Forbidden, RectificationMoveRefused, MustBeCalled."""
    one = hold(tx, rectification_id)
    rules.require_move(one.state, "contact")
    attempts = one.attempts + (outcome == "unreached")
    verb = rules.after_contact(outcome, one.real_name, attempts, tx.settings.hall["rating_contact_attempts"])
    changed: dict[str, Any] = {"attempts": attempts} if verb == "try" else {"attempts": 0, "contacted_at": tx.now}
    _move(tx, one, verb, outcome, words, **changed)
    return one


def rectify(tx: Transaction, rectification_id: str, finding: str, measures: str) -> Rectification:
    """Record what was found and done. The rated clerk reads ``measures`` once it is closed: masked, and no name.

    Raises NotFound, Forbidden, RectificationMoveRefused.
    """
    one = hold(tx, rectification_id)
    rules.require_move(one.state, "rectify")
    told = mask_text(measures)
    done = {"finding": finding, "measures": told, "rectified_at": tx.now, "next_mark_on": None}
    _move(tx, one, "rectify", finding, told, **done)
    return one


def call_back(tx: Transaction, rectification_id: str, outcome: str, words: str) -> Rectification:
    """Record the call-back (回访): closed, tried again, or done again. Raises as ``contact_rater``."""
    one = hold(tx, rectification_id)
    rules.require_move(one.state, "close")
    hall = tx.settings.hall
    attempts = one.attempts + (outcome == "unreached")
    verb = rules.after_call_back(
        outcome, one.real_name, attempts, hall["rating_contact_attempts"], one.rounds, hall["rating_redo_rounds"]
    )
    if verb == "try":
        _move(tx, one, verb, outcome, words, attempts=attempts)
    elif verb == "redo":
        # Its clock never stopped: the next sweep tells what the day has come to meanwhile.
        _move(tx, one, verb, outcome, words, attempts=0, rounds=one.rounds + 1, next_mark_on=today(tx))
    else:
        close(tx, one, verb, outcome, words)
    return one


def close(tx: Transaction, one: Rectification, verb: str, outcome: str, words: str) -> None:
    """Close a rectification that is held already; ``strike`` is the way of an upheld appeal."""
    _move(tx, one, verb, outcome, words, closed_at=tx.now, outcome=outcome, next_mark_on=None)
    told = {
        "rectification_id": one.id,
        "rating_id": one.rating_id,
        "window": one.window,
        "outcome": outcome,
        "finding": one.finding,
        "rounds": one.rounds,
        **in_time(one),
        "at": tx.now,
    }
    tx.emit(RECTIFICATION_CLOSED, one.id, one.centre, told)
    RECTIFICATIONS.labels(outcome).inc()
    on_closed_rating(tx, one)


def in_time(one: Rectification) -> dict[str, bool | None]:
    """Whether the contact and the rectification kept their day; None where they did not come to be."""
    return {
        "contact_in_time": local_day(one.contacted_at) <= one.contact_by if one.contacted_at else None,
        "rectified_in_time": local_day(one.rectified_at) <= one.rectify_by if one.rectified_at else None,
    }


def hold(tx: Transaction, rectification_id: str) -> Rectification:
    """The rectification, kept from changing under us. Raises NotFound, Forbidden (属地), StaleVersion (If-Match)."""
    one = see(tx, rectification_id, lock=True)
    if tx.if_match is not None and tx.if_match != one.version:
        raise StaleVersion(version=one.version)
    return one


def see(tx: ReadTransaction, rectification_id: str, *, lock: bool = False) -> Rectification:
    """The rectification. For the rated clerk there is none (N11). Raises NotFound, Forbidden (属地)."""
    one = tx.session.get(Rectification, rectification_id, with_for_update=lock)
    if one is None:
        raise NotFound(f"差评整改 {rectification_id}")
    tx.actor.require_centre(one.centre)
    if is_about(tx, tx.one(Rating, one.rating_id), tx.actor.id):
        raise NotFound(f"差评整改 {rectification_id}")
    return one


def find(tx: ReadTransaction, centre: str, state: str | None, overdue: bool) -> Select[Rectification]:
    """Rectifications of a centre, but for those of the actor's own work."""
    query = select(Rectification).join(Rating, Rating.id == Rectification.rating_id)
    query = query.where(Rectification.centre == centre, ~about(tx.actor.id))
    if state is not None:
        query = query.where(Rectification.state == state)
    if overdue:
        late = (Rectification.state == rules.State.OPENED) & (Rectification.contact_by < today(tx))
        query = query.where(late | Rectification.state.in_(rules.RUNNING) & (Rectification.rectify_by < today(tx)))
    return query


def in_full(tx: ReadTransaction, rectification_id: str) -> dict[str, Any]:
    """With the rating and every act so far."""
    one = see(tx, rectification_id)
    acts = select(RectificationAct).where(RectificationAct.rectification_id == one.id).order_by(RectificationAct.no)
    columns = {column.key: getattr(one, column.key) for column in Rectification.__table__.columns}
    rating = tx.one(Rating, one.rating_id)
    return {**columns, **in_time(one), "rating": rating, "acts": list(tx.session.scalars(acts))}


def reveal_rater(tx: Transaction, rectification_id: str, reason: str) -> dict[str, str | None]:
    """Whom to call, in clear; who looked, and why, is written down first. Raises NotFound, Forbidden."""
    one = see(tx, rectification_id)
    tx.audit("rectification.reveal", one.id, reason=mask_text(reason))
    rating = tx.one(Rating, one.rating_id)
    case = tx.session.get(Case, one.case_id) if one.case_id else None
    return {
        "name": case.applicant_name if case else None,
        "phone": rating.phone or (case.phone if case else None),
        "phone_relation": case.phone_relation if case and not rating.phone else None,
        "comment": rating.comment,
    }


def _move(tx: Transaction, one: Rectification, verb: str, said: str | None, words: str, **values: Any) -> None:
    to = rules.require_move(one.state, verb)
    tx.moved(
        Rectification, one.id, origin=[one.state], to=to, version=one.version, otherwise=RectificationMoveRefused,
        **values,
    )  # fmt: skip
    done = select(func.count()).where(RectificationAct.rectification_id == one.id)
    tx.session.add(
        RectificationAct(
            rectification_id=one.id,
            no=tx.session.scalars(done).one() + 1,
            centre=one.centre,
            verb=verb,
            outcome=said,
            words=mask_text(words),
            by=tx.actor.id,
            at=tx.now,
        )
    )
    tx.audit(f"rectification.{verb}", one.id, outcome=said)
