"""Parts open with the acceptance of a joint case, and close with its end."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from libs.common.deadlines import Entry
from libs.common.events.intake import JOINT_PART_CANCELLED, JOINT_PART_OPENED
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.tables import Case
from services.intake.casework.joint import refusals, rules
from services.intake.casework.joint.parts import hold_parts, limit_columns, tell
from services.intake.casework.joint.rules import PartPlan, Rule, State
from services.intake.casework.joint.tables import Department, JointCase, JointPart, JointSetting
from services.intake.items.catalogue.actions import item_version


def open_parts(tx: Transaction, case: Case, ledger: Sequence[Entry]) -> None:
    """Open a part for each co-department of an accepted case, with the limits and the rule that its item has."""
    if case.item_kind != "joint":
        return
    departments = item_version(tx, case.centre, case.item_code, case.item_version).co_departments
    setting = tx.session.get(JointSetting, (case.centre, case.item_code))
    tx.session.add(
        JointCase(
            case_id=case.id, centre=case.centre, rule=setting.rule if setting else Rule.ALL_FINISHED,
            reason=setting.reason if setting else "一般联办：各部门办完后由牵头窗口办结", changed_at=tx.now,
            changed_by=setting.changed_by if setting else tx.actor.id,
        )
    )  # fmt: skip
    plans = [PartPlan(**plan) for plan in setting.parts] if setting else []
    units = units_of(tx, case.centre, departments)
    for no, plan in enumerate(rules.plan_parts(departments, plans, case.promised_limit), 1):
        part = JointPart(
            id=new_id(), version=1, case_id=case.id, centre=case.centre, state=State.OPEN, no=no,
            department=plan.department, unit=units.get(plan.department), task=plan.task, limit_days=plan.limit,
            opened_at=tx.now, **limit_columns(tx, plan, ledger),
        )  # fmt: skip
        tx.session.add(part)
        tell(tx, JOINT_PART_OPENED, case, part, due_on=part.due_on)
    tx.audit("joint.open", case.id, departments=list(departments))


def units_of(tx: ReadTransaction, centre: str, names: Sequence[str]) -> dict[str, str | None]:
    """The unit of each department that has accounts."""
    query = select(Department.name, Department.unit).where(Department.centre == centre, Department.name.in_(names))
    return {name: unit for name, unit in tx.session.execute(query)}


def cancel_parts(tx: Transaction, case: Case) -> None:
    """The case has left undone: nobody is asked any more. What was answered stays."""
    if case.item_kind != "joint":
        return
    for part in hold_parts(tx, case, rules.UNANSWERED):
        to = rules.CYCLE.target(part.state, "cancel")
        tx.moved(
            JointPart, part.id, origin=[part.state], to=to, version=part.version,
            otherwise=refusals.PartMoveRefused, next_mark_on=None,
        )  # fmt: skip
        tell(tx, JOINT_PART_CANCELLED, case, part)
        tx.audit("joint.cancel", case.id, department=part.department)
