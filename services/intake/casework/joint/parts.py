"""What every act on a part takes: the case and the part held, the move made, the clock read, the event told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.deadlines import Entry
from libs.common.errors import NotFound, StaleVersion
from libs.common.events import Event
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import calendar_edition, working_calendar
from services.intake.casework.cases import clocks, steps
from services.intake.casework.cases.tables import Case
from services.intake.casework.joint import refusals, rules
from services.intake.casework.joint.rules import AskedAnew, PartPlan, State
from services.intake.casework.joint.tables import JointCase, JointPart

DESK = frozenset({Role.CLERK, Role.WINDOW_LEAD})


def parts_of(tx: ReadTransaction, case_id: str) -> Sequence[JointPart]:
    """The parts of a case, as the item names the departments; none of a case that is not joint."""
    return tx.session.scalars(select(JointPart).where(JointPart.case_id == case_id).order_by(JointPart.no)).all()


def hold_parts(tx: Transaction, case: Case, states: Sequence[State]) -> Sequence[JointPart]:
    """Those of a case that is held: kept from the job that carries a new calendar over too."""
    own = select(JointPart).where(JointPart.case_id == case.id, JointPart.state.in_(states)).order_by(JointPart.no)
    return tx.session.scalars(own.with_for_update().execution_options(populate_existing=True)).all()


def see_part(tx: ReadTransaction, part_id: str) -> JointPart:
    """The part, for its department or the desk. Raises NotFound, Forbidden (属地), NotYourPart."""
    part = tx.one(JointPart, part_id)
    tx.actor.require_centre(part.centre)
    if tx.actor.roles == {Role.HANDLING_UNIT} and tx.actor.unit != part.unit:
        raise refusals.NotYourPart()
    return part


def hold_part(tx: Transaction, part_id: str) -> tuple[JointPart, Case]:
    """The part and its case, kept from changing: whoever completes the case sees what the department said.

    Raises as ``see_part``, and StaleVersion (If-Match, of the part).
    """
    case = tx.session.get(Case, see_part(tx, part_id).case_id, with_for_update=True, populate_existing=True)
    assert case is not None
    part = tx.session.get(JointPart, part_id, with_for_update=True, populate_existing=True)
    if part is None:
        raise NotFound(f"联办意见 {part_id}")
    if tx.if_match is not None and tx.if_match != part.version:
        raise StaleVersion(version=part.version)
    return part, case


def acts_for_department(tx: Transaction, part: JointPart, paper: str | None) -> bool:
    """Whether the lead window acts for the department (then with its paper), or the department by its own account.

    Raises NotYourPart, PaperMissing.
    """
    if tx.actor.kind == "system" or (Role.HANDLING_UNIT in tx.actor.roles and tx.actor.unit == part.unit):
        return False
    if not tx.actor.roles & DESK:
        raise refusals.NotYourPart()
    if not (paper or "").strip():
        raise refusals.PaperMissing(field="paper")
    return True


def move(tx: Transaction, case: Case, part: JointPart, verb: str, **values: Any) -> None:
    """Raises PartMoveRefused. What the case shows has changed with it."""
    to = rules.CYCLE.target(part.state, verb)
    tx.moved(
        JointPart, part.id, origin=[part.state], to=to, version=part.version, otherwise=refusals.PartMoveRefused,
        **values,
    )  # fmt: skip
    steps.move(tx, case, "part")


def tell(tx: Transaction, event: Event, case: Case, part: JointPart, **more: Any) -> None:
    told = {"part_id": part.id, "department": part.department, **more, "at": tx.now}
    tx.emit(event, part.id, part.centre, {**steps.event_data(case), **told})


def limit_columns(
    tx: ReadTransaction, plan: PartPlan, ledger: Sequence[Entry], anew: AskedAnew | None = None
) -> dict[str, Any]:
    """The columns that follow from the case's clock (``ledger``) and the part's own limit."""
    own = rules.part_ledger(ledger, plan.department, plan.limit, anew)
    found = rules.part_limit(own, ledger, working_calendar(tx))
    return {
        "due_on": found.due_on,
        "provisional": found.provisional,
        "derivation": found.derivation,
        "calendar_edition": calendar_edition(tx),
        "next_mark_on": mark_day(tx, found.due_on, own[0].at),
    }


def mark_day(tx: ReadTransaction, due_on: date | None, day_zero: date) -> date | None:
    """The day of the next reminder of ``due_on``; one that is reached already rings at once."""
    today = steps.today(tx)
    marks = clocks.marks(due_on, day_zero, steps.approaching_days(tx), working_calendar(tx))
    return clocks.next_mark(marks, today)


def follow_clock(tx: Transaction, case: Case, ledger: Sequence[Entry]) -> None:
    """The case's clock was stopped, set going or given more time: so is that of the parts nobody has answered for.

    A day that a department undertook stays: it was promised on paper.
    """
    if case.item_kind != "joint":
        return
    for part in hold_parts(tx, case, [State.OPEN]):
        set_limit(part, limit_columns(tx, plan_of(part), ledger, asked_anew(part)))


def set_limit(part: JointPart, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(part, name, value)
    part.version += 1


def require_finishable(tx: ReadTransaction, case: Case) -> None:
    """Whether the lead may complete the case. Raises PartObjected, PartOpen."""
    if case.item_kind == "joint":
        joint = tx.session.get(JointCase, case.id)
        rules.require_finishable(joint.rule if joint else rules.Rule.ALL_FINISHED, parts_of(tx, case.id))


def require_none_unanswered(tx: ReadTransaction, case: Case) -> None:
    """Whether every department has answered, also those whose undertaking was enough before. Raises PartOpen."""
    missing = [part.department for part in parts_of(tx, case.id) if part.state in rules.UNANSWERED]
    if missing:
        raise refusals.PartOpen("、".join(missing), departments=missing)


def plan_of(part: JointPart) -> PartPlan:
    return PartPlan(part.department, part.limit_days, part.task)


def asked_anew(part: JointPart) -> AskedAnew | None:
    return None if part.anew_on is None or part.anew_entries is None else AskedAnew(part.anew_on, part.anew_entries)
