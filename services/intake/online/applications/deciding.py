"""The window's pre-check (预审): taken in as a case, with a one-time notice where something is missing, or declined."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update

from libs.common.clock import local
from libs.common.events.intake import APPLICATION_DECLINED, APPLICATION_TAKEN_IN
from libs.common.identity.masking import mask_text
from libs.common.transaction import Transaction
from services.intake.casework.cases.registration import register_case
from services.intake.casework.cases.tables import Case
from services.intake.casework.notices.actions import give_notice, supplement_case
from services.intake.casework.notices.tables import Notice
from services.intake.online.applications import links, rules
from services.intake.online.applications.refusals import CompetentBodyMissing, NothingToSupplement
from services.intake.online.applications.steps import case_of, hold_at_desk, move, tell
from services.intake.online.applications.sweeps import forget_day
from services.intake.online.applications.tables import Application
from services.intake.online.attachments.refusals import AttachmentPending
from services.intake.online.attachments.rules import LIVE, READABLE
from services.intake.online.attachments.rules import State as AttachmentState
from services.intake.online.attachments.tables import Attachment


def take_in(
    tx: Transaction, application_id: str, received: Collection[int] | None = None, window: int | None = None
) -> Case:
    """Make it a case (收件). ``received``: the materials (seq) found right; unsaid, each that a readable file lies for.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, AttachmentPending (not scanned yet), and what registering a
    case raises.
    """
    application = hold_at_desk(tx, application_id)
    rules.target(application.state, "take_in")
    files = attachments_of(tx, application)
    if any(each.state == AttachmentState.PENDING for each in files):
        raise AttachmentPending("附件还在扫描病毒")
    return become_case(tx, application, readable(files) if received is None else received, window=window)


def become_case(
    tx: Transaction,
    application: Application,
    received: Collection[int],
    *,
    window: int | None = None,
    clerk: str | None = None,
) -> Case:
    """The case of an application that is held; ``clerk``: who answers for it where nobody looked in time."""
    case = register_case(
        tx,
        item_code=application.item_code,
        item_version=application.item_version,
        applicant={
            "name": application.applicant_name,
            "resident_id": application.resident_id,
            "phone": application.phone,
            "phone_relation": application.phone_relation,
        },
        received=received,
        channel="online",
        window=window,
        village_code=application.village_code,
        centre=application.centre,
        received_at=application.received_at,
        clerk=clerk,
    )
    move(
        tx, application, "take_in", case_id=case.id, decided_at=tx.now, decided_by=case.clerk, window=case.window,
        next_mark_on=None,
    )  # fmt: skip
    mine = Attachment.application_id == application.id
    tx.session.execute(update(Attachment).where(mine).values(case_id=case.id))
    told = {"case_id": case.id, "case_number": case.case_number, "unanswered": clerk is not None}
    tell(tx, APPLICATION_TAKEN_IN, application, **told)
    tx.audit("application.take_in", application.id, case=case.id, received=sorted(received))
    return case


def ask(
    tx: Transaction,
    application_id: str,
    received: Collection[int] | None = None,
    problems: Sequence[Mapping[str, Any]] = (),
    until: date | None = None,
    window: int | None = None,
) -> Notice:
    """Take it in and tell everything that is missing, once (一次性告知). Raises as ``take_in`` and ``give_notice``."""
    case = take_in(tx, application_id, received, window)
    return give_notice(tx, case.id, problems, until)


def decline(
    tx: Transaction, application_id: str, ground: str, words: str, competent_body: str | None = None
) -> Application:
    """Not accepted (不予受理), and why: the matter needs no application, or another body is competent for it.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, CompetentBodyMissing.
    """
    application = hold_at_desk(tx, application_id)
    rules.target(application.state, "decline")
    if ground == rules.NOT_COMPETENT and not competent_body:
        raise CompetentBodyMissing(field="competent_body")
    body = mask_text(competent_body) if competent_body else None
    move(
        tx, application, "decline", ground=ground, competent_body=body, words=mask_text(words), decided_at=tx.now,
        decided_by=tx.actor.id, next_mark_on=None, forget_on=forget_day(tx, local(tx.now).date()),
    )  # fmt: skip
    tell(tx, APPLICATION_DECLINED, application, ground=ground, competent_body=body)
    tx.audit("application.decline", application.id, ground=ground, competent_body=body)
    return application


def check_supplement(
    tx: Transaction, application_id: str, items: Collection[int] | None = None, words: str | None = None
) -> Case:
    """Look at what was handed in: ``items`` of the notice that it settles (None: all; empty: none), ``words`` about it.

    Once all are settled the case is accepted. Raises NotFound, Forbidden, StaleVersion, IllegalMove,
    NothingToSupplement, UnknownNoticeItem.
    """
    application = hold_at_desk(tx, application_id)
    rules.target(application.state, "check")
    if application.supplemented_at is None:
        raise NothingToSupplement()
    case = case_of(tx, application)
    assert case is not None  # taken in
    move(tx, application, "check", checked_at=tx.now, check_words=mask_text(words) if words else None)
    tx.audit("application.check", application.id, items=sorted(items) if items is not None else None)
    return supplement_case(tx, case.id, items) if items is None or items else case


def revoke_links(tx: Transaction, application_id: str, reason: str) -> Application:
    """End every link of it, as when a phone was lost. Raises NotFound, Forbidden, StaleVersion."""
    application = hold_at_desk(tx, application_id)
    ended = links.end_links(tx, application)
    tx.audit("application.revoke_links", application.id, ended=ended, reason=mask_text(reason))
    return application


def attachments_of(tx: Transaction, application: Application) -> list[Attachment]:
    own = select(Attachment).where(Attachment.application_id == application.id, Attachment.state.in_(LIVE))
    return list(tx.session.scalars(own))


def readable(files: Collection[Attachment]) -> set[int]:
    """The materials that lie there in a file somebody can open."""
    return {each.material_seq for each in files if each.material_seq is not None and each.state in READABLE}
