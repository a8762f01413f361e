"""How items are handled jointly, and by which rule one case is: settings of the director, with their reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import select

from libs.common.errors import StaleVersion
from libs.common.events.intake import JOINT_RULE_CHANGED
from libs.common.identity.masking import mask_text
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases import steps
from services.intake.casework.cases.tables import Case
from services.intake.casework.joint import refusals, rules
from services.intake.casework.joint.rules import PartPlan, Rule
from services.intake.casework.joint.tables import Department, JointCase, JointSetting
from services.intake.items.catalogue.actions import item_for_case
from services.intake.items.catalogue.tables import Item


def joint_item(tx: ReadTransaction, centre: str, item_code: str) -> Item:
    """The version in force of a joint item. Raises ItemNotOffered, NotJoint."""
    item = item_for_case(tx, centre, item_code)
    if item.kind != "joint":
        raise refusals.NotJoint(item_kind=item.kind)
    return item


def set_joint(
    tx: Transaction, centre: str, item_code: str, rule: Rule, reason: str, parts: Sequence[PartPlan]
) -> JointSetting:
    """How cases of the item are handled from the next acceptance on; running ones keep what they have.

    Raises ItemNotOffered, NotJoint, UnknownDepartment, PartLimitTooLong, StaleVersion.
    """
    item = joint_item(tx, centre, item_code)
    rules.require_plans(parts, item.co_departments, item.promised_limit)
    setting = tx.session.get(JointSetting, (centre, item_code), with_for_update=True)
    if tx.if_match is not None and tx.if_match != (setting.version if setting else 0):
        raise StaleVersion(version=setting.version if setting else 0)
    if setting is None:
        setting = JointSetting(centre=centre, item_code=item_code, version=0)
        tx.session.add(setting)
    setting.rule, setting.reason, setting.version = rule, mask_text(reason), setting.version + 1
    setting.parts = [asdict(plan) for plan in parts]
    setting.changed_at, setting.changed_by = tx.now, tx.actor.id
    tx.audit("joint.set", item_code, centre=centre, rule=rule, reason=setting.reason, parts=setting.parts)
    return setting


def change_rule(tx: Transaction, case_id: str, rule: Rule, reason: str) -> Case:
    """This case is finished by ``rule``, for ``reason``. Raises NotFound, Forbidden, IllegalMove, NotJoint."""
    case = steps.hold_case(tx, case_id)
    if case.item_kind != "joint":
        raise refusals.NotJoint(item_kind=case.item_kind)
    steps.move(tx, case, "joint_rule")
    joint = tx.session.get(JointCase, case_id) or JointCase(case_id=case.id, centre=case.centre)
    tx.session.add(joint)
    told = mask_text(reason)
    joint.rule, joint.reason, joint.changed_at, joint.changed_by = rule, told, tx.now, tx.actor.id
    told_of = {**steps.event_data(case), "rule": rule, "reason": told, "at": tx.now}
    tx.emit(JOINT_RULE_CHANGED, case.id, case.centre, told_of)
    tx.audit("joint.rule", case.id, rule=rule, reason=told)
    return case


def set_department(tx: Transaction, centre: str, name: str, unit: str | None) -> Department:
    """Whose accounts answer for the department from the next case on."""
    department = tx.session.merge(Department(centre=centre, name=name, unit=unit))
    tx.audit("joint.department", centre, name=name, unit=unit)
    return department


def departments(tx: ReadTransaction, centre: str) -> Sequence[Department]:
    return tx.session.scalars(select(Department).where(Department.centre == centre).order_by(Department.name)).all()
