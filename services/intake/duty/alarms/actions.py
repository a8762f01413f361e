"""Raising, clearing and leaving behind: whoever watches says what rings, and what was told is told once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from libs.common.clock import local
from libs.common.events.intake import DUTY_ALARM
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.alarms.rules import KINDS, MOVES, WHOLE_HALL, State
from services.intake.duty.alarms.tables import DutyAlarm
from services.intake.items.catalogue.tables import Centre
from services.intake.metrics import DUTY_ALARMS


def settle_alarms(
    tx: Transaction,
    centre: str,
    kind: str,
    day: date,
    ringing: Mapping[int, Sequence[str]],
    over: Collection[int] = (),
) -> int:
    """Let the alarms of a kind and a day be those of ``ringing`` (window, 0 for the hall → its sessions).

    New ones are raised; of those that rang, what is ``over`` lapses and the rest is cleared. Returns how many changed.
    """
    standing = {alarm.window: alarm for alarm in tx.session.scalars(_raised(centre, kind, day).with_for_update())}
    for window, sessions in ringing.items():
        if window in standing:
            standing[window].details = list(sessions)
    new = [(window, sessions) for window, sessions in sorted(ringing.items()) if window not in standing]
    changed = sum(_raise(tx, centre, kind, day, window, sessions) for window, sessions in new)
    for window, alarm in standing.items():
        if window not in ringing:
            _end(tx, alarm, "lapse" if window in over else "clear")
            changed += 1
    return changed


def lapse_alarms(tx: Transaction) -> int:
    """What still rings of a day that has passed is left behind with it."""
    left = select(DutyAlarm).where(DutyAlarm.state == State.RAISED, DutyAlarm.day < local(tx.now).date())
    alarms = tx.session.scalars(left.order_by(DutyAlarm.id).with_for_update(skip_locked=True)).all()
    for alarm in alarms:
        _end(tx, alarm, "lapse")
    return len(alarms)


def count_alarms(tx: ReadTransaction) -> None:
    """Keep the gauge true, after restarts too."""
    ringing = select(DutyAlarm.centre, DutyAlarm.kind, func.count()).where(DutyAlarm.state == State.RAISED)
    rows = tx.session.execute(ringing.group_by(DutyAlarm.centre, DutyAlarm.kind))
    counted = {(centre, kind): count for centre, kind, count in rows}
    for centre in tx.session.scalars(select(Centre.code)):
        for kind in KINDS:
            DUTY_ALARMS.labels(centre, kind).set(counted.get((centre, kind), 0))


def find_alarms(centre: str, state: str | None, kind: str | None, day: date | None) -> Select[DutyAlarm]:
    query = select(DutyAlarm).where(DutyAlarm.centre == centre)
    for column, wanted in ((DutyAlarm.state, state), (DutyAlarm.kind, kind), (DutyAlarm.day, day)):
        if wanted is not None:
            query = query.where(column == wanted)
    return query


def _raised(centre: str, kind: str, day: date) -> Select[DutyAlarm]:
    return find_alarms(centre, State.RAISED, kind, day).order_by(DutyAlarm.window)


def _raise(tx: Transaction, centre: str, kind: str, day: date, window: int, sessions: Sequence[str]) -> bool:
    row = {
        "id": new_id(), "centre": centre, "version": 1, "state": State.RAISED, "kind": kind, "day": day,
        "window": window, "details": list(sessions), "raised_at": tx.now,
    }  # fmt: skip
    # Another process may have raised it since we looked: then it is told already.
    added = tx.session.scalars(
        tx.upsert(DutyAlarm).values(row).on_conflict_do_nothing().returning(DutyAlarm)
    ).one_or_none()
    if added is None:
        return False
    tx.audit("alarm.raise", added.id, kind=kind, day=str(day), window=window or None, sessions=list(sessions))
    _tell(tx, added)
    return True


def _end(tx: Transaction, alarm: DutyAlarm, verb: str) -> None:
    tx.moved(
        DutyAlarm, alarm.id, origin=[State.RAISED], to=MOVES[verb][State.RAISED], version=alarm.version,
        ended_at=tx.now,
    )  # fmt: skip
    tx.audit(f"alarm.{verb}", alarm.id, kind=alarm.kind, day=str(alarm.day), window=alarm.window or None)
    _tell(tx, alarm)


def _tell(tx: Transaction, alarm: DutyAlarm) -> None:
    told: dict[str, Any] = {
        "alarm_id": alarm.id, "kind": alarm.kind, "state": alarm.state, "day": alarm.day,
        "window": None if alarm.window == WHOLE_HALL else alarm.window, "sessions": alarm.details, "at": tx.now,
    }  # fmt: skip
    tx.emit(DUTY_ALARM, alarm.id, alarm.centre, told)
