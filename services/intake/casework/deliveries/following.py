"""Deliveries follow the calendar: by when a result is delivered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import Move, local_day
from libs.common.editions.bearers import Bearer, Ledgers
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.calendar.rules import DELIVERY
from services.intake.casework.cases import clocks, steps
from services.intake.casework.deliveries.opening import marks_of
from services.intake.casework.deliveries.rules import UNDELIVERED, deliver_by, delivery_clock
from services.intake.casework.deliveries.tables import Delivery


class Deliveries(Bearer[Delivery]):
    """What came back goes on with the limit that it had."""

    table = Delivery
    states = UNDELIVERED

    def number(self, row: Delivery) -> str:
        return row.case.case_number

    def last(self, row: Delivery) -> date:
        return row.deliver_by

    def ledgers(self, tx: ReadTransaction, rows: Sequence[tuple[Delivery, WorkingCalendar]]) -> Mapping[str, Ledgers]:
        return {row.id: {DELIVERY: [delivery_clock(row.id, local_day(row.opened_at))]} for row, _ in rows}

    def follow(self, tx: Transaction, row: Delivery, ledgers: Ledgers, moves: Mapping[str, Move]) -> None:
        completed_on = local_day(row.opened_at)
        by = deliver_by(row.id, completed_on, working_calendar(tx))
        row.next_mark_on = clocks.next_mark(marks_of(tx, by.on, completed_on), steps.today(tx))
        if not moves:
            return
        was, row.deliver_by = row.deliver_by, by.on
        row.derivation, row.provisional = by.derivation, by.provisional
        row.version += 1
        told = {"was": str(was), "deliver_by": str(by.on), "why": moves[DELIVERY].text}
        tx.audit("delivery.deadline-moved", row.case_id, **told)
