"""Tamper-evident audit: every row carries the hash of the row before it (one chain per service).

The head (row count and last hash) is kept apart from the rows, so that cutting the tail off shows as well.
Writer: lock the head, number the row ``head.rows + 1``, ``hash = link(head.hash, fields)``, move the head;
all in the transaction of the audited action.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

if TYPE_CHECKING:
    from libs.common.transaction import ReadTransaction

GENESIS = "0" * 64
"""``previous`` of the first row of a chain."""

LINKED_FIELDS = (
    "id",
    "at",
    "service",
    "actor",
    "actor_kind",
    "action",
    "subject",
    "details",
    "correlation_id",
)
"""What the hash covers, besides the hash before."""


def link(previous: str, fields: Mapping[Any, Any]) -> str:
    """The hash (64 hex digits) of a row with these fields that follows the row whose hash is ``previous``.

    ``fields`` holds every name of LINKED_FIELDS; ``at`` is an aware datetime, ``details`` JSON-able values.
    Other fields are ignored. Raises KeyError when one is missing, ValueError for a naive ``at``.
    """
    covered = {name: fields[name] for name in LINKED_FIELDS}
    covered["at"] = _instant(covered["at"])
    covered["details"] = _stored_form(covered["details"])
    text = json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("an audit row needs an aware instant")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _stored_form(value: Any) -> Any:
    """The value as both databases give it back: JSONB reads 1e3 as a whole number, tuples become lists."""
    if isinstance(value, Mapping):
        return {str(key): _stored_form(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_stored_form(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


@dataclass(frozen=True)
class Verification:
    """``broken_at`` is the id of the first row that cannot be trusted; ``reason`` says why, for people."""

    ok: bool
    rows: int
    broken_at: int | None = None
    reason: str = ""


def verify_chain(rows: Iterable[Mapping[Any, Any]], head_rows: int, head_hash: str) -> Verification:
    """Checks rows (in order of id, with ``previous`` and ``hash``) against each other and the head.

    Finds a changed row, one missing in the middle, exchanged rows, and a tail cut off or added past the head.
    """
    previous, count = GENESIS, 0
    for row in rows:
        expected_id = count + 1
        if row["id"] != expected_id:
            return Verification(False, count, expected_id, f"缺少第 {expected_id} 条审计记录")
        if row["previous"] != previous:
            return Verification(False, count, expected_id, f"第 {expected_id} 条审计记录与前一条不相接")
        if row["hash"] != link(previous, row):
            return Verification(False, count, expected_id, f"第 {expected_id} 条审计记录内容被改动")
        previous, count = row["hash"], expected_id
    if count != head_rows:
        reason = f"应有 {head_rows} 条审计记录，实有 {count} 条"
        return Verification(False, count, min(count, head_rows) + 1, reason)
    if previous != head_hash:
        return Verification(False, count, count, "末条审计记录与链头不符")
    return Verification(True, count)


def verify(tx: "ReadTransaction") -> Verification:
    """Checks the whole chain of this service's database, row by row; memory stays flat, and writers go on."""
    audit, head = tx.kernel.audit, tx.kernel.audit_head
    # One statement, one snapshot: what is appended while the rows are read is not mistaken for a forged tail.
    # Without a head there must be no rows: right for an empty chain, and for no other.
    last_id = select(func.coalesce(func.max(audit.c.id), 0)).scalar_subquery()
    mine = head.c.service == tx.service
    head_rows_now = func.coalesce(select(head.c.rows).where(mine).scalar_subquery(), 0)
    head_hash_now = func.coalesce(select(head.c.hash).where(mine).scalar_subquery(), GENESIS)
    head_rows, head_hash, last = tx.session.execute(select(head_rows_now, head_hash_now, last_id)).one()
    rows = select(audit).where(audit.c.id <= head_rows).order_by(audit.c.id)
    stream = tx.session.execute(rows.execution_options(yield_per=1000)).mappings()
    found = verify_chain(stream, head_rows, head_hash)
    if found.ok and last > head_rows:
        return Verification(False, found.rows, head_rows + 1, "链头之后另有审计记录")
    return found
