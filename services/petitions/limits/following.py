"""Petitions follow the calendar: by when they are answered, and signed for. A county's own deadline stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines.entries import CalendarRevised, Entry
from libs.common.deadlines.moment import local_day
from libs.common.deadlines.revision import Move
from libs.common.deadlines.wire import from_json
from libs.common.editions.bearers import Bearer, Ledgers
from libs.common.events.petitions import PETITION_DEADLINE_MOVED
from libs.common.transaction import ReadTransaction, Transaction
from services.petitions.calendar.actions import calendar_edition, working_calendar
from services.petitions.calendar.rules import PETITION_DUE, PETITION_SIGN
from services.petitions.limits.actions import add_entries
from services.petitions.limits.rules import sign_clock
from services.petitions.limits.tables import ClockEntry
from services.petitions.register.rules import RUNNING, State
from services.petitions.register.steps import common
from services.petitions.register.tables import Petition

LONGEST_WHY = 500


class OpenPetitions(Bearer[Petition]):
    """Those that a unit owes an answer to. The ledger notes the new calendar, so the derivation tells of it."""

    table = Petition
    states = tuple(sorted(RUNNING))

    def number(self, row: Petition) -> str:
        return row.number

    def last(self, row: Petition) -> date:
        assert row.due_on is not None and row.sign_by is not None, "set when it was dispatched"
        return max(row.due_on, row.sign_by)

    def ledgers(self, tx: ReadTransaction, rows: Sequence[tuple[Petition, WorkingCalendar]]) -> Mapping[str, Ledgers]:
        entries: defaultdict[str, list[Entry]] = defaultdict(list)
        ids = [petition.id for petition, _ in rows]
        query = select(ClockEntry.petition_id, ClockEntry.data).where(ClockEntry.petition_id.in_(ids))
        for petition_id, data in tx.session.execute(query.order_by(ClockEntry.petition_id, ClockEntry.seq)):
            entries[petition_id].append(from_json(data))
        found: dict[str, Ledgers] = {}
        for petition, _ in rows:
            found[petition.id] = {PETITION_DUE: entries[petition.id], **_signing(petition)}
        return found

    def follow(self, tx: Transaction, row: Petition, ledgers: Ledgers, moves: Mapping[str, Move]) -> None:
        was = row.due_on, row.sign_by
        if PETITION_DUE in moves:
            columns = add_entries(tx, row, [_note(tx, row, len(ledgers[PETITION_DUE]))])
        else:
            # Days off between today and the due day may have moved the reminder alone.
            columns = {"next_mark_on": add_entries(tx, row, [])["next_mark_on"]}
        if PETITION_SIGN in moves:
            after = moves[PETITION_SIGN].after
            columns |= {"sign_by": after.due, "sign_provisional": after.provisional}
        for name, value in columns.items():
            setattr(row, name, value)
        if moves:
            row.version += 1
            _tell(tx, row, was, moves)


def _signing(petition: Petition) -> dict[str, list[Entry]]:
    if petition.state != State.DISPATCHED:
        return {}
    assert petition.dispatched_at is not None
    return {PETITION_SIGN: [sign_clock(petition.id, local_day(petition.dispatched_at))]}


def _note(tx: Transaction, petition: Petition, seq: int) -> Entry:
    version = working_calendar(tx).id
    return CalendarRevised(id=f"{petition.id}:{seq}", seq=seq, at=local_day(tx.now), version=version)


def _tell(
    tx: Transaction, petition: Petition, was: tuple[date | None, date | None], moves: Mapping[str, Move]
) -> None:
    why = "；".join(move.text for move in moves.values())[:LONGEST_WHY]
    told: dict[str, Any] = {
        **common(petition),
        "unit": petition.unit,
        "was_due_on": was[0],
        "due_on": petition.due_on,
        "provisional": petition.provisional,
        "was_sign_by": was[1],
        "sign_by": petition.sign_by,
        "calendar_edition": calendar_edition(tx),
        "why": why,
        "at": tx.now,
    }
    tx.emit(PETITION_DEADLINE_MOVED, petition.id, petition.centre, told)
    tx.audit("petition.deadline-moved", petition.id, was=str(was[0]), due_on=str(petition.due_on), why=why)
