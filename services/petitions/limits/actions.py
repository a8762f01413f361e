"""The clock of a petition: its ledger, its due date, its reminders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from libs.common.deadlines.deadline import Deadline, due
from libs.common.deadlines.entries import Entry
from libs.common.deadlines.moment import local_day
from libs.common.deadlines.wire import from_json, to_json
from libs.common.events.petitions import PETITION_DEADLINE_REACHED
from libs.common.metrics import DEADLINES
from libs.common.transaction import ReadTransaction, Transaction
from services.petitions.calendar.actions import calendar_edition, working_calendar
from services.petitions.limits.rules import marks, reached
from services.petitions.limits.tables import ClockEntry, DeadlineMark
from services.petitions.register.rules import RUNNING
from services.petitions.register.steps import common
from services.petitions.register.tables import Petition

AT_ONCE = 200


def entries_of(tx: ReadTransaction, petition: Petition) -> list[Entry]:
    query = select(ClockEntry.data).where(ClockEntry.petition_id == petition.id).order_by(ClockEntry.seq)
    return [from_json(data) for data in tx.session.scalars(query)]


def deadline_of(tx: ReadTransaction, petition: Petition) -> Deadline | None:
    """The deadline with its derivation as of today; None before dispatch."""
    entries = entries_of(tx, petition)
    return due(entries, working_calendar(tx), local_day(tx.now)) if entries else None


def add_entries(tx: Transaction, petition: Petition, entries: Sequence[Entry]) -> dict[str, Any]:
    """Write ``entries`` into the ledger; returns the petition's columns that follow from it.

    Raises LedgerRefused when they do not fit what is there.
    """
    deadline = due([*entries_of(tx, petition), *entries], working_calendar(tx), local_day(tx.now))
    for entry in entries:
        tx.session.add(
            ClockEntry(
                petition_id=petition.id,
                seq=entry.seq,
                centre=petition.centre,
                data=to_json(entry),
                at=tx.now,
                actor=tx.actor.id,
            )
        )
    assert deadline.due is not None, "nothing here pauses a petition's clock"
    first = marks(deadline.due, working_calendar(tx), _ahead(tx))[0][0]
    return {
        "due_on": deadline.due,
        "provisional": deadline.provisional,
        "next_mark_on": first,
        "calendar_edition": calendar_edition(tx),
    }


def remind(tx: Transaction) -> int:
    """Give the reminders whose day has come, once each; returns how many. The next call goes on where this ends."""
    today = local_day(tx.now)
    waiting = (
        select(Petition)
        .where(Petition.next_mark_on <= today, Petition.state.in_(RUNNING))
        .order_by(Petition.next_mark_on, Petition.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return sum(_remind(tx, petition) for petition in tx.session.scalars(waiting).all())


def _remind(tx: Transaction, petition: Petition) -> int:
    assert petition.due_on is not None
    plan = marks(petition.due_on, working_calendar(tx), _ahead(tx))
    mark, petition.next_mark_on = reached(plan, local_day(tx.now))
    if mark is None:
        return 0
    given = tx.upsert(DeadlineMark).values(
        petition_id=petition.id, due_on=petition.due_on, kind=mark.value, centre=petition.centre, at=tx.now
    )
    if tx.session.execute(given.on_conflict_do_nothing().returning(DeadlineMark.kind)).scalar() is None:
        return 0
    told = {
        **common(petition),
        "unit": petition.unit,
        "kind": mark.value,
        "due_on": petition.due_on,
        "at": tx.now,
    }
    tx.emit(PETITION_DEADLINE_REACHED, petition.id, petition.centre, told)
    DEADLINES.labels(tx.service, mark.value).inc()
    return 1


def _ahead(tx: ReadTransaction) -> int:
    return int(tx.settings.hall["approaching_working_days"])
