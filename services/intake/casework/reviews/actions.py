"""Calling, replanning, holding and cancelling a joint review; each is a change of its case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from libs.common.errors import NotFound, StaleVersion
from libs.common.events.intake import JOINT_REVIEW_CHANGED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases import steps
from services.intake.casework.cases.tables import Case
from services.intake.casework.joint.parts import parts_of
from services.intake.casework.joint.refusals import NotJoint
from services.intake.casework.reviews import rules
from services.intake.casework.reviews.rules import State
from services.intake.casework.reviews.tables import JointReview


def call_review(tx: Transaction, case_id: str, at: datetime, place: str) -> JointReview:
    """The departments of the case meet at ``at`` in ``place``.

    Raises NotFound, Forbidden, StaleVersion (of the case), NotJoint, IllegalMove, ReviewStands, ReviewInPast.
    """
    case = steps.hold_case(tx, case_id)
    if case.item_kind != "joint":
        raise NotJoint(item_kind=case.item_kind)
    steps.move(tx, case, "review")
    rules.require_future(at, tx.now)
    standing = planned_review(tx, case.id)
    if standing is not None:
        raise rules.ReviewStands(review_id=standing.id)
    review = JointReview(
        id=new_id(), version=1, case_id=case.id, centre=case.centre, state=State.PLANNED, at=at, place=place.strip(),
        called_by=tx.actor.id, attended=[],
    )  # fmt: skip
    tx.session.add(review)
    _tell(tx, case, review, "call")
    return review


def replan_review(tx: Transaction, review_id: str, at: datetime, place: str) -> JointReview:
    """Raises NotFound, Forbidden, StaleVersion, ReviewMoveRefused, IllegalMove, ReviewInPast."""
    review, case = _hold(tx, review_id)
    rules.CYCLE.target(review.state, "replan")
    rules.require_future(at, tx.now)
    _move(tx, case, review, "replan", at=at, place=place.strip())
    return review


def hold_review(tx: Transaction, review_id: str, attended: Sequence[str], minutes: str) -> JointReview:
    """It was held: which departments came, and what was found.

    Raises NotFound, Forbidden, StaleVersion, ReviewMoveRefused, IllegalMove, NotOfTheCase.
    """
    review, case = _hold(tx, review_id)
    rules.CYCLE.target(review.state, "hold")
    came = list(dict.fromkeys(attended))
    rules.require_of_case(came, [part.department for part in parts_of(tx, case.id)])
    _move(tx, case, review, "hold", held_at=tx.now, attended=came, minutes=mask_text(minutes))
    return review


def cancel_review(tx: Transaction, review_id: str, reason: str) -> JointReview:
    """Raises NotFound, Forbidden, StaleVersion, ReviewMoveRefused, IllegalMove."""
    review, case = _hold(tx, review_id)
    _move(tx, case, review, "cancel", cancel_reason=mask_text(reason))
    return review


def drop_review(tx: Transaction, case: Case) -> None:
    """The case has ended: nobody meets for it any more."""
    review = planned_review(tx, case.id) if case.item_kind == "joint" else None
    if review is not None:
        _change(tx, case, review, "cancel", cancel_reason="办件已经结束")


def planned_review(tx: ReadTransaction, case_id: str) -> JointReview | None:
    query = select(JointReview).where(JointReview.case_id == case_id, JointReview.state == State.PLANNED)
    return tx.session.scalars(query).one_or_none()


def reviews_of(tx: ReadTransaction, case_id: str) -> Sequence[JointReview]:
    """Of one case, the first one first."""
    return tx.session.scalars(select(JointReview).where(JointReview.case_id == case_id).order_by(JointReview.id)).all()


def find_reviews(
    tx: ReadTransaction, since: datetime | None = None, until: datetime | None = None
) -> Select[tuple[JointReview]]:
    """Reviews of the actor's territory in a stretch of time."""
    query: Select[tuple[JointReview]] = select(JointReview)
    if not tx.actor.sees_centre("*"):
        query = query.where(JointReview.centre.in_(tx.actor.centres))
    if since is not None:
        query = query.where(JointReview.at >= since)
    return query if until is None else query.where(JointReview.at < until)


def _hold(tx: Transaction, review_id: str) -> tuple[JointReview, Case]:
    found = tx.one(JointReview, review_id)
    tx.actor.require_centre(found.centre)
    case = tx.session.get(Case, found.case_id, with_for_update=True, populate_existing=True)
    review = tx.session.get(JointReview, review_id, with_for_update=True, populate_existing=True)
    if case is None or review is None:
        raise NotFound(f"会审 {review_id}")
    if tx.if_match is not None and tx.if_match != review.version:
        raise StaleVersion(version=review.version)
    return review, case


def _move(tx: Transaction, case: Case, review: JointReview, verb: str, **values: Any) -> None:
    rules.CYCLE.target(review.state, verb)
    steps.move(tx, case, "review")
    _change(tx, case, review, verb, **values)


def _change(tx: Transaction, case: Case, review: JointReview, verb: str, **values: Any) -> None:
    to = rules.CYCLE.target(review.state, verb)
    tx.moved(
        JointReview, review.id, origin=[review.state], to=to, version=review.version,
        otherwise=rules.ReviewMoveRefused, **values,
    )  # fmt: skip
    _tell(tx, case, review, verb)


def _tell(tx: Transaction, case: Case, review: JointReview, verb: str) -> None:
    # Not where: that may be somebody's home.
    told = {"review_id": review.id, "state": review.state, "meets_at": review.at, "attended": review.attended}
    tx.emit(JOINT_REVIEW_CHANGED, review.id, review.centre, {**steps.event_data(case), **told, "at": tx.now})
    tx.audit(f"joint.review-{verb}", case.id, review=review.id, meets_at=review.at.isoformat())
