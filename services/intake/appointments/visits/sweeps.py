"""Requests that wait for an answer: told when the day approaches, is here, has passed."""

from __future__ import annotations

from sqlalchemy import select

from libs.common.clock import local
from libs.common.events.intake import VISIT_DEADLINE_REACHED
from libs.common.metrics import DEADLINES
from libs.common.transaction import Transaction
from services.intake.appointments.visits.rules import State
from services.intake.appointments.visits.steps import tell
from services.intake.appointments.visits.tables import Visit, VisitMark
from services.intake.calendar.actions import working_calendar
from services.intake.casework.cases import clocks

AT_ONCE = 100
"""Rows a sweep takes in one transaction; the next tick takes the rest."""


def ring_answers(tx: Transaction) -> int:
    """Tell, once each, of answers that are due; returns how many. After an outage only the strongest is told."""
    today, ahead = local(tx.now).date(), int(tx.settings.hall["approaching_working_days"])
    ripe = select(Visit).where(Visit.state == State.REQUESTED, Visit.next_mark_on <= today)
    ripe = ripe.order_by(Visit.next_mark_on, Visit.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    rung = 0
    for visit in tx.session.scalars(ripe).all():
        marks = clocks.marks(visit.answer_by, local(visit.requested_at).date(), ahead, working_calendar(tx))
        mark, visit.next_mark_on = clocks.ringing(marks, today)
        if mark is not None and _is_new(tx, visit, mark.kind):
            tell(tx, VISIT_DEADLINE_REACHED, visit, kind=mark.kind, due_on=visit.answer_by)
            DEADLINES.labels(tx.service, mark.kind).inc()
            rung += 1
    return rung


def _is_new(tx: Transaction, visit: Visit, kind: str) -> bool:
    row = {"visit_id": visit.id, "kind": kind, "due_on": visit.answer_by, "centre": visit.centre, "at": tx.now}
    added = tx.upsert(VisitMark).values(**row).on_conflict_do_nothing()
    return tx.session.execute(added.returning(VisitMark.visit_id)).one_or_none() is not None
