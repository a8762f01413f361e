"""What every act on a case takes: the case held, the move made, the clock's ledger read and written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from libs.common.clock import local
from libs.common.deadlines import Entry, due, from_json, to_json
from libs.common.deadlines.wire import kind_of
from libs.common.errors import NotFound, StaleVersion
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import calendar_edition, working_calendar
from services.intake.casework.cases import clocks
from services.intake.casework.cases.refusals import IllegalMove
from services.intake.casework.cases.rules import State, target, timing
from services.intake.casework.cases.tables import Case, CaseLedgerEntry, CaseMaterial


def today(tx: ReadTransaction) -> date:
    """The day on the hall's wall (Asia/Shanghai) at the moment of the transaction."""
    return local(tx.now).date()


def hold_case(tx: Transaction, case_id: str) -> Case:
    """The case, kept from changing under us. Raises NotFound, Forbidden (属地), StaleVersion (If-Match)."""
    case = tx.session.get(Case, case_id, with_for_update=True)
    if case is None:
        raise NotFound(f"办件 {case_id}")
    tx.actor.require_centre(case.centre)
    if tx.if_match is not None and tx.if_match != case.version:
        raise StaleVersion(version=case.version)
    return case


def own_cases(tx: ReadTransaction) -> Select[tuple[Case]]:
    """The cases of the actor's territory."""
    query: Select[tuple[Case]] = select(Case)
    return query if tx.actor.sees_centre("*") else query.where(Case.centre.in_(tx.actor.centres))


def move(tx: Transaction, case: Case, verb: str, **values: Any) -> None:
    """Make the move that MOVES has for ``verb``, setting ``values``; ``case`` shows it. Raises IllegalMove."""
    state = State(case.state)
    to = target(state, verb)
    tx.moved(Case, case.id, origin=[state], to=to, version=case.version, otherwise=IllegalMove, **values)


def materials_of(tx: ReadTransaction, case_id: str) -> list[CaseMaterial]:
    return list(
        tx.session.scalars(select(CaseMaterial).where(CaseMaterial.case_id == case_id).order_by(CaseMaterial.seq))
    )


def open_undertakings(tx: ReadTransaction, case: Case) -> list[str]:
    """Names of the materials that were to follow (容缺) and have not."""
    return [
        material.name
        for material in materials_of(tx, case.id)
        if material.undertaken_until is not None and not material.received
    ]


def ledger_of(tx: ReadTransaction, case_id: str) -> list[Entry]:
    """The entries of the case's clock, in order; none before acceptance."""
    return ledgers_of(tx, [case_id])[case_id]


def ledgers_of(tx: ReadTransaction, case_ids: Collection[str]) -> Mapping[str, list[Entry]]:
    """The same of several cases, by case."""
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    rows = select(CaseLedgerEntry.case_id, CaseLedgerEntry.data).where(CaseLedgerEntry.case_id.in_(case_ids))
    for case_id, data in tx.session.execute(rows.order_by(CaseLedgerEntry.case_id, CaseLedgerEntry.seq)):
        found[case_id].append(from_json(data))
    return found


def record_entry(tx: Transaction, case: Case, entry: Entry) -> None:
    """Append ``entry`` to the case's ledger."""
    tx.session.add(
        CaseLedgerEntry(
            id=entry.id,
            case_id=case.id,
            centre=case.centre,
            seq=entry.seq,
            kind=kind_of(entry),
            at=entry.at,
            data=to_json(entry),
            recorded_at=tx.now,
            recorded_by=tx.actor.id,
        )
    )


def clock_columns(tx: Transaction, case: Case, ledger: Sequence[Entry]) -> dict[str, Any]:
    """The columns that follow from the case's ledger: both dates, their derivation, the next reminder."""
    calendar = working_calendar(tx)
    found = clocks.limits(ledger, case.legal_limit, calendar, today(tx), clocks.legal_words(case.item_kind))
    marks = clocks.marks(found.promised.due, ledger[0].at, approaching_days(tx), calendar)
    return {
        "promised_on": found.promised.due,
        "legal_on": found.legal.due if found.legal else None,
        "provisional": found.provisional,
        "calendar_edition": calendar_edition(tx),
        "derivation": found.promised.text,
        "legal_derivation": found.legal.text if found.legal else None,
        # What is already reached (a deemed acceptance found late) rings at once; what is with the authority above
        # presses nobody here.
        "next_mark_on": None if found.promised.concluded else clocks.next_mark(marks, today(tx)),
    }


def run_clock(tx: Transaction, case: Case, verb: str, ledger: Sequence[Entry]) -> None:
    """Make the move ``verb`` with the clock as ``ledger`` has it, whose last entry is new. Raises IllegalMove."""
    move(tx, case, verb, **clock_columns(tx, case, ledger))
    record_entry(tx, case, ledger[-1])


@dataclass(frozen=True)
class OwnPart:
    """How the case stands against its promise: judged by the day it was reported upward, else by today."""

    timing: str
    working_days: int


def own_part(tx: ReadTransaction, case: Case, ledger: Sequence[Entry]) -> OwnPart:
    spent = due(ledger, working_calendar(tx), today(tx))
    return OwnPart(timing(spent.concluded or today(tx), case.promised_on), spent.used)


def dates(case: Case) -> dict[str, Any]:
    """What an event tells of the case's dates."""
    return {"promised_on": case.promised_on, "legal_on": case.legal_on, "provisional": case.provisional}


def approaching_days(tx: ReadTransaction) -> int:
    """How many working days before the due date a reminder is given: a setting of the hall."""
    return int(tx.settings.hall["approaching_working_days"])


def event_data(case: Case) -> dict[str, Any]:
    """What every event of a case tells."""
    return {
        "case_id": case.id,
        "case_number": case.case_number,
        "item_code": case.item_code,
        "item_kind": case.item_kind,
        "window": case.window,
    }
