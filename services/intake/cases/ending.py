"""How a case ends: completed (办结), returned (退件) or withdrawn (撤回)."""

from __future__ import annotations

from typing import Any

from libs.common.deadlines import due
from libs.common.events.intake import CASE_COMPLETED, CASE_RETURNED
from libs.common.identity.masking import mask_text
from libs.common.transaction import Transaction
from services.intake.accountability.grounds import on_overdue_case
from services.intake.agency.actions import tell_completed
from services.intake.calendar.actions import working_calendar
from services.intake.cases import rules, steps
from services.intake.cases.refusals import UndertakingOpen
from services.intake.cases.rules import State, target
from services.intake.cases.tables import Case
from services.intake.mandates.actions import require_mandate

# 行政复议法 art. 20, 行政诉讼法 art. 46: told with every refusal.
REMEDIES = "可申请复核；可自知道本决定之日起60日内申请行政复议，或6个月内提起行政诉讼"


def complete_case(tx: Transaction, case_id: str, result: str, mandate_id: str | None = None) -> Case:
    """Complete with ``result`` in words; ``mandate_id``: an agent takes it along.

    Raises IllegalMove, UndertakingOpen, MandateRefused.
    """
    case = steps.hold_case(tx, case_id)
    if mandate_id is not None:
        require_mandate(tx, mandate_id, case, "collect")
    finish(tx, case, result)
    return case


def finish(tx: Transaction, case: Case, result: str) -> None:
    """Complete a case that is held already. Raises IllegalMove, UndertakingOpen."""
    target(case.state, "complete")
    outstanding = open_undertakings(tx, case)
    if outstanding:
        raise UndertakingOpen("尚缺：" + "、".join(outstanding), missing=outstanding)
    day = steps.today(tx)
    spent = due(steps.ledger_of(tx, case.id), working_calendar(tx), day).used
    told = mask_text(result)
    timing = rules.timing(day, case.promised_on)
    accepted_at = case.accepted_at
    steps.move(
        tx, case, "complete", completed_at=tx.now, result=told, timing=timing, working_days=spent, next_mark_on=None
    )
    tx.emit(
        CASE_COMPLETED,
        case.id,
        case.centre,
        {
            **steps.event_data(case),
            "result": told,
            "accepted_at": accepted_at,
            "completed_at": tx.now,
            "timing": timing,
            "working_days": spent,
            "channel": case.channel,
        },
    )
    tell_completed(tx, case)
    tx.audit("case.complete", case.id, timing=timing, working_days=spent)
    if timing == "overdue":
        on_overdue_case(tx, case)


def open_undertakings(tx: Transaction, case: Case) -> list[str]:
    """Names of the materials that were to follow (容缺) and have not."""
    return [
        material.name
        for material in steps.materials_of(tx, case.id)
        if material.undertaken_until is not None and not material.received
    ]


def return_case(tx: Transaction, case_id: str, ground: str, basis: str, remedies: str = REMEDIES) -> Case:
    """Return: the conditions are not met. ``basis`` is the clause; the remedies are told. Raises IllegalMove."""
    case = steps.hold_case(tx, case_id)
    told = mask_text(ground)
    _leave(tx, case, "return", told, returned_at=tx.now, basis=mask_text(basis), remedies=remedies)
    tx.audit("case.return", case.id, ground=told)
    return case


def withdraw_case(tx: Transaction, case_id: str, reason: str, mandate_id: str | None = None) -> Case:
    """The applicant takes the application back, or an agent (``mandate_id``). Raises IllegalMove, MandateRefused."""
    case = steps.hold_case(tx, case_id)
    if mandate_id is not None:
        require_mandate(tx, mandate_id, case, "withdraw")
    take_back(tx, case, reason)
    return case


def take_back(tx: Transaction, case: Case, reason: str) -> None:
    """Withdraw a case that is held already. Raises IllegalMove."""
    told = mask_text(reason)
    _leave(tx, case, "withdraw", told, withdrawn_at=tx.now)
    tx.audit("case.withdraw", case.id, reason=told)


def _leave(tx: Transaction, case: Case, verb: str, ground: str, **columns: Any) -> None:
    was_accepted = State(case.state) in rules.IN_HAND
    steps.move(tx, case, verb, ground=ground, next_mark_on=None, supplement_until=None, **columns)
    # One event for both ways of leaving undone: figures and routing need to know that it left.
    tx.emit(
        CASE_RETURNED,
        case.id,
        case.centre,
        {
            **steps.event_data(case),
            "ground": ground,
            "was_accepted": was_accepted,
            "returned_at": tx.now,
            "withdrawn": verb == "withdraw",
        },
    )
