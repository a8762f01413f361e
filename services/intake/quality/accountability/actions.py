"""Naming the person, hearing them, deciding; and the figures for appraisal."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from libs.common.actor import Role
from libs.common.deadlines import due_at
from libs.common.errors import NotFound, Refused, StaleVersion
from libs.common.identity.masking import mask_text
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.steps import today
from services.intake.duty.staff.tables import Staff
from services.intake.items.catalogue.actions import window_of
from services.intake.quality.accountability import rules
from services.intake.quality.accountability.grounds import statement_day
from services.intake.quality.accountability.opening import open_entry, statement_columns, tell_closed
from services.intake.quality.accountability.rules import AccountabilityMoveRefused
from services.intake.quality.accountability.tables import AccountabilityEntry
from services.intake.quality.ratings.tables import Rating
from services.intake.quality.ratings.visibility import about
from services.intake.quality.rectification.tables import Rectification

IN_CHARGE = (Role.DIRECTOR, Role.AUDITOR)
BY = {"window": AccountabilityEntry.window, "person": AccountabilityEntry.person}


class AlreadyOpened(Refused):
    code, title = "accountability_opened", "该投诉已立案"


def open_complaint(
    tx: Transaction, centre: str, reference: str, window: int, facts: str, person: str | None = None
) -> AccountabilityEntry:
    """A complaint that came another way (12345, 信访, a letter) and was found justified; ``reference`` is its number.

    Raises NotFound (window), UnknownPerson, AlreadyOpened.
    """
    number = window_of(tx, centre, window).number
    named = _staff_member(tx, centre, person) if person else None
    entry = open_entry(
        tx,
        centre,
        rules.COMPLAINT,
        reference.strip(),
        window=number,
        person=named,
        facts=facts,
        statement_by=statement_day(tx),
    )
    if entry is None:
        raise AlreadyOpened(field="reference")
    return entry


def assign(tx: Transaction, entry_id: str, person: str) -> AccountabilityEntry:
    """Name who is to answer; their time for a statement runs from today. Before they were heard it may be changed.

    Raises NotFound, Forbidden, StaleVersion, AccountabilityMoveRefused, UnknownPerson.
    """
    entry = _hold(tx, entry_id)
    rules.require_move(entry.state, "assign")
    named = _staff_member(tx, entry.centre, person)
    _move(tx, entry, "assign", person=named, **statement_columns(tx, statement_day(tx)))
    tx.audit("accountability.assign", entry.id, person=named)
    return entry


def give_statement(tx: Transaction, entry_id: str, statement: str) -> AccountabilityEntry:
    """The person's side, in their words; also after the day, as long as nothing is decided.

    Raises NotFound, Forbidden, StaleVersion, NotTheOneConcerned, AccountabilityMoveRefused.
    """
    entry = _hold(tx, entry_id)
    if entry.person != tx.actor.id:
        raise rules.NotTheOneConcerned()
    rules.require_move(entry.state, "state")
    _move(tx, entry, "state", statement=mask_text(statement), stated_at=tx.now)
    tx.audit("accountability.state", entry.id)
    return entry


def decide(tx: Transaction, entry_id: str, decision: str, reason: str) -> AccountabilityEntry:
    """Decide, after the statement or after its time. Raises NotFound, Forbidden, StaleVersion, NobodyNamed, OwnEntry,
    NotHeardYet, AccountabilityMoveRefused."""
    entry = _hold(tx, entry_id)
    rules.require_decidable(entry.state, entry.person, entry.statement_by, today(tx), tx.actor.id)
    _move(
        tx, entry, "decide", decision=decision, reason=mask_text(reason), decided_by=tx.actor.id, decided_at=tx.now
    )  # fmt: skip
    tell_closed(tx, entry, decision)
    tx.audit("accountability.decide", entry.id, decision=decision)
    return entry


def find(
    tx: ReadTransaction, centre: str, state: str | None, ground: str | None, person: str | None
) -> Select[AccountabilityEntry]:
    """Entries of a centre; for anybody not in charge, their own."""
    query = select(AccountabilityEntry).where(AccountabilityEntry.centre == centre, ~_unseen(tx.actor.id))
    if not tx.actor.roles.intersection(IN_CHARGE):
        query = query.where(AccountabilityEntry.person == tx.actor.id)
    for column, wanted in (
        (AccountabilityEntry.state, state),
        (AccountabilityEntry.ground, ground),
        (AccountabilityEntry.person, person),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    return query


def see(tx: ReadTransaction, entry_id: str) -> AccountabilityEntry:
    """Raises NotFound, also for somebody else's entry, and Forbidden (属地)."""
    query = select(AccountabilityEntry).where(AccountabilityEntry.id == entry_id, ~_unseen(tx.actor.id))
    entry = tx.session.scalars(query).one_or_none()
    if entry is None:
        raise NotFound(f"责任追究 {entry_id}")
    tx.actor.require_centre(entry.centre)
    if entry.person != tx.actor.id and not tx.actor.roles.intersection(IN_CHARGE):
        raise NotFound(f"责任追究 {entry_id}")
    return entry


