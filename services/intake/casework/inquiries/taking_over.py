"""Taking over for somebody who is away (AB 岗): without being asked, never without a record."""

from __future__ import annotations

from sqlalchemy import func, select

from libs.common.events.intake import INQUIRY_HANDED_OVER
from libs.common.transaction import Transaction
from services.intake.casework.cases.tables import Case
from services.intake.casework.inquiries import rules
from services.intake.casework.inquiries.actions import record_for_case
from services.intake.casework.inquiries.tables import Handover, Inquiry


def take_over_case(tx: Transaction, case: Case, receiver: str, reason: str) -> None:
    """From now on ``receiver`` answers for the case. The caller holds its row."""
    query = select(Inquiry).where(Inquiry.case_id == case.id)
    inquiry = tx.session.scalars(query.with_for_update()).one_or_none()
    take_over(tx, inquiry if inquiry is not None else record_for_case(tx, case), receiver, reason)


def take_over(tx: Transaction, inquiry: Inquiry, receiver: str, reason: str) -> None:
    """From now on ``receiver`` answers for the matter; the caller holds its row. Raises InquiryMoveRefused (closed).

    What the holder had offered to a third stays offered: they may take it, and if not it is the receiver's.
    """
    to = rules.require_move(inquiry.state, rules.TAKEN_OVER)
    giver = inquiry.holder
    done = select(func.count()).where(Handover.inquiry_id == inquiry.id)
    tx.session.add(
        Handover(
            inquiry_id=inquiry.id,
            no=tx.session.scalars(done).one() + 1,
            centre=inquiry.centre,
            giver=giver,
            receiver=receiver,
            reason=reason,
            offered_by=tx.actor.id,
            offered_at=tx.now,
            answer=rules.TAKEN_OVER,
            answered_at=tx.now,
        )
    )
    tx.moved(
        Inquiry, inquiry.id, origin=[inquiry.state], to=to, version=inquiry.version,
        otherwise=rules.InquiryMoveRefused, holder=receiver, handovers=inquiry.handovers + 1,
    )  # fmt: skip
    told = {"inquiry_id": inquiry.id, "handovers": inquiry.handovers, "window": inquiry.window, "at": tx.now}
    tx.emit(INQUIRY_HANDED_OVER, inquiry.id, inquiry.centre, told)
    tx.audit("inquiry.take_over", inquiry.id, giver=giver, receiver=receiver, reason=reason)
