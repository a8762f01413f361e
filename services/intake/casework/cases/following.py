"""Cases follow the calendar: both limits of what is in hand, the day of the reply of what is registered.

Days told to a person on paper stay as they are: until when a supplement may come (补正期限, ``supplement_until``) and
until when a material may follow (容缺承诺, ``undertaken_until``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import CalendarRevised, Entry, Move, local_day
from libs.common.editions.bearers import Bearer, Ledgers
from libs.common.events.intake import CASE_DEADLINE_MOVED
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import calendar_edition, working_calendar
from services.intake.calendar.rules import CASE_LEGAL, CASE_PROMISED, CASE_REPLY, KINDS
from services.intake.casework.cases import clocks, steps
from services.intake.casework.cases.rules import IN_HAND, State
from services.intake.casework.cases.tables import Case
from services.intake.quality.accountability.grounds import on_case_in_time

LONGEST_WHY = 500
"""A long limit may have very many days as its reason; the list of moves has them all."""


class CasesInHand(Bearer[Case]):
    """Accepted and paused cases. The ledger notes the new calendar, so the derivation tells of it."""

    table = Case
    states = IN_HAND

    def number(self, row: Case) -> str:
        return row.case_number

    def last(self, row: Case) -> date | None:
        if row.promised_on is None or (row.legal_limit is not None and row.legal_on is None):
            return None
        return max(row.promised_on, row.legal_on or row.promised_on)

    def ledgers(self, tx: ReadTransaction, rows: Sequence[tuple[Case, WorkingCalendar]]) -> Mapping[str, Ledgers]:
        entries = steps.ledgers_of(tx, [case.id for case, _ in rows])
        found: dict[str, dict[str, list[Entry]]] = {}
        for case, _ in rows:
            own = entries[case.id]
            found[case.id] = {CASE_PROMISED: own}
            if case.legal_limit is not None:
                words = clocks.legal_words(case.item_kind)
                found[case.id] |= {CASE_LEGAL: clocks.lawful(own, case.legal_limit, words)}
        return found

    def follow(self, tx: Transaction, row: Case, ledgers: Ledgers, moves: Mapping[str, Move]) -> None:
        entries = ledgers[CASE_PROMISED]
        if not moves:
            # Days off between today and the due day may have moved the reminder alone.
            row.next_mark_on = steps.clock_columns(tx, row, entries)["next_mark_on"]
            return
        note = CalendarRevised(id=new_id(), seq=len(entries), at=steps.today(tx), version=working_calendar(tx).id)
        steps.record_entry(tx, row, note)
        was = row.promised_on, row.legal_on
        _set(row, steps.clock_columns(tx, row, [*entries, note]))
        _tell(tx, row, "completion", was, (row.promised_on, row.legal_on), moves)
        if _is_late(was[0], tx) and not _is_late(row.promised_on, tx):
            on_case_in_time(tx, row)


class Replies(Bearer[Case]):
    """Registered cases: by when they are accepted or their gaps are told."""

    table = Case
    states = (State.REGISTERED,)

    def number(self, row: Case) -> str:
        return row.case_number

    def last(self, row: Case) -> date:
        return row.reply_by

    def ledgers(self, tx: ReadTransaction, rows: Sequence[tuple[Case, WorkingCalendar]]) -> Mapping[str, Ledgers]:
        return {case.id: {CASE_REPLY: [clocks.receipt(local_day(case.registered_at))]} for case, _ in rows}

    def follow(self, tx: Transaction, row: Case, ledgers: Ledgers, moves: Mapping[str, Move]) -> None:
        if not moves:
            return
        was = row.reply_by
        reply = clocks.reply(local_day(row.registered_at), working_calendar(tx))
        _set(row, {"reply_by": reply.by, "derivation": reply.derivation, "provisional": reply.provisional})
        _tell(tx, row, "reply", (was, None), (row.reply_by, None), moves)


def _is_late(due_on: date | None, tx: ReadTransaction) -> bool:
    return due_on is not None and due_on < steps.today(tx)


def _set(case: Case, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(case, name, value)
    case.version += 1


Dates = tuple[date | None, date | None]


def _tell(tx: Transaction, case: Case, deadline: str, was: Dates, now: Dates, moves: Mapping[str, Move]) -> None:
    why = "；".join(f"{KINDS[kind]} {move.text}" for kind, move in moves.items())
    told = {
        **steps.event_data(case),
        "deadline": deadline,
        "was_due_on": was[0],
        "due_on": now[0],
        "was_legal_on": was[1],
        "legal_on": now[1],
        "provisional": case.provisional,
        "calendar_edition": calendar_edition(tx),
        "why": why[:LONGEST_WHY],
        "at": tx.now,
    }
    tx.emit(CASE_DEADLINE_MOVED, case.id, case.centre, told)
    details = {"deadline": deadline, "was": str(was[0]), "due_on": str(now[0]), "why": told["why"]}
    tx.audit("case.deadline-moved", case.id, **details)
