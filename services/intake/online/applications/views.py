"""What an online application looks like: to its person by a link, and at the window; masked to both."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select

from libs.common.identity.masking import mask_text
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.applicant import masked, unmasked
from services.intake.casework.cases.rules import State as CaseState
from services.intake.casework.cases.tables import Case
from services.intake.casework.notices.actions import notices_of
from services.intake.items.catalogue.actions import item_version
from services.intake.items.catalogue.tables import Window
from services.intake.items.guide.views import materials_asked
from services.intake.online.applications.rules import State
from services.intake.online.applications.steps import at_desk, case_of
from services.intake.online.applications.tables import Application
from services.intake.online.attachments.listing import of_application

PRECHECK, SUPPLEMENTS = "precheck", "supplement"  # 待预审 待核对补正


def state_words(application: Application, case: Case | None) -> str:
    """Where it stands, in plain words; once it is a case, as the case stands."""
    if application.state != State.TAKEN_IN or case is None:
        return State(application.state).words
    if case.state == CaseState.AWAITING and waits_for_look(application):
        return "补正材料已提交，等待窗口核对"
    return CaseState(case.state).words


def waits_for_look(application: Application) -> bool:
    """Whether the person handed in more since the window last looked."""
    handed_in, looked = application.supplemented_at, application.checked_at
    return handed_in is not None and (looked is None or looked < handed_in)


def summary(tx: ReadTransaction, application: Application, case: Case | None = None) -> dict[str, Any]:
    columns = {column.key: getattr(application, column.key) for column in Application.__table__.columns}
    case = case or case_of(tx, application)
    known = application.applicant_name is not None
    return {
        **columns,
        "state_words": state_words(application, case),
        "applicant": masked(application) if known else None,  # type: ignore[arg-type]
        "note": mask_text(application.note) if application.note else None,
        "case_number": case.case_number if case else None,
        "waits_for_look": waits_for_look(application),
    }


def in_full(tx: ReadTransaction, application: Application) -> dict[str, Any]:
    """With the materials asked for, the files, and what the notice still asks for."""
    case = case_of(tx, application)
    item = item_version(tx, application.centre, application.item_code, application.item_version)
    return {
        **summary(tx, application, case),
        "materials": materials_asked(tx, item),
        "attachments": of_application(tx, application.id),
        "notice": _standing_notice(tx, case),
    }


def _standing_notice(tx: ReadTransaction, case: Case | None) -> Any:
    if case is None or case.state != CaseState.AWAITING:
        return None
    return next((notice for notice in notices_of(tx, case.id) if not notice.superseded), None)


def find_applications(
    tx: ReadTransaction,
    centre: str,
    state: str | None = None,
    work: str | None = None,
    window: int | None = None,
    item: str | None = None,
    mine: bool = False,
) -> Select[Application]:
    """Applications handed in at ``centre``. ``work``: what waits for the window; ``mine``: of windows that the actor
    holds the A or B post of."""
    query = select(Application).where(Application.centre == centre, Application.state != State.DRAFT)
    if state is not None:
        query = query.where(Application.state == state)
    if work == PRECHECK:
        query = query.where(Application.state == State.SUBMITTED)
    if work == SUPPLEMENTS:
        unseen = or_(Application.checked_at.is_(None), Application.checked_at < Application.supplemented_at)
        query = query.join(Case, Case.id == Application.case_id).where(
            Case.state == CaseState.AWAITING, Application.supplemented_at.is_not(None), unseen
        )
    if window is not None:
        query = query.where(Application.window == window)
    if item is not None:
        query = query.where(Application.item_code == item)
    if mine:
        own = or_(Window.post_a == tx.actor.id, Window.post_b == tx.actor.id)
        query = query.where(Application.window.in_(select(Window.number).where(Window.centre == centre, own)))
    return query


def reveal_person(tx: Transaction, application_id: str, reason: str) -> dict[str, str | None]:
    """Name and numbers in clear; who looked, and why, is written down first. Raises NotFound, Forbidden."""
    application = at_desk(tx, application_id)
    tx.audit("application.reveal", application.id, reason=mask_text(reason))
    return unmasked(application)  # type: ignore[arg-type]
