"""Recording who was asked first, handing over with both hands, and ending it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, or_, select

from libs.common.actor import Role
from libs.common.errors import NotFound, StaleVersion
from libs.common.events.intake import INQUIRY_CLOSED, INQUIRY_HANDED_OVER, INQUIRY_RECORDED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.queries import see_case
from services.intake.casework.cases.rules import OPEN
from services.intake.casework.cases.tables import Case
from services.intake.casework.inquiries import rules
from services.intake.casework.inquiries.answerable import answerable_for
from services.intake.casework.inquiries.rules import State
from services.intake.casework.inquiries.tables import Handover, Inquiry
from services.intake.duty.staff.tables import Staff
from services.intake.items.catalogue.actions import window_of


def record_inquiry(
    tx: Transaction, centre: str, subject: str, channel: str = "window", window: int | None = None
) -> Inquiry:
    """Write down that the actor was asked first. Raises NotFound (window)."""
    number = window_of(tx, centre, window).number if window is not None else None
    return _record(tx, centre, tx.actor.id, subject, channel, number)


def offer_case(tx: Transaction, case_id: str, receiver: str, reason: str) -> Inquiry:
    """Offer a case to a colleague; who registered it answers for it until somebody has accepted it.

    Raises NotFound, Forbidden (属地), CaseEnded, and as ``offer``.
    """
    case = tx.session.get(Case, case_id, with_for_update=True)
    if case is None:
        raise NotFound(f"办件 {case_id}")
    tx.actor.require_centre(case.centre)
    if case.state not in OPEN:
        raise rules.CaseEnded()
    query = select(Inquiry).where(Inquiry.case_id == case_id)
    inquiry = tx.session.scalars(query.with_for_update()).one_or_none()
    if inquiry is None:
        _require_holder(tx, case.clerk)
        inquiry = record_for_case(tx, case)
    return _offer(tx, inquiry, receiver, reason)


def offer(tx: Transaction, inquiry_id: str, receiver: str, reason: str) -> Inquiry:
    """Offer the matter to a colleague (login) of the centre; nothing passes until they accept.

    Raises NotFound, Forbidden (属地), StaleVersion, NotAnswerable, InquiryMoveRefused, UnknownReceiver.
    """
    return _offer(tx, _hold(tx, inquiry_id), receiver, reason)


def accept(tx: Transaction, inquiry_id: str) -> Inquiry:
    """The receiver takes it: from now on they answer for it. Raises as ``decline``."""
    inquiry = _answer(tx, inquiry_id, "accept", None)
    told = {"inquiry_id": inquiry.id, "handovers": inquiry.handovers, "window": inquiry.window, "at": tx.now}
    tx.emit(INQUIRY_HANDED_OVER, inquiry.id, inquiry.centre, told)
    return inquiry


def decline(tx: Transaction, inquiry_id: str, reason: str) -> Inquiry:
    """The receiver does not take it: the giver goes on answering for it.

    Raises NotFound, Forbidden, StaleVersion, InquiryMoveRefused, NotTheReceiver.
    """
    return _answer(tx, inquiry_id, "decline", reason)


def recall(tx: Transaction, inquiry_id: str, reason: str) -> Inquiry:
    """The giver takes the offer back. Raises NotFound, Forbidden, StaleVersion, InquiryMoveRefused, NotAnswerable."""
    inquiry = _hold(tx, inquiry_id)
    rules.require_move(inquiry.state, "recall")
    _require_holder(tx, inquiry.holder)
    _end_offer(tx, inquiry, "recall", reason, holder=inquiry.holder)
    return inquiry


def close(tx: Transaction, inquiry_id: str, outcome: str, competent_body: str | None = None) -> Inquiry:
    """The matter was handled, the person led to the right window, or told the competent body.

    Raises NotFound, Forbidden, StaleVersion, InquiryMoveRefused, NotAnswerable, CompetentBodyMissing, CaseStillOpen.
    """
    inquiry = _hold(tx, inquiry_id)
    rules.require_move(inquiry.state, "close")
    if inquiry.holder != tx.actor.id:
        raise rules.NotAnswerable()
    rules.require_outcome(outcome, competent_body)
    if inquiry.case_id is not None and tx.one(Case, inquiry.case_id).state in OPEN:
        raise rules.CaseStillOpen()
    body = mask_text(competent_body) if competent_body else None
    _move(tx, inquiry, "close", outcome=outcome, competent_body=body, closed_at=tx.now)
    told = {
        "inquiry_id": inquiry.id, "outcome": outcome, "handovers": inquiry.handovers, "window": inquiry.window,
        "at": tx.now,
    }  # fmt: skip
    tx.emit(INQUIRY_CLOSED, inquiry.id, inquiry.centre, told)
    tx.audit("inquiry.close", inquiry.id, outcome=outcome)
    return inquiry


def find(tx: ReadTransaction, centre: str, state: str | None, mine: bool) -> Select[Inquiry]:
    """Matters of a centre; ``mine``: those the actor answers for or is offered."""
    query = select(Inquiry).where(Inquiry.centre == centre)
    if state is not None:
        query = query.where(Inquiry.state == state)
    if mine:
        query = query.where(or_(Inquiry.holder == tx.actor.id, Inquiry.offered_to == tx.actor.id))
    return query


def in_full(tx: ReadTransaction, inquiry_id: str) -> dict[str, Any]:
    """With every handing over. Raises NotFound, Forbidden."""
    inquiry = tx.one(Inquiry, inquiry_id)
    tx.actor.require_centre(inquiry.centre)
    columns = {column.key: getattr(inquiry, column.key) for column in Inquiry.__table__.columns}
    return {**columns, "record": _handovers(tx, inquiry.id)}


def responsible(tx: ReadTransaction, case_id: str) -> dict[str, Any]:
    """Who was asked first about a case, who answers for it now, and how it came there. Raises NotFound, Forbidden."""
    case = see_case(tx, case_id)
    inquiry_id = tx.session.scalar(select(Inquiry.id).where(Inquiry.case_id == case_id))
    return {
        "case_id": case.id,
        "first": case.clerk,
        "holder": answerable_for(tx, case.id, case.clerk),
        "record": _handovers(tx, inquiry_id) if inquiry_id else [],
    }


def record_for_case(tx: Transaction, case: Case) -> Inquiry:
    """The row of a case that nobody has handed over yet: who registered it was asked first."""
    return _record(tx, case.centre, case.clerk, f"办件 {case.case_number}", "window", case.window, case.id)


def _record(
    tx: Transaction,
    centre: str,
    first: str,
    subject: str,
    channel: str,
    window: int | None,
    case_id: str | None = None,
) -> Inquiry:
    inquiry = Inquiry(
        id=new_id(),
        centre=centre,
        version=1,
        state=State.ANSWERING,
        first=first,
        holder=first,
        channel=channel,
        subject=mask_text(subject),
        window=window,
        case_id=case_id,
        asked_at=tx.now,
        handovers=0,
    )
    tx.session.add(inquiry)
    tx.session.flush()
    told = {"inquiry_id": inquiry.id, "channel": channel, "window": window, "at": tx.now}
    tx.emit(INQUIRY_RECORDED, inquiry.id, centre, told)
    tx.audit("inquiry.record", inquiry.id, first=first)
    return inquiry


def _offer(tx: Transaction, inquiry: Inquiry, receiver: str, reason: str) -> Inquiry:
    rules.require_move(inquiry.state, "offer")
    _require_holder(tx, inquiry.holder)
    colleague = tx.session.scalars(select(Staff).where(Staff.login == receiver.strip().lower())).one_or_none()
    if colleague is None or not colleague.active or not _works_at(colleague, inquiry.centre):
        raise rules.UnknownReceiver(field="receiver")
    if colleague.login == inquiry.holder:
        raise rules.UnknownReceiver(field="receiver")
    told = mask_text(reason)
    done = select(func.count()).where(Handover.inquiry_id == inquiry.id)
    tx.session.add(
        Handover(
            inquiry_id=inquiry.id,
            no=tx.session.scalars(done).one() + 1,
            centre=inquiry.centre,
            giver=inquiry.holder,
            receiver=colleague.login,
            reason=told,
            offered_by=tx.actor.id,
            offered_at=tx.now,
        )
    )
    _move(tx, inquiry, "offer", offered_to=colleague.login)
    tx.audit("inquiry.offer", inquiry.id, giver=inquiry.holder, receiver=colleague.login, reason=told)
    return inquiry


def _works_at(colleague: Staff, centre: str) -> bool:
    return colleague.centre == centre or bool({"*", centre}.intersection(colleague.centres))


def _answer(tx: Transaction, inquiry_id: str, verb: str, reason: str | None) -> Inquiry:
    inquiry = _hold(tx, inquiry_id)
    rules.require_move(inquiry.state, verb)
    if inquiry.offered_to != tx.actor.id:
        raise rules.NotTheReceiver()
    holder = tx.actor.id if verb == "accept" else inquiry.holder
    _end_offer(tx, inquiry, verb, reason, holder=holder)
    return inquiry


def _end_offer(tx: Transaction, inquiry: Inquiry, verb: str, reason: str | None, *, holder: str) -> None:
    last = next(each for each in reversed(_handovers(tx, inquiry.id)) if each.answer is None)
    last.answer, last.answered_at = verb, tx.now
    last.answer_reason = mask_text(reason) if reason else None
    handovers = inquiry.handovers + (verb == "accept")
    _move(tx, inquiry, verb, offered_to=None, holder=holder, handovers=handovers)
    tx.audit(f"inquiry.{verb}", inquiry.id, holder=holder, reason=last.answer_reason)


def _handovers(tx: ReadTransaction, inquiry_id: str) -> list[Handover]:
    query = select(Handover).where(Handover.inquiry_id == inquiry_id).order_by(Handover.no)
    return list(tx.session.scalars(query))


def _hold(tx: Transaction, inquiry_id: str) -> Inquiry:
    inquiry = tx.session.get(Inquiry, inquiry_id, with_for_update=True)
    if inquiry is None:
        raise NotFound(f"首问事项 {inquiry_id}")
    tx.actor.require_centre(inquiry.centre)
    if tx.if_match is not None and tx.if_match != inquiry.version:
        raise StaleVersion(version=inquiry.version)
    return inquiry


def _require_holder(tx: Transaction, holder: str) -> None:
    """The director may hand over for somebody who is not there; the record names both."""
    if tx.actor.id != holder and Role.DIRECTOR not in tx.actor.roles:
        raise rules.NotAnswerable()


def _move(tx: Transaction, inquiry: Inquiry, verb: str, **values: Any) -> None:
    to = rules.require_move(inquiry.state, verb)
    tx.moved(
        Inquiry, inquiry.id, origin=[inquiry.state], to=to, version=inquiry.version,
        otherwise=rules.InquiryMoveRefused, **values,
    )  # fmt: skip
