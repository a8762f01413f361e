"""What days do by themselves: findings come due, and a day may close without an inspection."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from libs.common.clock import local
from libs.common.events.intake import INSPECTION_FINDING_DEADLINE_REACHED
from libs.common.metrics import DEADLINES
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.casework.cases import clocks
from services.intake.duty.alarms.actions import settle_alarms
from services.intake.duty.alarms.rules import NO_INSPECTION, WHOLE_HALL
from services.intake.duty.alarms.tables import DutyAlarm
from services.intake.duty.cover.planning import last_plan
from services.intake.duty.inspections.rules import State
from services.intake.duty.inspections.steps import about
from services.intake.duty.inspections.tables import Finding, FindingMark, Inspection
from services.intake.duty.presence.reading import stretch_on
from services.intake.hall.queue.hours import standing_sessions
from services.intake.items.catalogue.tables import Centre

AT_ONCE = 100


def ring_findings(tx: Transaction) -> int:
    """Tell, once each, of findings whose day approaches, is here, or has passed; returns how many."""
    today, ahead, calendar = local(tx.now).date(), tx.settings.hall["approaching_working_days"], working_calendar(tx)
    ripe = select(Finding).where(Finding.state == State.OPEN, Finding.next_mark_on <= today)
    ripe = ripe.order_by(Finding.next_mark_on, Finding.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    rung = 0
    for finding in tx.session.scalars(ripe).all():
        begun = calendar.add_working_days(finding.due_on, -finding.working_days)
        mark, finding.next_mark_on = clocks.ringing(clocks.marks(finding.due_on, begun, ahead, calendar), today)
        if mark is not None and _is_new(tx, finding, mark.kind):
            told = {**about(finding), "kind": mark.kind, "due_on": finding.due_on, "at": tx.now}
            tx.emit(INSPECTION_FINDING_DEADLINE_REACHED, finding.id, finding.centre, told)
            DEADLINES.labels(tx.service, mark.kind).inc()
            rung += 1
    return rung


def miss_inspections(tx: Transaction) -> int:
    """Tell, once, of a working day that closed without an inspection. Done later that day, it is cleared.

    A closing that nobody saw, because the service was down, is told of when it runs again, if it ran the day before.
    """
    today, calendar = local(tx.now).date(), working_calendar(tx)
    told = 0
    for centre in tx.session.scalars(select(Centre.code).order_by(Centre.code)).all():
        for day in (calendar.add_working_days(today, -1), today):
            if calendar.is_working(day) and last_plan(tx, centre, day) is not None and _closed(tx, centre, day):
                told += settle_alarms(tx, centre, NO_INSPECTION, day, {WHOLE_HALL: []})
    return told


def _closed(tx: ReadTransaction, centre: str, day: date) -> bool:
    """Whether the day is over with nothing said of an inspection, neither one nor that there was none."""
    closes = closes_at(tx, centre, day)
    return closes is not None and tx.now >= closes and not _settled(tx, centre, day)


def closes_at(tx: ReadTransaction, centre: str, day: date) -> datetime | None:
    """When the last session of the regular hours ends."""
    _, sessions = standing_sessions(tx, centre, day)
    ends = [stretch_on(day, each.start, each.end).ends_at for each in sessions if not each.extended]
    return max(ends, default=None)


def _settled(tx: ReadTransaction, centre: str, day: date) -> bool:
    inspected = select(Inspection.id).where(Inspection.centre == centre, Inspection.day == day)
    told = select(DutyAlarm.id).where(DutyAlarm.centre == centre, DutyAlarm.day == day, DutyAlarm.kind == NO_INSPECTION)
    return any(tx.session.scalar(query.limit(1)) is not None for query in (inspected, told))


def _is_new(tx: Transaction, finding: Finding, kind: str) -> bool:
    row = {"finding_id": finding.id, "kind": kind, "due_on": finding.due_on, "centre": finding.centre, "at": tx.now}
    added = tx.upsert(FindingMark).values(**row).on_conflict_do_nothing()
    return tx.session.execute(added.returning(FindingMark.finding_id)).one_or_none() is not None
