"""Too many waiting, or somebody waiting too long: told once, and once when it is over."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from libs.common.clock import local
from libs.common.events.intake import QUEUE_ALARM
from libs.common.transaction import Transaction
from services.intake.hall.classes.rules import ALARMS, CLEARED, RAISED, WAITING_COUNT, WAITING_TIME, alarms
from services.intake.hall.classes.tables import ClassAlarm, ClassRule
from services.intake.hall.queue.rules import WAITING, seconds_between
from services.intake.hall.queue.tables import Ticket
from services.intake.items.catalogue.tables import Centre
from services.intake.metrics import QUEUE_ALARMS


def ring_alarms(tx: Transaction) -> int:
    """Compare each class with its limits; returns how many alarms changed.

    An alarm whose limit was taken away while it rang is over too.
    """
    changed = _clear_unset(tx)
    watched = or_(ClassRule.alarm_waiting.is_not(None), ClassRule.alarm_minutes.is_not(None))
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
    _count(tx)
    return changed


def _clear_unset(tx: Transaction) -> int:
    ringing = select(ClassAlarm).where(ClassAlarm.state == RAISED).order_by(ClassAlarm.centre, ClassAlarm.prefix)
    cleared = 0
    for alarm in tx.session.scalars(ringing).all():
        rule = tx.session.get(ClassRule, (alarm.centre, alarm.prefix))
        if rule is None or {WAITING_COUNT: rule.alarm_waiting, WAITING_TIME: rule.alarm_minutes}[alarm.kind] is None:
            alarm.state, alarm.since = CLEARED, tx.now
            _tell(tx, alarm, 0, 1)
            cleared += 1
    return cleared


def _count(tx: Transaction) -> None:
    tx.session.flush()
    ringing = (
        select(Centre.code, ClassAlarm.kind, func.count())
        .join(ClassAlarm, ClassAlarm.centre == Centre.code)
        .where(ClassAlarm.state == RAISED)
        .group_by(Centre.code, ClassAlarm.kind)
    )
    counted = {(centre, kind): count for centre, kind, count in tx.session.execute(ringing)}
    for centre in tx.session.scalars(select(Centre.code)):
        for kind in ALARMS:
            QUEUE_ALARMS.labels(centre, kind).set(counted.get((centre, kind), 0))


def _keep(tx: Transaction, rule: ClassRule, kind: str, rings: bool, value: int, limit: int) -> bool:
    row = tx.session.get(ClassAlarm, (rule.centre, rule.prefix, kind))
    state = RAISED if rings else CLEARED
    if (row.state if row else CLEARED) == state:
        return False
    if row is None:
        row = ClassAlarm(centre=rule.centre, prefix=rule.prefix, kind=kind)
        tx.session.add(row)
    row.state, row.since = state, tx.now
    _tell(tx, row, value, limit)
    return True


def _tell(tx: Transaction, alarm: ClassAlarm, value: int, limit: int) -> None:
    told = {
        "business_class": alarm.prefix, "kind": alarm.kind, "state": alarm.state, "value": value, "limit": limit,
        "at": tx.now,
    }  # fmt: skip
    tx.emit(QUEUE_ALARM, f"{alarm.centre}/{alarm.prefix}", alarm.centre, told)
