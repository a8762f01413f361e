"""Opening an entry in the transaction of what it is about, and taking it back when its ground falls away."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from libs.common.deadlines import local_day
from libs.common.events.intake import ACCOUNTABILITY_CLOSED, ACCOUNTABILITY_OPENED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.calendar.actions import calendar_edition, working_calendar
from services.intake.metrics import ACCOUNTABILITY
from services.intake.quality.accountability.rules import CANCELLED, MOVES, AccountabilityMoveRefused, State
from services.intake.quality.accountability.tables import AccountabilityEntry


def open_entry(
    tx: Transaction,
    centre: str,
    ground: str,
    source_id: str,
    *,
    window: int,
    person: str | None,
    facts: str,
    statement_by: date | None,
) -> AccountabilityEntry | None:
    """Open an entry; None when there is one of this ground and source already: once is once."""
    values = {
        "id": new_id(),
        "centre": centre,
        "version": 1,
        "state": State.OPENED.value,
        "ground": ground,
        "source_id": source_id,
        "window": window,
        "person": person,
        "facts": mask_text(facts),
        "opened_at": tx.now,
        "opened_by": tx.actor.id,
        **statement_columns(tx, statement_by if person is not None else None),
    }
    tx.session.flush()
    added = tx.upsert(AccountabilityEntry).values(**values).on_conflict_do_nothing().returning(AccountabilityEntry.id)
    entry_id = tx.session.execute(added).scalar_one_or_none()
    if entry_id is None:
        return None
    tx.emit(
        ACCOUNTABILITY_OPENED, entry_id, centre,
        {"entry_id": entry_id, "ground": ground, "window": window, "at": tx.now},
    )  # fmt: skip
    tx.audit("accountability.open", entry_id, ground=ground, source=source_id)
    ACCOUNTABILITY.labels(ground).inc()
    return tx.one(AccountabilityEntry, entry_id)


def statement_columns(tx: Transaction, by: date | None) -> dict[str, Any]:
    """The columns of a statement's time that runs from today until ``by``; None: nobody is asked yet."""
    day = local_day(tx.now)
    return {
        "statement_from": None if by is None else day,
        "statement_by": by,
        "provisional": by is not None and working_calendar(tx).is_provisional(day, by),
        "calendar_edition": calendar_edition(tx),
    }


def cancel_entry(tx: Transaction, centre: str, ground: str, source_id: str, reason: str) -> None:
    """Take back the entry of this ground and source, decided or not; none there is none the worse."""
    entry = _held(tx, centre, ground, source_id)
    if entry is None or entry.state == State.CANCELLED:
        return
    origin = [state.value for state in MOVES["cancel"]]
    tx.moved(
        AccountabilityEntry, entry.id, origin=origin, to=State.CANCELLED, version=entry.version,
        otherwise=AccountabilityMoveRefused, reason=mask_text(reason), decided_by=tx.actor.id, decided_at=tx.now,
    )  # fmt: skip
    tell_closed(tx, entry, CANCELLED)
    tx.audit("accountability.cancel", entry.id)


def reopen_entry(
    tx: Transaction,
    centre: str,
    ground: str,
    source_id: str,
    *,
    window: int,
    person: str | None,
    facts: str,
    statement_by: date | None,
) -> None:
    """Open a cancelled entry anew, with nothing said or decided yet; any other stays as it is."""
    entry = _held(tx, centre, ground, source_id)
    if entry is None or entry.state != State.CANCELLED:
        return
    empty = dict.fromkeys(("statement", "stated_at", "decision", "reason", "decided_by", "decided_at"))
    tx.moved(
        AccountabilityEntry, entry.id, origin=[State.CANCELLED], to=MOVES["reopen"][State.CANCELLED],
        version=entry.version, otherwise=AccountabilityMoveRefused, window=window, person=person,
        facts=mask_text(facts), **statement_columns(tx, statement_by if person is not None else None), **empty,
    )  # fmt: skip
    told = {"entry_id": entry.id, "ground": ground, "window": window, "at": tx.now}
    tx.emit(ACCOUNTABILITY_OPENED, entry.id, centre, told)
    tx.audit("accountability.reopen", entry.id, ground=ground, source=source_id)


def _held(tx: Transaction, centre: str, ground: str, source_id: str) -> AccountabilityEntry | None:
    query = select(AccountabilityEntry).where(
        AccountabilityEntry.centre == centre,
        AccountabilityEntry.ground == ground,
        AccountabilityEntry.source_id == source_id,
    )
    return tx.session.scalars(query.with_for_update()).one_or_none()


def tell_closed(tx: Transaction, entry: AccountabilityEntry, decision: str) -> None:
    told = {
        "entry_id": entry.id, "ground": entry.ground, "window": entry.window, "decision": decision, "at": tx.now,
    }  # fmt: skip
    tx.emit(ACCOUNTABILITY_CLOSED, entry.id, entry.centre, told)
