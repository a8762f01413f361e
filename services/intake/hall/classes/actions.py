"""Setting a class's limits and the grounds for going first; how often each was used."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from sqlalchemy import func, select

from libs.common.transaction import ReadTransaction, Transaction
from services.intake.hall.classes.tables import ClassRule, PriorityGround
from services.intake.hall.queue.tables import Ticket
from services.intake.items.catalogue.actions import class_of

GROUNDS = (
    ("老年", "老年人权益保障法：对老年人优先办理"),
    ("残疾", "残疾人保障法：为残疾人提供优先服务"),
    ("孕", "中心规定：孕妇和抱婴者优先"),
    ("军人", "军人地位和权益保障法：军人优先"),
    ("预约", "中心规定：按预约时段到场的优先"),
)
"""What a centre begins with (DOMAIN section 4)."""


def set_rule(tx: Transaction, centre: str, prefix: str, **values: Any) -> ClassRule:
    """Set all limits and alarms of a class. Raises UnknownClass."""
    class_of(tx, centre, prefix)
    rule = tx.session.get(ClassRule, (centre, prefix))
    if rule is None:
        rule = ClassRule(centre=centre, prefix=prefix, version=0)
        tx.session.add(rule)
    for name, value in values.items():
        setattr(rule, name, value)
    rule.version += 1
    tx.audit("class.set", f"{centre}/{prefix}", **values)
    return rule


def rule_of(tx: ReadTransaction, centre: str, prefix: str) -> ClassRule:
    """The limits of a class; one without any has none."""
    found = tx.session.get(ClassRule, (centre, prefix))
    return found or ClassRule(centre=centre, prefix=prefix, hours=[], bands=[], stop_minutes=0, version=0)


def load_grounds(tx: Transaction, centre: str) -> None:
    """Give a centre that has no priority grounds the usual ones."""
    if not tx.session.scalar(select(func.count()).where(PriorityGround.centre == centre)):
        for name, reason in GROUNDS:
            tx.session.add(PriorityGround(centre=centre, name=name, reason=reason, weight=1, active=True))


def usual_ground(tx: Transaction, centre: str, name: str) -> PriorityGround:
    """One of GROUNDS at ``centre``; a centre that began before there was this one gets it now."""
    row = {"centre": centre, "name": name, "reason": dict(GROUNDS)[name], "weight": 1, "active": True}
    tx.session.execute(tx.upsert(PriorityGround).values(**row).on_conflict_do_nothing())
    return tx.one(PriorityGround, (centre, name))


def set_ground(tx: Transaction, centre: str, name: str, **values: Any) -> PriorityGround:
    """Add or change a ground (优先事由); one no longer wanted is set inactive, its figures stay."""
    ground = tx.session.get(PriorityGround, (centre, name))
    if ground is None:
        ground = PriorityGround(centre=centre, name=name)
        tx.session.add(ground)
    for key, value in values.items():
        setattr(ground, key, value)
    tx.audit("ground.set", f"{centre}/{name}", **values)
    return ground


def grounds_used(tx: ReadTransaction, centre: str, first: date, last: date) -> list[dict[str, Any]]:
    """Every ground of the centre with its tickets from ``first`` to ``last`` by state; used most comes first."""
    query = (
        select(Ticket.priority_ground, Ticket.state, func.count())
        .where(Ticket.centre == centre, Ticket.service_date.between(first, last), Ticket.priority_ground.is_not(None))
        .group_by(Ticket.priority_ground, Ticket.state)
    )
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for name, state, count in tx.session.execute(query):
        used[str(name)][state] += count
    grounds = {
        ground.name: ground
        for ground in tx.session.scalars(select(PriorityGround).where(PriorityGround.centre == centre))
    }
    rows = [
        {
            "name": name,
            "reason": grounds[name].reason if name in grounds else "",
            "weight": grounds[name].weight if name in grounds else 0,
            "active": name in grounds and grounds[name].active,
            "issued": used[name].total(),
            **{state: used[name][state] for state in ("finished", "missed", "voided")},
        }
        for name in sorted(grounds.keys() | used.keys())
    ]
    return sorted(rows, key=lambda row: -row["issued"])
