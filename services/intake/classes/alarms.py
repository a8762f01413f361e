"""Too many waiting, or somebody waiting too long: told once, and once when it is over."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from libs.common.clock import local
from libs.common.events.intake import QUEUE_ALARM
from libs.common.transaction import Transaction
from services.intake.classes.rules import CLEARED, RAISED, alarms
from services.intake.classes.tables import ClassAlarm, ClassRule
from services.intake.queue.rules import WAITING, seconds_between
from services.intake.queue.tables import Ticket


def ring_alarms(tx: Transaction) -> int:
    """Compare each class with its limits; returns how many alarms changed."""
    watched = or_(ClassRule.alarm_waiting.is_not(None), ClassRule.alarm_minutes.is_not(None))
    changed = 0
    for rule in tx.session.scalars(select(ClassRule).where(watched).order_by(ClassRule.centre, ClassRule.prefix)):
        waiting, since = tx.session.execute(
            select(func.count(), func.min(Ticket.waiting_since)).where(
                Ticket.centre == rule.centre,
                Ticket.service_date == local(tx.now).date(),
                Ticket.state == WAITING,
                Ticket.prefix == rule.prefix,
            )
        ).one()
        longest = seconds_between(since, tx.now) if since is not None else 0
        for kind, reading in alarms(waiting, longest, rule.alarm_waiting, rule.alarm_minutes).items():
            changed += _keep(tx, rule, kind, *reading)
    return changed


def _keep(tx: Transaction, rule: ClassRule, kind: str, rings: bool, value: int, limit: int) -> bool:
    row = tx.session.get(ClassAlarm, (rule.centre, rule.prefix, kind))
    state = RAISED if rings else CLEARED
    if (row.state if row else CLEARED) == state:
        return False
    if row is None:
        tx.session.add(ClassAlarm(centre=rule.centre, prefix=rule.prefix, kind=kind, state=state, since=tx.now))
    else:
        row.state, row.since = state, tx.now
    told = {
        "business_class": rule.prefix, "kind": kind, "state": state, "value": value, "limit": limit, "at": tx.now,
    }  # fmt: skip
    tx.emit(QUEUE_ALARM, f"{rule.centre}/{rule.prefix}", rule.centre, told)
    return True
