"""What a rating is bound to: a ticket that was served, or a case that was completed or returned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from sqlalchemy import ColumnElement, Subquery, func, select

from libs.common.transaction import ReadTransaction, Transaction
from services.intake.appointments.booking import codes
from services.intake.casework.cases.tables import Case
from services.intake.hall.queue.tables import Ticket
from services.intake.online.applications.tables import Application
from services.intake.online.guesses import actions as guesses
from services.intake.quality.ratings.rules import CASE, TICKET, UnknownHandling, WrongNumberOrCode, require_ratable


@dataclass(frozen=True)
class Handling:
    """``case_id``: the case whose applicant can be called; ``prompted_at``: when the person could first rate."""

    id: str
    kind: str
    centre: str
    window: int
    clerk: str | None
    case_id: str | None
    item_code: str | None
    prompted_at: datetime | None


def ticket_items(*where: ColumnElement[bool]) -> Subquery:
    """Each ticket that led to cases of one item alone: ``ticket_id``, ``item_code``, and one of the cases."""
    return (
        select(
            Case.ticket_id,
            func.min(Case.item_code).label("item_code"),
            func.min(Case.id).label("case_id"),
        )
        .where(Case.ticket_id.is_not(None), *where)
        .group_by(Case.ticket_id)
        .having(func.count(Case.item_code.distinct()) == 1)
        .subquery()
    )


def find_handling(tx: ReadTransaction, handling_id: str, centre: str | None = None) -> Handling:
    """The handling, of ``centre`` where that is said. Raises UnknownHandling, NotHandledYet."""
    ticket = tx.session.get(Ticket, handling_id)
    if ticket is not None:
        return _served(tx, ticket, centre)
    case = tx.session.get(Case, handling_id)
    if case is None or centre not in (None, case.centre):
        raise UnknownHandling()
    require_ratable(case.state, CASE)
    return Handling(case.id, CASE, case.centre, case.window, case.clerk, case.id, case.item_code, None)


def _served(tx: ReadTransaction, ticket: Ticket, centre: str | None) -> Handling:
    if centre not in (None, ticket.centre):
        raise UnknownHandling()
    require_ratable(ticket.state)
    if ticket.window is None:
        raise UnknownHandling()
    of_case = tx.session.execute(select(ticket_items(Case.ticket_id == ticket.id))).one_or_none()
    return Handling(
        ticket.id,
        TICKET,
        ticket.centre,
        ticket.window,
        ticket.clerk,
        of_case.case_id if of_case else None,
        of_case.item_code if of_case else None,
        ticket.finished_at,
    )


LONGEST_TICKET = 8
"""Numbers longer than a ticket's are those of cases and online applications."""


def by_number(tx: Transaction, number: str, code: str) -> Handling:
    """For who holds the paper: a case or an online application by its number and query code, a ticket by its number
    and the id in its QR code.

    Wrong number and wrong code are one answer. Raises WrongNumberOrCode (kept: it was counted), NotHandledYet.
    """
    if len(number) <= LONGEST_TICKET:
        ticket = tx.session.get(Ticket, code)
        if ticket is None or ticket.number != number:
            raise WrongNumberOrCode()
        return find_handling(tx, ticket.id)
    held = guesses.hold(tx, number)
    case_id = _case_by_code(tx, number, code)
    if not guesses.settle(tx, held, right=case_id is not None) or case_id is None:
        raise WrongNumberOrCode()
    return find_handling(tx, case_id)


def _case_by_code(tx: ReadTransaction, number: str, code: str) -> str | None:
    case = tx.session.scalars(select(Case).where(Case.case_number == number)).one_or_none()
    if case is not None:
        return case.id if compare_digest(case.query_code.encode(), code.encode()) else None
    application = tx.session.scalars(select(Application).where(Application.number == number)).one_or_none()
    right = codes.matches(application.code_hash if application else None, number, code)
    return application.case_id if application is not None and right else None
