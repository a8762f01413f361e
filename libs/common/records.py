"""The rows that every change leaves besides its own: event numbers, outbox, inbox, audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Dialect, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from libs.common.audit import GENESIS, link
from libs.common.kernel import Kernel
from libs.common.prepared import Prepared


class Records:
    """Kernel statements of one database, compiled once."""

    def __init__(self, kernel: Kernel, service: str, dialect: Dialect) -> None:
        self.service = service
        self.specific: Any = postgresql if dialect.name == "postgresql" else sqlite
        outbox, inbox, audit, head, aggregate, lease = (
            kernel.outbox, kernel.inbox, kernel.audit, kernel.audit_head, kernel.aggregate, kernel.lease,
        )  # fmt: skip
        self._outbox = Prepared(
            insert(outbox), dialect, [c.name for c in outbox.c if c.name not in {"id", "sent_at", "fate"}]
        )
        self._settle = Prepared(
            update(outbox)
            .where(outbox.c.id == bindparam("row"))
            .values(fate=bindparam("to_fate"), sent_at=bindparam("at")),
            dialect,
        )
        self._audit = Prepared(insert(audit), dialect, [c.name for c in audit.c])
        self._inbox = Prepared(self.specific.insert(inbox).on_conflict_do_nothing(), dialect, [c.name for c in inbox.c])
        numbered = self.specific.insert(aggregate).values(subject=bindparam("subject"), sequence=bindparam("count"))
        self._number = Prepared(
            numbered.on_conflict_do_update(
                index_elements=[aggregate.c.subject],
                set_={"sequence": aggregate.c.sequence + numbered.excluded.sequence},
            ).returning(aggregate.c.sequence),
            dialect,
        )
        mine = head.c.service == bindparam("mine")
        self._head = Prepared(select(head.c.rows, head.c.hash).where(mine).with_for_update(), dialect)
        self._first_head = Prepared(
            self.specific.insert(head).values(service=bindparam("mine"), rows=0, hash=GENESIS).on_conflict_do_nothing(),
            dialect,
        )
        self._move_head = Prepared(
            update(head).where(mine).values(rows=bindparam("count"), hash=bindparam("last")), dialect
        )
        claimed = self.specific.insert(lease).values(
            name=bindparam("lease"), holder=bindparam("claimant"), until=bindparam("end")
        )
        self._claim = Prepared(
            claimed.on_conflict_do_update(
                index_elements=[lease.c.name],
                set_={"holder": claimed.excluded.holder, "until": claimed.excluded.until},
                where=(lease.c.holder == claimed.excluded.holder) | (lease.c.until < bindparam("now")),
            ).returning(lease.c.holder),
            dialect,
        )

    def number(self, connection: Connection, subject: str, count: int) -> int:
        """Give out ``count`` numbers of an aggregate's events; returns the first."""
        last = self._number.one(connection, {"subject": subject, "count": count})
        return int(last[0]) - count + 1

    def post(self, connection: Connection, messages: Sequence[dict[str, Any]]) -> None:
        """Write outbox rows, in order."""
        self._outbox.run_many(connection, messages)

    def settle(self, connection: Connection, rows: Sequence[int], fate: str, at: datetime) -> None:
        """Mark outbox rows as ``fate`` (sent, expired): they wait no more."""
        if rows:
            self._settle.run_many(connection, [{"row": row, "to_fate": fate, "at": at} for row in rows])

    def claim(self, connection: Connection, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """Take or renew the lease ``name`` until then; False while another holder's goes on."""
        asked = {"lease": name, "claimant": holder, "now": now, "end": until}
        return self._claim.one(connection, asked) is not None

    def hear(self, connection: Connection, event_id: str, reaction: str, at: Any) -> bool:
        """Mark an event as heard; False when it was before."""
        marked = self._inbox.run(connection, {"event_id": event_id, "reaction": reaction, "at": at})
        return marked == 1

    def chain(self, connection: Connection, entries: Sequence[dict[str, Any]]) -> None:
        """Append audit entries to the service's hash chain.

        Taken last in every transaction: whoever holds the head waits for nobody.
        """
        head = self._head.one(connection, {"mine": self.service})
        if head is None:
            self._first_head.run(connection, {"mine": self.service})
            head = self._head.one(connection, {"mine": self.service})
        count, previous = head
        rows = []
        for entry in entries:
            count += 1
            row = {"id": count, "service": self.service, "previous": previous, **entry}
            row["hash"] = previous = link(previous, row)
            rows.append(row)
        self._audit.run_many(connection, rows)
        self._move_head.run(connection, {"mine": self.service, "count": count, "last": previous})
