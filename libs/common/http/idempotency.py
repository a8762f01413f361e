"""Idempotency-Key: the answer is stored in the transaction of its effect, and given again to a repeat.

Two at once: the second waits on the key's row (PostgreSQL) or on the write lock (SQLite), then gets the first's
answer. A refusal is not stored: nothing took effect, so the repeat is tried anew.
"""

import hashlib
import re
from datetime import timedelta

from sqlalchemy import delete, select, update

from libs.common.columns import to_json
from libs.common.errors import IdempotencyConflict
from libs.common.http.answer import Answer
from libs.common.http.call import Call
from libs.common.http.problems import MalformedRequest
from libs.common.transaction import Transaction

KEPT = timedelta(days=2)
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_PUBLIC_KEY = re.compile(r"[\x21-\x7e]{16,128}")
_IN_PROGRESS = 0


def read_key(text: str | None, *, public: bool) -> str | None:
    """The key of the header. Callers without a name share one space of keys, so theirs must be hard to guess."""
    if text is None:
        return None
    if not (_PUBLIC_KEY if public else _KEY).fullmatch(text):
        least = 16 if public else 1
        raise MalformedRequest(f"Idempotency-Key 应为 {least} 到 128 个可见字符", field="Idempotency-Key")
    return text


def request_hash(method: str, path: str, query: str, body: object) -> str:
    """What makes two requests the same; ``body`` is the parsed JSON, so spacing does not count."""
    return hashlib.sha256(f"{method} {path}?{query}\n{to_json(body)}".encode()).hexdigest()


def claim(tx: Transaction, call: Call, route: str) -> Answer | None:
    """Take the key for this transaction (None), or give the answer that an earlier call was given.

    Raises IdempotencyConflict when that call asked for something else.
    """
    table = tx.kernel.idempotency_key
    identity = {"key": call.key, "actor": call.actor.id, "route": route}
    row = tx.upsert(table).values(
        **identity, request_hash=call.request_hash, status=_IN_PROGRESS, headers=[], response="", at=tx.now
    )
    taken = tx.session.execute(row.on_conflict_do_nothing().returning(table.c.status)).one_or_none()
    if taken is not None:
        return None
    stored = tx.session.execute(select(table).filter_by(**identity)).one()
    if stored.request_hash != call.request_hash:
        raise IdempotencyConflict()
    content_type, *headers = ((name, value) for name, value in stored.headers)
    headers.append(("Idempotency-Replayed", "true"))
    return Answer(stored.status, stored.response.encode(), content_type[1], headers)


def keep(tx: Transaction, call: Call, route: str, answer: Answer) -> None:
    """Store the answer beside its effect."""
    table = tx.kernel.idempotency_key
    tx.session.execute(
        update(table)
        .filter_by(key=call.key, actor=call.actor.id, route=route)
        .values(
            status=answer.status,
            headers=[["Content-Type", answer.content_type], *map(list, answer.headers)],
            response=answer.body.decode(),
        )
    )


def release(tx: Transaction, call: Call, route: str) -> None:
    """Give the key back: nothing took effect, so that the repeat is tried anew."""
    table = tx.kernel.idempotency_key
    tx.session.execute(delete(table).filter_by(key=call.key, actor=call.actor.id, route=route))


def purge_keys(tx: Transaction) -> int:
    """Forget keys older than KEPT (hall time); returns how many."""
    table = tx.kernel.idempotency_key
    return int(tx.session.execute(delete(table).where(table.c.at < tx.now - KEPT)).rowcount)  # type: ignore[attr-defined]
