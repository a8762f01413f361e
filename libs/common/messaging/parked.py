"""Parked messages: listed, shown, replayed or dropped by a person, each with a record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from libs.common.errors import NotFound, Refused
from libs.common.events.envelope import CONTENT_TYPE
from libs.common.ids import new_id
from libs.common.messaging.failures import Park
from libs.common.metrics import PARKED_MESSAGES
from libs.common.transaction import ReadTransaction, Transaction


class AlreadySettled(Refused):
    code, title, status = "already_settled", "该消息已处理过", 409


def park(
    tx: Transaction,
    queue: str,
    routing_key: str,
    body: str,
    verdict: Park,
    *,
    event_id: str | None,
    event_type: str | None,
    first_failed_at: datetime,
) -> str:
    """Set a message aside with its reason, stack and times; returns the id of the parked row.

    A process that died between this and the acknowledgement parks the same event again: that changes nothing.
    """
    parked = tx.kernel.parked
    same = (parked.c.queue == queue, parked.c.event_id == event_id, parked.c.state == "parked")
    if event_id and (known := tx.session.execute(select(parked.c.id).where(*same)).scalar()):
        return str(known)
    parked_id = new_id()
    tx.session.execute(
        insert(tx.kernel.parked).values(
            id=parked_id,
            queue=queue,
            event_id=event_id,
            event_type=event_type,
            routing_key=routing_key[:255],
            body=body,
            reason=verdict.reason,
            stack=verdict.stack,
            tries=verdict.tries,
            first_failed_at=first_failed_at,
            parked_at=tx.now,
            state="parked",
        )
    )
    return parked_id


def count_parked(tx: ReadTransaction) -> int:
    """How many wait for a person; also refreshes the gauge."""
    parked = tx.kernel.parked
    count = tx.session.execute(select(func.count()).where(parked.c.state == "parked")).scalar_one()
    PARKED_MESSAGES.labels(tx.service).set(count)
    return int(count)


def list_parked(tx: ReadTransaction, *, queue: str | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """Waiting messages, oldest first, without body and stack."""
    parked = tx.kernel.parked
    query = select(parked).where(parked.c.state == "parked").order_by(parked.c.parked_at, parked.c.id).limit(limit)
    if queue:
        query = query.where(parked.c.queue == queue)
    hidden = {"body", "stack"}
    return [{k: v for k, v in row.items() if k not in hidden} for row in tx.session.execute(query).mappings()]


def show_parked(tx: ReadTransaction, parked_id: str) -> dict[str, Any]:
    """One message with body and stack. Raises NotFound."""
    parked = tx.kernel.parked
    row = tx.session.execute(select(parked).where(parked.c.id == parked_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(f"parked message {parked_id}")
    return dict(row)


def replay(tx: Transaction, parked_id: str) -> None:
    """Send the message to its queue again. Its inbox row was rolled back with the failure, so it counts as new."""
    row = _settle(tx, parked_id, "replayed", "")
    tx.send("", row["queue"], row["body"], message_id=row["event_id"] or parked_id, content_type=CONTENT_TYPE)


def drop(tx: Transaction, parked_id: str, reason: str) -> None:
    """Give the message up, with the reason of whoever decides so. The row stays."""
    _settle(tx, parked_id, "dropped", reason)


def _settle(tx: Transaction, parked_id: str, state: str, why: str) -> dict[str, Any]:
    row = show_parked(tx, parked_id)
    parked = tx.kernel.parked
    settled = (
        update(parked)
        .where(parked.c.id == parked_id, parked.c.state == "parked")
        .values(state=state, settled_at=tx.now, settled_by=tx.actor.id, settled_why=why)
    )
    if tx.session.execute(settled).rowcount != 1:  # type: ignore[attr-defined]
        raise AlreadySettled(state=row["state"])
    tx.audit(f"message.{state}", parked_id, queue=row["queue"], reason=why)
    return row
