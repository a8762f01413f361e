"""Rectifications follow the calendar: the clocks that run, of contact and of rectification."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from sqlalchemy import select

from libs.common.calendar.rules import WorkingCalendar
from libs.common.deadlines import CalendarRevised, Entry, Move, due, from_json, to_json
from libs.common.editions.bearers import Bearer, Ledgers
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.calendar.rules import RATING_CONTACT, RATING_RECTIFICATION
from services.intake.casework.cases.steps import today
from services.intake.quality.rectification.opening import WORDS_JOIN
from services.intake.quality.rectification.rules import CONTACT, RECTIFICATION, RUNNING, RUNS_IN, State
from services.intake.quality.rectification.tables import Rectification, RectificationClock

COLUMN_OF: Mapping[str, str] = MappingProxyType({CONTACT: "contact_by", RECTIFICATION: "rectify_by"})
KIND_OF: Mapping[str, str] = MappingProxyType({CONTACT: RATING_CONTACT, RECTIFICATION: RATING_RECTIFICATION})


class Rectifications(Bearer[Rectification]):
    """One that waits for its call-back does not follow: it was judged by its day. Done again, it does."""

    table = Rectification
    states = RUNNING

    def last(self, row: Rectification) -> date:
        return max(row.contact_by, row.rectify_by)

    def ledgers(
        self, tx: ReadTransaction, rows: Sequence[tuple[Rectification, WorkingCalendar]]
    ) -> Mapping[str, Ledgers]:
        states = {row.id: State(row.state) for row, _ in rows}
        found: defaultdict[str, dict[str, list[Entry]]] = defaultdict(dict)
        columns = RectificationClock.rectification_id, RectificationClock.clock, RectificationClock.data
        query = select(*columns).where(RectificationClock.rectification_id.in_(list(states)))
        for row_id, clock, data in tx.session.execute(query.order_by(RectificationClock.seq)):
            if states[row_id] in RUNS_IN[clock]:
                found[row_id].setdefault(KIND_OF[clock], []).append(from_json(data))
        return found

    def follow(self, tx: Transaction, row: Rectification, ledgers: Ledgers, moves: Mapping[str, Move]) -> None:
        # The next sweep finds which reminder comes next; one that was given for its day is not given again.
        row.next_mark_on = today(tx)
        if not moves:
            return
        for clock, kind in KIND_OF.items():
            if kind in moves:
                _note(tx, row, clock, len(ledgers[kind]))
        tx.session.flush()
        was = row.contact_by, row.rectify_by
        words = dict(zip((CONTACT, RECTIFICATION), row.derivation.split(WORDS_JOIN), strict=True))
        ends = {clock: due(_entries_of(tx, row, clock), working_calendar(tx)) for clock in _running(row)}
        for clock, deadline in ends.items():
            assert deadline.due is not None, "nothing pauses these clocks"
            setattr(row, COLUMN_OF[clock], deadline.due)
            words[clock] = deadline.text
        row.derivation = WORDS_JOIN.join(words.values())
        row.provisional = any(deadline.provisional for deadline in ends.values())
        row.version += 1
        why = "；".join(move.text for move in moves.values())
        now = row.contact_by, row.rectify_by
        tx.audit("rectification.deadline-moved", row.id, was=[*map(str, was)], now=[*map(str, now)], why=why)


def _running(row: Rectification) -> list[str]:
    """The clocks that still run; what has ended keeps its day and its words."""
    return [clock for clock, states in RUNS_IN.items() if State(row.state) in states]


def _entries_of(tx: Transaction, row: Rectification, clock: str) -> list[Entry]:
    query = select(RectificationClock.data).where(
        RectificationClock.rectification_id == row.id, RectificationClock.clock == clock
    )
    return [from_json(data) for data in tx.session.scalars(query)]


def _note(tx: Transaction, row: Rectification, clock: str, seq: int) -> None:
    note = CalendarRevised(id=new_id(), seq=seq, at=today(tx), version=working_calendar(tx).id)
    tx.session.add(
        RectificationClock(
            rectification_id=row.id,
            clock=clock,
            seq=seq,
            centre=row.centre,
            data=to_json(note),
            recorded_at=tx.now,
            recorded_by=tx.actor.id,
        )
    )
