"""Telling terminals: each command is kept until it is answered, sent at once or when its terminal is back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, or_, select, update

from libs.common.errors import NotFound
from libs.common.events.devices import COMMAND_SETTLED
from libs.common.ids import new_id
from libs.common.messaging.topology import MQTT_EXCHANGE
from libs.common.transaction import ReadTransaction, Transaction
from services.devices.commands.rules import (
    ANSWER_PATIENCE,
    BRIEFLY_HELD,
    HELD_SECONDS,
    LATEST_ONLY,
    MOVES,
    OPEN,
    RESENT_AT_MOST,
    STATE_AFTER,
    NotCancellable,
    again_at,
    body,
    hall_span,
    topic,
)
from services.devices.commands.tables import Command
from services.devices.metrics import COMMANDS_SETTLED
from services.devices.presence.tables import Presence
from services.devices.registry.recipients import Recipient, recipient

KEEP_SETTLED = timedelta(days=30)
_GIVE = insert(Command.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Order:
    """One command to one terminal. ``expires_at`` in hall time; None stays good until answered."""

    to: Recipient
    name: str
    data: dict[str, Any]
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Acknowledgement:
    """What a terminal answers. ``at`` is its own time."""

    terminal_id: str
    command_id: str
    outcome: str
    reason: str | None
    at: datetime


@dataclass(frozen=True)
class Answered:
    """An answer with the open command that it is for."""

    answer: Acknowledgement
    name: str
    data: dict[str, Any]


def give(tx: Transaction, orders: Sequence[Order]) -> list[str]:
    """Give commands; the ids. To a terminal that is away they go when it says hello, if still good then."""
    if not orders:
        return []
    rows: list[dict[str, Any]] = []
    first_again = again_at(1, datetime.now(UTC))
    for each in orders:
        rows.append(
            {
                "id": new_id(), "centre": each.to.centre, "terminal_id": each.to.id, "kind": each.to.kind,
                "name": each.name, "data": each.data, "created_at": tx.now, "expires_at": each.expires_at,
                "state": "sent" if each.to.connected else "queued", "version": 1,
                "attempts": int(each.to.connected), "again_at": first_again if each.to.connected else None,
            }
        )  # fmt: skip
        if each.to.connected:
            _send(tx, rows[-1])
    away = {(each.to.id, each.name) for each in orders if not each.to.connected and each.name in LATEST_ONLY}
    for terminal_id, name in sorted(away):
        _supersede(tx, terminal_id, {name})
    tx.session.execute(_GIVE, rows)
    return [row["id"] for row in rows]


def order(
    tx: Transaction, terminal_id: str, name: str, data: dict[str, Any], expires_at: datetime | None = None
) -> str:
    """Give one command to one terminal. Raises NotFound unless it is an approved one."""
    to = recipient(tx, terminal_id)
    if to is None:
        raise NotFound(f"terminal {terminal_id}")
    return give(tx, [Order(to, name, data, expires_at)])[0]


def resume(tx: Transaction, to: Recipient) -> None:
    """The terminal is back: send again what it has not answered. It knows what it has seen by the id.

    What only the newest of means anything is dropped: whoever keeps that state says it afresh.
    """
    _supersede(tx, to.id, LATEST_ONLY)
    unanswered = (
        select(Command.__table__)
        .where(Command.terminal_id == to.id, Command.state.in_(OPEN))
        .where(or_(Command.expires_at.is_(None), Command.expires_at > tx.now))
        .order_by(Command.id)
        .limit(RESENT_AT_MOST)
    )
    rows = [dict(row) for row in tx.session.execute(unanswered).mappings()]
    for row in rows:
        _send(tx, row)
    if rows:
        _note_sent(tx, [row["id"] for row in rows], 1)


def send_again(tx: Transaction) -> int:
    """Send again what terminals that are there have not answered in time; returns how many (at most 200 at a time).

    Of what only the newest means anything, the newest alone: an older one would undo it.
    """
    table = Command.__table__
    newer = table.alias("newer")
    same = select(newer.c.id).where(
        newer.c.terminal_id == table.c.terminal_id, newer.c.name == table.c.name, newer.c.id > table.c.id
    )
    due = (
        select(table)
        .join(Presence, Presence.terminal_id == table.c.terminal_id)
        .where(table.c.again_at <= datetime.now(UTC), table.c.state == "sent", Presence.connected)
        .where(or_(table.c.expires_at.is_(None), table.c.expires_at > tx.now))
        .where(or_(table.c.name.not_in(LATEST_ONLY), ~same.exists()))
        .order_by(table.c.id)
        .limit(200)
        .with_for_update(of=table, skip_locked=True)
    )
    rows = [dict(row) for row in tx.session.execute(due).mappings()]
    by_attempts: dict[int, list[str]] = {}
    for row in rows:
        _send(tx, row)
        by_attempts.setdefault(row["attempts"] + 1, []).append(row["id"])
    for attempts, ids in by_attempts.items():
        _note_sent(tx, ids, attempts)
    return len(rows)


def cancel(tx: Transaction, terminal_id: str, command_id: str) -> Command:
    """Take back a command that has no outcome. Raises NotFound, NotCancellable."""
    row = tx.one(Command, command_id)
    if row.terminal_id != terminal_id:
        raise NotFound(f"command {command_id}")
    origin, to = MOVES["cancel"]
    tx.moved(
        Command, command_id, origin=origin, to=to, version=tx.if_match, otherwise=NotCancellable,
        reason="operator", settled_at=tx.now, again_at=None,
    )  # fmt: skip
    tx.audit("command.cancel", command_id, terminal=terminal_id, command=row.name)
    return row


def answered(tx: ReadTransaction, answers: Sequence[Acknowledgement], names: Iterable[str]) -> list[Answered]:
    """The first answer to each open command named in ``names``, from the terminal that was told. Before ``settle``."""
    first = {answer.command_id: answer for answer in reversed(answers)}
    if not first:
        return []
    found = select(Command.id, Command.terminal_id, Command.name, Command.data).where(
        Command.id.in_(first), Command.name.in_(list(names)), Command.state.in_(OPEN)
    )
    rows = tx.session.execute(found.order_by(Command.id)).all()
    return [Answered(first[row.id], row.name, row.data) for row in rows if first[row.id].terminal_id == row.terminal_id]


def cancel_open(tx: Transaction, terminal_id: str, reason: str) -> None:
    """Cancel what the terminal has not answered; what is already on its way may still reach it."""
    _cancel(tx, reason, Command.terminal_id == terminal_id, Command.state.in_(OPEN))


def settle(tx: Transaction, answers: Iterable[Acknowledgement]) -> None:
    """Take terminals' answers. One for a command that is not the terminal's, or is settled, changes nothing.

    That a cancelled one was carried out after all is kept as its outcome.
    """
    first: dict[tuple[str, str], Acknowledgement] = {}
    for answer in answers:
        first.setdefault((answer.command_id, answer.terminal_id), answer)
    if not first:
        return
    table = Command.__table__
    columns = (table.c.id, table.c.terminal_id, table.c.kind, table.c.name, table.c.centre, table.c.state)
    open_ = select(*columns).where(
        table.c.id.in_({command_id for command_id, _ in first}),
        or_(table.c.state.in_(OPEN), and_(table.c.state == "cancelled", table.c.outcome.is_(None))),
    )
    changes = []
    for row in tx.session.execute(open_).all():
        if (row.id, row.terminal_id) not in first:
            continue
        answer = first[row.id, row.terminal_id]
        if row.state == "cancelled":
            late = update(table).where(table.c.id == row.id)  # type: ignore[arg-type]
            tx.session.execute(late.values(outcome=answer.outcome, version=table.c.version + 1))
            continue
        changes.append({"key": row.id, "to": STATE_AFTER[answer.outcome], "how": answer.outcome, "why": answer.reason})
        _tell(tx, row, answer.outcome, answer.reason, answer.at)
    _settle_rows(tx, changes)


def expire(tx: Transaction) -> int:
    """Settle commands whose time has passed without an answer; returns how many (at most 500 at a time)."""
    table = Command.__table__
    latest = tx.now - hall_span(tx.clock, ANSWER_PATIENCE)
    late = (
        select(table.c.id, table.c.terminal_id, table.c.kind, table.c.name, table.c.centre)
        .where(table.c.state.in_(OPEN), table.c.expires_at < latest)
        .limit(500)
    )
    rows = tx.session.execute(late).all()
    for row in rows:
        _tell(tx, row, "expired", None, tx.now)
    _settle_rows(tx, [{"key": row.id, "to": "expired", "how": "expired", "why": None} for row in rows])
    return len(rows)


def purge_commands(tx: Transaction) -> None:
    """Drop what was settled long ago."""
    old = delete(Command).where(Command.created_at < tx.now - KEEP_SETTLED, Command.state.not_in(OPEN))
    tx.session.execute(old)


def _send(tx: Transaction, row: dict[str, Any]) -> None:
    held_until = row["expires_at"]
    if row["name"] in BRIEFLY_HELD:
        held_until = tx.now + hall_span(tx.clock, HELD_SECONDS)
    tx.send(
        MQTT_EXCHANGE,
        topic(row["centre"], row["terminal_id"], row["name"]),
        body(row["id"], row["created_at"], row["data"], row["expires_at"]),
        message_id=row["id"],
        expires_at=held_until,
    )


def _note_sent(tx: Transaction, ids: Sequence[str], attempts: int) -> None:
    change = update(Command.__table__).where(Command.id.in_(ids))  # type: ignore[arg-type]
    values = {"state": "sent", "attempts": attempts, "again_at": again_at(attempts, datetime.now(UTC))}
    tx.session.execute(change.values(**values, version=Command.version + 1))


def _supersede(tx: Transaction, terminal_id: str, names: Iterable[str]) -> None:
    _cancel(tx, "superseded", Command.terminal_id == terminal_id, Command.state.in_(OPEN), Command.name.in_(names))


def _cancel(tx: Transaction, reason: str, *which: ColumnElement[bool]) -> None:
    table = Command.__table__
    change = update(table).where(*which)  # type: ignore[arg-type]
    values = {"state": "cancelled", "reason": reason, "settled_at": tx.now, "again_at": None}
    tx.session.execute(change.values(**values, version=Command.version + 1))


def _tell(tx: Transaction, row: Any, outcome: str, reason: str | None, at: datetime) -> None:
    told = {
        "command_id": row.id, "terminal_id": row.terminal_id, "kind": row.kind, "command": row.name,
        "outcome": outcome, "reason": reason, "at": at,
    }  # fmt: skip
    # Numbered by terminal: its answers come in this order, and a command has but one.
    tx.emit(COMMAND_SETTLED, row.terminal_id, row.centre, told)
    COMMANDS_SETTLED.labels(row.name, outcome).inc()


def _settle_rows(tx: Transaction, changes: list[dict[str, Any]]) -> None:
    if not changes:
        return
    table = Command.__table__
    change = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("key"), or_(*(table.c.state == state for state in OPEN)))
        .values(
            state=bindparam("to"), outcome=bindparam("how"), reason=bindparam("why"),
            settled_at=tx.now, again_at=None, version=table.c.version + 1,
        )
    )  # fmt: skip
    tx.session.connection().execute(change, changes)
