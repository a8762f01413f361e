"""The clocks of rectifications: reminders of the contact and of the rectification, once each."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from libs.common.deadlines import due, from_json, local_day
from libs.common.events.intake import RECTIFICATION_DEADLINE_REACHED
from libs.common.metrics import DEADLINES
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.casework.cases import clocks
from services.intake.casework.cases.steps import approaching_days, today
from services.intake.quality.accountability.grounds import on_missed_contact
from services.intake.quality.rectification.rules import CONTACT, RUNNING, RUNS_IN, State
from services.intake.quality.rectification.tables import Rectification, RectificationClock, RectificationMark

AT_ONCE = 100


def ring_rectifications(tx: Transaction) -> int:
    """Tell, once each, of contacts and rectifications that approach their day, are due, or are late."""
    ripe = (
        select(Rectification)
        .where(Rectification.next_mark_on <= today(tx), Rectification.state.in_(RUNNING))
        .order_by(Rectification.next_mark_on, Rectification.id)
    )
    found = tx.session.scalars(ripe.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    return sum(_ring(tx, one) for one in found)


def _ring(tx: Transaction, one: Rectification) -> int:
    day, calendar, ahead = today(tx), working_calendar(tx), approaching_days(tx)
    coming: list[date] = []
    rung = 0
    for clock, states in RUNS_IN.items():
        if State(one.state) not in states:
            continue
        due_on = _due_on(tx, one, clock)
        mark, following = clocks.ringing(clocks.marks(due_on, local_day(one.opened_at), ahead, calendar), day)
        coming += [following] if following else []
        if mark is not None and _is_new(tx, one, clock, mark.kind, due_on):
            rung += 1
            _tell(tx, one, clock, mark.kind, due_on)
    one.next_mark_on = min(coming, default=None)
    return rung


def _due_on(tx: ReadTransaction, one: Rectification, clock: str) -> date:
    rows = select(RectificationClock.data).where(
        RectificationClock.rectification_id == one.id, RectificationClock.clock == clock
    )
    found = due([from_json(row) for row in tx.session.scalars(rows)], working_calendar(tx)).due
    assert found is not None, "nothing pauses these clocks"
    return found


def _is_new(tx: Transaction, one: Rectification, clock: str, kind: str, due_on: date) -> bool:
    row = {"rectification_id": one.id, "clock": clock, "kind": kind, "due_on": due_on}
    added = tx.upsert(RectificationMark).values(**row, centre=one.centre, at=tx.now).on_conflict_do_nothing()
    return tx.session.execute(added.returning(RectificationMark.kind)).one_or_none() is not None


def _tell(tx: Transaction, one: Rectification, clock: str, kind: str, due_on: date) -> None:
    told = {
        "rectification_id": one.id, "window": one.window, "clock": clock, "kind": kind, "due_on": due_on, "at": tx.now,
    }  # fmt: skip
    tx.emit(RECTIFICATION_DEADLINE_REACHED, one.id, one.centre, told)
    DEADLINES.labels(tx.service, kind).inc()
    if clock == CONTACT and kind == "overdue":
        on_missed_contact(tx, one)