def figures(tx: ReadTransaction, centre: str, first: date, last: date, by: str) -> list[dict[str, Any]]:
    """Entries opened from ``first`` to ``last`` (Asia/Shanghai), one row a window or person, for the appraisal (考核).

    Cancelled ones are counted apart: they weigh on nobody.
    """
    since, until = due_at(first - timedelta(days=1)), due_at(last)
    query = select(BY[by], AccountabilityEntry.ground, AccountabilityEntry.state, AccountabilityEntry.decision).where(
        AccountabilityEntry.centre == centre,
        AccountabilityEntry.opened_at >= since,
        AccountabilityEntry.opened_at < until,
    )
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, ground, state, decision in tx.session.execute(query):
        counts = counted["" if key is None else str(key)]
        if state == rules.State.CANCELLED:
            counts["cancelled"] += 1
            continue
        counts["total"] += 1
        counts[f"ground.{ground}"] += 1
        counts[f"decision.{decision}" if decision else "open"] += 1
    return [
        {
            "key": key,
            "total": counts["total"],
            "open": counts["open"],
            "cancelled": counts["cancelled"],
            "grounds": {ground: counts[f"ground.{ground}"] for ground in rules.GROUNDS},
            "decisions": {decision: counts[f"decision.{decision}"] for decision in rules.DECISIONS},
        }
        for key, counts in sorted(counted.items())
    ]


def _unseen(login: str) -> ColumnElement[bool]:
    """A missed contact tells of a bad rating: whose work that is about does not see it, director or not (N11)."""
    of_own_work = select(Rectification.id).join(Rating, Rating.id == Rectification.rating_id).where(about(login))
    return (AccountabilityEntry.ground == rules.MISSED_CONTACT) & AccountabilityEntry.source_id.in_(of_own_work)


def _staff_member(tx: ReadTransaction, centre: str, login: str) -> str:
    query = select(Staff.login).where(Staff.login == login.strip().lower(), Staff.centre == centre)
    found = tx.session.scalar(query)
    if found is None:
        raise rules.UnknownPerson(field="person")
    return found


def _hold(tx: Transaction, entry_id: str) -> AccountabilityEntry:
    entry = tx.session.get(AccountabilityEntry, entry_id, with_for_update=True)
    if entry is None:
        raise NotFound(f"责任追究 {entry_id}")
    tx.actor.require_centre(entry.centre)
    if tx.if_match is not None and tx.if_match != entry.version:
        raise StaleVersion(version=entry.version)
    return entry


def _move(tx: Transaction, entry: AccountabilityEntry, verb: str, **values: Any) -> None:
    to = rules.require_move(entry.state, verb)
    tx.moved(
        AccountabilityEntry, entry.id, origin=[entry.state], to=to, version=entry.version,
        otherwise=AccountabilityMoveRefused, **values,
    )  # fmt: skip
