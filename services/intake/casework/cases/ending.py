"""How a case ends: completed (办结), returned (退件) or withdrawn (撤回)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from libs.common.events.intake import CASE_COMPLETED, CASE_RETURNED
from libs.common.identity.masking import mask_text
from libs.common.transaction import Transaction
from services.intake.casework.cases import rules, steps
from services.intake.casework.cases.refusals import SupplementStillOpen, UndertakingOpen
from services.intake.casework.cases.rules import Result, State, target
from services.intake.casework.cases.tables import Case
from services.intake.casework.deliveries.opening import open_delivery
from services.intake.casework.deliveries.rules import Handing
from services.intake.casework.joint import parts
from services.intake.casework.joint.opening import cancel_parts
from services.intake.casework.mandates.actions import require_mandate
from services.intake.casework.reviews.actions import drop_review
from services.intake.casework.stages.actions import require_none_open, stop_stages
from services.intake.casework.upward.reports import close_report, require_handled
from services.intake.figures.agency.actions import tell_completed
from services.intake.quality.accountability.grounds import on_overdue_case

# 行政复议法 art. 20, 行政诉讼法 art. 46: told with every refusal.
REMEDIES = "可申请复核；可自知道本决定之日起60日内申请行政复议，或6个月内提起行政诉讼"

NOTHING = Handing()
"""Nothing to deliver."""


def complete_case(
    tx: Transaction, case_id: str, result: str | None = None, mandate_id: str | None = None,
    result_code: Result = Result.DONE, handing: Handing = NOTHING,
) -> Case:  # fmt: skip
    """Complete with ``result_code``, and ``result`` in words of its own; ``mandate_id``: an agent takes it along.

    Raises MandateRefused and as ``finish``.
    """
    case = steps.hold_case(tx, case_id)
    if mandate_id is not None:
        require_mandate(tx, mandate_id, case, "collect")
        handing = replace(handing, handed_over=True)
    finish(tx, case, result_code, result, handing, mandate_id)
    return case


def finish(
    tx: Transaction, case: Case, result_code: Result, result: str | None = None, handing: Handing = NOTHING,
    mandate_id: str | None = None,
) -> None:  # fmt: skip
    """Complete a case that is held already. Raises CertificateNotIssued, VillageMissing, as ``require_finishable``."""
    require_finishable(tx, case, result_code)
    way = handing.way_of(result_code)
    own = steps.own_part(tx, case, steps.ledger_of(tx, case.id))
    told = mask_text(result) if result else result_code.words
    accepted_at = case.accepted_at
    close_report(tx, case)
    drop_review(tx, case)
    steps.move(
        tx, case, "complete", completed_at=tx.now, result_code=result_code, result=told, timing=own.timing,
        working_days=own.working_days, certificate_number=handing.certificate_number, next_mark_on=None,
    )  # fmt: skip
    tx.emit(
        CASE_COMPLETED,
        case.id,
        case.centre,
        {
            **steps.event_data(case),
            "result_code": result_code,
            "result": told,
            "accepted_at": accepted_at,
            "completed_at": tx.now,
            "timing": own.timing,
            "working_days": own.working_days,
            "channel": case.channel,
        },
    )
    tell_completed(tx, case)
    tx.audit("case.complete", case.id, result=result_code, timing=own.timing, working_days=own.working_days)
    if way is not None:
        open_delivery(tx, case, way, handed_over=handing.handed_over, mandate_id=mandate_id)
    if own.timing == "overdue":
        on_overdue_case(tx, case)


def require_finishable(tx: Transaction, case: Case, result_code: Result) -> None:
    """Whether nothing stands in the way of completing the case.

    Raises IllegalMove, UndertakingOpen, StageOpen, and of a case that is decided above NotReported, AnswerMissing,
    ResultNotTold, and of a joint one PartObjected, PartOpen.
    """
    target(case.state, "complete")
    outstanding = steps.open_undertakings(tx, case)
    if outstanding:
        raise UndertakingOpen("尚缺：" + "、".join(outstanding), missing=outstanding)
    require_handled(tx, case, result_code)
    parts.require_finishable(tx, case)
    require_none_open(tx, case)


def return_case(tx: Transaction, case_id: str, ground: str, basis: str, remedies: str = REMEDIES) -> Case:
    """Return: the conditions are not met. ``basis`` is the clause; the remedies are told. Raises IllegalMove."""
    case = steps.hold_case(tx, case_id)
    told = mask_text(ground)
    basis = mask_text(basis)
    _leave(tx, case, "return", told, Result.RETURNED, returned_at=tx.now, basis=basis, remedies=remedies)
    tx.audit("case.return", case.id, ground=told)
    return case


def withdraw_case(tx: Transaction, case_id: str, reason: str, mandate_id: str | None = None) -> Case:
    """The applicant takes the application back, or an agent (``mandate_id``). Raises IllegalMove, MandateRefused."""
    case = steps.hold_case(tx, case_id)
    if mandate_id is not None:
        require_mandate(tx, mandate_id, case, "withdraw")
    take_back(tx, case, reason)
    return case


def lapse_case(tx: Transaction, case_id: str) -> Case:
    """What was asked for did not come in its time: the application counts as withdrawn, if the clerk says so.

    Raises IllegalMove, SupplementStillOpen.
    """
    case = steps.hold_case(tx, case_id)
    target(case.state, "lapse")
    assert case.supplement_until is not None
    if steps.today(tx) <= case.supplement_until:
        raise SupplementStillOpen(until=case.supplement_until.isoformat())
    take_back(tx, case, "逾期未补正材料，按撤回申请处理", Result.NOT_SUPPLEMENTED, "lapse")
    return case


def take_back(
    tx: Transaction, case: Case, reason: str, result: Result = Result.WITHDRAWN, verb: str = "withdraw"
) -> None:
    """Withdraw a case that is held already. Raises IllegalMove."""
    told = mask_text(reason)
    _leave(tx, case, verb, told, result, withdrawn_at=tx.now)
    tx.audit(f"case.{verb}", case.id, reason=told)


def _leave(tx: Transaction, case: Case, verb: str, ground: str, result: Result, **columns: Any) -> None:
    was_accepted = State(case.state) in rules.IN_HAND
    steps.move(
        tx, case, verb, ground=ground, result_code=result, next_mark_on=None, supplement_until=None, **columns
    )  # fmt: skip
    stop_stages(tx, case)
    close_report(tx, case)
    cancel_parts(tx, case)
    drop_review(tx, case)
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
            "withdrawn": verb != "return",
            "result_code": result,
        },
    )
