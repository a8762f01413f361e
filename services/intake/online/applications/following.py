"""What a person does after handing in: supplement what the notice asks for, or withdraw."""

from __future__ import annotations

from sqlalchemy import func, select

from libs.common.clock import local
from libs.common.events.intake import APPLICATION_SUPPLEMENTED, APPLICATION_WITHDRAWN
from libs.common.transaction import Transaction
from services.intake.casework.cases.ending import take_back
from services.intake.casework.cases.rules import OPEN
from services.intake.casework.cases.rules import State as CaseState
from services.intake.online.applications import links, rules
from services.intake.online.applications.refusals import NothingHandedIn, NothingToSupplement
from services.intake.online.applications.rules import SUPPLEMENT, WITHDRAW, State
from services.intake.online.applications.steps import case_of, move, tell
from services.intake.online.applications.sweeps import forget_day, forget_draft
from services.intake.online.applications.tables import Application
from services.intake.online.attachments.rules import LIVE
from services.intake.online.attachments.tables import Attachment


def supplement(tx: Transaction, note: str | None = None) -> Application:
    """Hand in what was uploaded for the notice; the window looks at it. The link is spent.

    Raises LinkInvalid, LinkForOther, IllegalMove, NothingToSupplement, NothingHandedIn.
    """
    application = links.by_link(tx, {SUPPLEMENT}, lock=True)
    rules.target(application.state, "supplement")
    case = case_of(tx, application, lock=True)
    if case is None or case.state != CaseState.AWAITING:
        raise NothingToSupplement()
    since = application.supplemented_at or application.decided_at
    fresh = select(func.count()).where(
        Attachment.application_id == application.id, Attachment.state.in_(LIVE), Attachment.added_at > since
    )
    if not note and not tx.session.scalars(fresh).one():
        raise NothingHandedIn()
    move(tx, application, "supplement", supplemented_at=tx.now, note=_with(application.note, note))
    links.end_links(tx, application, SUPPLEMENT)
    tell(tx, APPLICATION_SUPPLEMENTED, application, case_id=case.id)
    tx.audit("application.supplement", application.id, case=case.id)
    return application


def _with(said: str | None, more: str | None) -> str | None:
    """What was said at first stays."""
    return "\n".join(filter(None, (said, f"补正说明：{more}" if more else None))) or None


def withdraw(tx: Transaction) -> Application | None:
    """Take it back: a draft is deleted (None), a case that runs is withdrawn with it. All its links end.

    Raises LinkInvalid, LinkForOther, IllegalMove.
    """
    application = links.by_link(tx, {WITHDRAW}, lock=True)
    if application.state == State.DRAFT:
        forget_draft(tx, application)
        return None
    rules.target(application.state, "withdraw")
    case = case_of(tx, application, lock=True)
    if case is not None and case.state in OPEN:
        take_back(tx, case, "申请人网上撤回")
    forget_on = None if case is not None else forget_day(tx, local(tx.now).date())
    move(tx, application, "withdraw", withdrawn_at=tx.now, next_mark_on=None, forget_on=forget_on)
    links.end_links(tx, application)
    if case is None:
        # A case that leaves tells of itself.
        tell(tx, APPLICATION_WITHDRAWN, application)
    tx.audit("application.withdraw", application.id, case=application.case_id)
    return application
