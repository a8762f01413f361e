"""The unit of work that every action takes first.

Business rows, the events that tell of them, the audit rows and the idempotency key commit together or not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import update
from sqlalchemy.orm import Session

from libs.common.actor import Actor, Cause
from libs.common.columns import to_json
from libs.common.errors import NotFound, Refused, StaleVersion
from libs.common.events.declaration import Event
from libs.common.events.envelope import CONTENT_TYPE, envelope_json
from libs.common.ids import new_id

if TYPE_CHECKING:
    from libs.common.database import Database

Row = TypeVar("Row")


class ReadTransaction:
    """A consistent look at the data, with the actor whose look it is."""

    link: str | None = None
    """The secret of the link that an HTTP caller without sign-in came by (``Authorization: Link``)."""

    def __init__(self, session: Session, database: Database, actor: Actor, cause: Cause) -> None:
        self.session = session
        self.clock = database.clock
        self.now = database.clock.now()
        self.service = database.service
        self.settings = database.settings
        self.kernel = database.kernel
        self.kept = database.kept
        self.actor = actor
        self.cause = cause

    def one(self, table: type[Row], key: Any) -> Row:
        """The row of ``table`` with primary key ``key``; raises NotFound."""
        row = self.session.get(table, key)
        if row is None:
            raise NotFound(f"{table.__name__} {key}")
        return row


class Transaction(ReadTransaction):
    """A change in the making. Made by ``Database.transaction`` alone; nobody else commits."""

    if_match: int | None = None
    """The version that an HTTP caller saw (If-Match), None when not said."""

    def __init__(self, session: Session, database: Database, actor: Actor, cause: Cause) -> None:
        super().__init__(session, database, actor, cause)
        self._records = database.records
        self._connection = session.connection()
        self._events: list[tuple[Event, str, str, str, dict[str, Any]]] = []
        self._messages: list[dict[str, Any]] = []
        self._audit: list[dict[str, Any]] = []

    @property
    def left_messages(self) -> bool:
        return bool(self._messages)

    def emit(self, event: Event, subject: str, centre: str, data: Mapping[str, Any]) -> str:
        """Tell the world: ``data`` is checked strictly against the declaration now and sent after the commit.

        ``subject`` is the aggregate's id (its events are numbered 1, 2, 3 …), ``centre`` the centre's code.
        Returns the event's id. Raises EventRefused when the data does not fit the declaration.
        """
        event_id = new_id()
        self._events.append((event, event_id, subject, centre, event.dump(data)))
        return event_id

    def send(
        self,
        exchange: str,
        routing_key: str,
        body: Mapping[str, Any] | str,
        *,
        message_id: str,
        expires_at: datetime | None = None,
        content_type: str = "application/json",
    ) -> None:
        """Queue a raw durable message (an MQTT downlink, a replay); not sent after ``expires_at`` (hall time)."""
        self._messages.append(
            {
                "message_id": message_id,
                "exchange": exchange,
                "routing_key": routing_key,
                "content_type": content_type,
                "body": body if isinstance(body, str) else to_json(body),
                "written_at": self.now,
                "expires_at": expires_at,
            }
        )

    def withdraw(self, event_id: str) -> None:
        """Take back an event that an earlier transaction told but the relay has not sent; one that is sent stays told.

        For what must not be heard once it is untrue, such as a reminder. Leaves a gap in the subject's numbers.
        """
        outbox = self.kernel.outbox
        waiting = update(outbox).where(outbox.c.message_id == event_id, outbox.c.fate.is_(None))
        self.session.execute(waiting.values(fate="withdrawn", sent_at=self.now))

    def audit(self, action: str, subject: str, **details: Any) -> None:
        """Write into the book of record who did ``action`` (``case.accept``) to ``subject``.

        ``details`` must be JSON and hold no unmasked personal data.
        """
        self._audit.append(
            {
                "at": self.now,
                "actor": self.actor.id,
                "actor_kind": self.actor.kind,
                "action": action,
                "subject": subject,
                "details": details,
                "correlation_id": self.cause.correlation_id,
            }
        )

    def moved(
        self,
        table: type[Any],
        key: str,
        *,
        origin: Collection[str],
        to: str,
        version: int | None = None,
        otherwise: type[Refused] = Refused,
        **values: Any,
    ) -> None:
        """Move one row of a life cycle: ``UPDATE … WHERE state IN origin AND version``, in one statement.

        Raises NotFound, StaleVersion (``version`` given and passed by) or ``otherwise`` (the row is in another state).
        """
        self.session.flush()
        change = update(table).where(table.id == key, table.state.in_(list(origin)))
        if version is not None:
            change = change.where(table.version == version)
        done = self.session.execute(change.values(state=to, version=table.version + 1, **values))
        row = self.session.get(table, key, populate_existing=True)
        if done.rowcount == 1:  # type: ignore[attr-defined]
            return
        if row is None:
            raise NotFound(f"{table.__name__} {key}")
        if version is not None and row.version != version:
            raise StaleVersion(version=row.version)
        raise otherwise(state=row.state)

    def upsert(self, table: Any) -> Any:
        """An ``INSERT`` of this database's dialect, with ``on_conflict_do_update`` and ``on_conflict_do_nothing``."""
        return self._records.specific.insert(table)

    def first_time(self, event_id: str, reaction: str) -> bool:
        """Mark an event as heard by ``reaction`` in this transaction; False when it was heard before."""
        return self._records.hear(self._connection, event_id, reaction, self.now)

    def claim(self, lease: str, holder: str, now: datetime, until: datetime) -> bool:
        """Take or renew a lease (real time) until then; False while another holder's goes on."""
        return self._records.claim(self._connection, lease, holder, now, until)

    def settle(self, rows: Sequence[int], fate: str) -> None:
        """Mark outbox rows (by id) as ``sent`` or ``expired``: they wait no more."""
        self._records.settle(self._connection, rows, fate, self.now)

    def flush_records(self) -> None:
        """Write outbox and audit rows. Called once, by the commit."""
        if self._events:
            self._number_events()
        if self._messages:
            self._records.post(self._connection, self._messages)
        if self._audit:
            self._records.chain(self._connection, self._audit)

    def _number_events(self) -> None:
        # Sorted, so that two transactions never wait for each other's subjects crosswise.
        counts = sorted(Counter(subject for _, _, subject, _, _ in self._events).items())
        following = {subject: self._records.number(self._connection, subject, count) for subject, count in counts}
        for event, event_id, subject, centre, data in self._events:
            body = envelope_json(
                event,
                event_id,
                subject,
                centre,
                data,
                time=self.now,
                sequence=following[subject],
                cause=self.cause,
            )
            following[subject] += 1
            self.send(event.exchange, event.routing_key, body, message_id=event_id, content_type=CONTENT_TYPE)
