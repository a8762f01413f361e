"""What a department says to its part: an undertaking (承诺), an answer; and being asked anew."""

from __future__ import annotations

from datetime import date
from typing import Any

from libs.common.events.intake import JOINT_PART_ANSWERED, JOINT_PART_REOPENED, JOINT_PART_UNDERTAKEN
from libs.common.identity.masking import mask_text
from libs.common.transaction import Transaction
from services.intake.casework.cases import steps
from services.intake.casework.cases.rules import target, timing
from services.intake.casework.joint import refusals, rules
from services.intake.casework.joint.parts import (
    DESK,
    acts_for_department,
    hold_part,
    limit_columns,
    mark_day,
    move,
    plan_of,
    tell,
)
from services.intake.casework.joint.rules import AskedAnew, State
from services.intake.casework.joint.tables import JointPart


def undertake(tx: Transaction, part_id: str, what: str, until: date, paper: str | None = None) -> JointPart:
    """The department promises in writing what it will do, and until when; that day is its limit from now on.

    ``paper``: which it is, where the lead window records it. Raises NotFound, Forbidden, StaleVersion, NotYourPart,
    PaperMissing, PartMoveRefused, UntilPassed, IllegalMove.
    """
    part, case = hold_part(tx, part_id)
    by_window = acts_for_department(tx, part, paper)
    rules.CYCLE.target(part.state, "undertake")
    rules.require_until(until, steps.today(tx))
    told = mask_text(what)
    move(
        tx, case, part, "undertake", undertaking=told, undertaken_at=tx.now, due_on=until, provisional=False,
        derivation=f"{part.department}书面承诺 {until.year}年{until.month}月{until.day}日前（含当日）办完",
        next_mark_on=mark_day(tx, until, steps.today(tx)), **_who(tx, by_window, paper),
    )  # fmt: skip
    tell(tx, JOINT_PART_UNDERTAKEN, case, part, until=until, by_window=by_window)
    tx.audit("joint.undertake", case.id, department=part.department, until=until.isoformat(), by_window=by_window)
    return part


def answer(
    tx: Transaction, part_id: str, state: State, opinion: str | None = None, paper: str | None = None
) -> JointPart:
    """The department agrees, agrees on conditions or objects (``state``); ``opinion``: conditions, or the ground.

    Also after the case is completed, where an undertaking allowed that. Raises as ``undertake``, and GroundMissing.
    """
    part, case = hold_part(tx, part_id)
    by_window = acts_for_department(tx, part, paper)
    verb = rules.ANSWERS[state]
    rules.CYCLE.target(part.state, verb)
    if state is not State.AGREED and not (opinion or "").strip():
        raise refusals.GroundMissing(field="opinion")
    told = mask_text(opinion) if opinion else None
    in_time = timing(steps.today(tx), part.due_on)
    move(
        tx, case, part, verb, answered_at=tx.now, opinion=told, timing=in_time, next_mark_on=None,
        **_who(tx, by_window, paper),
    )  # fmt: skip
    tell(tx, JOINT_PART_ANSWERED, case, part, answer=state, timing=in_time, by_window=by_window)
    tx.audit(
        "joint.answer", case.id, department=part.department, answer=state, timing=in_time, by_window=by_window
    )  # fmt: skip
    return part


def reopen(tx: Transaction, part_id: str, reason: str) -> JointPart:
    """Ask the department anew, after what it objected to was put right; its limit counts from today.

    Raises NotFound, Forbidden, StaleVersion, NotYourPart, PartMoveRefused, IllegalMove.
    """
    part, case = hold_part(tx, part_id)
    if tx.actor.kind != "system" and not tx.actor.roles & DESK:
        raise refusals.NotYourPart()
    target(case.state, "ask_anew")
    told = mask_text(reason)
    ledger = steps.ledger_of(tx, case.id)
    anew = AskedAnew(steps.today(tx), len(ledger))
    move(
        tx, case, part, "reopen", answered_at=None, answered_by=None, by_window=None, paper=None, opinion=None,
        timing=None, undertaking=None, undertaken_at=None, anew_on=anew.on, anew_entries=anew.entries,
        **limit_columns(tx, plan_of(part), ledger, anew),
    )  # fmt: skip
    tell(tx, JOINT_PART_REOPENED, case, part, reason=told, due_on=part.due_on)
    tx.audit("joint.reopen", case.id, department=part.department, reason=told)
    return part


def _who(tx: Transaction, by_window: bool, paper: str | None) -> dict[str, Any]:
    return {"answered_by": tx.actor.id, "by_window": by_window, "paper": mask_text(paper.strip()) if paper else None}
