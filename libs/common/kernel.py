"""The tables that every service's database holds for delivery, audit and coordination.

Each service has them in its own MetaData: nothing is shared between databases.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.types import TypeEngine

from libs.common.columns import Json, UtcDateTime

# SQLite counts up a key by itself only when it is INTEGER.
SERIAL: TypeEngine[int] = BigInteger().with_variant(Integer, "sqlite")


@dataclass(frozen=True)
class Kernel:
    """Handles on the kernel tables of one MetaData."""

    outbox: Table
    aggregate: Table
    inbox: Table
    parked: Table
    lease: Table
    audit: Table
    audit_head: Table
    idempotency_key: Table


def kernel_tables(metadata: MetaData) -> Kernel:
    """Define the kernel tables on ``metadata``, or return those that it has."""
    if "kernel" in metadata.info:
        kernel: Kernel = metadata.info["kernel"]
        return kernel
    outbox = Table(
        "outbox",
        metadata,
        Column("id", SERIAL, primary_key=True),
        Column("message_id", String(64), nullable=False),
        Column("exchange", String(80), nullable=False),
        Column("routing_key", String(255), nullable=False),
        Column("content_type", String(80), nullable=False),
        Column("body", Text, nullable=False),
        Column("written_at", UtcDateTime, nullable=False),
        Column("expires_at", UtcDateTime),
        Column("sent_at", UtcDateTime),
        Column("fate", String(16)),  # sent | expired | withdrawn, empty while waiting
    )
    Index(
        "ix_outbox_unsent", outbox.c.id, sqlite_where=outbox.c.fate.is_(None), postgresql_where=outbox.c.fate.is_(None)
    )
    aggregate = Table(
        "aggregate",
        metadata,
        Column("subject", String(80), primary_key=True),
        Column("sequence", Integer, nullable=False),
    )
    inbox = Table(
        "inbox",
        metadata,
        Column("event_id", String(64), primary_key=True),
        Column("reaction", String(80), primary_key=True),
        Column("at", UtcDateTime, nullable=False),
    )
    parked = Table(
        "parked",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("queue", String(160), nullable=False),
        Column("event_id", String(64)),
        Column("event_type", String(160)),
        Column("routing_key", String(255), nullable=False),
        Column("body", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("stack", Text, nullable=False),
        Column("tries", Integer, nullable=False),
        Column("first_failed_at", UtcDateTime, nullable=False),
        Column("parked_at", UtcDateTime, nullable=False),
        Column("state", String(16), nullable=False),  # parked | replayed | dropped
        Column("settled_at", UtcDateTime),
        Column("settled_by", String(80)),
        Column("settled_why", Text),
    )
    Index("ix_parked_state", parked.c.state, parked.c.parked_at)
    lease = Table(
        "lease",
        metadata,
        Column("name", String(80), primary_key=True),
        Column("holder", String(36), nullable=False),
        Column("until", UtcDateTime, nullable=False),
    )
    audit = Table(
        "audit",
        metadata,
        Column("id", SERIAL, primary_key=True, autoincrement=False),
        Column("at", UtcDateTime, nullable=False),
        Column("service", String(32), nullable=False),
        Column("actor", String(80), nullable=False),
        Column("actor_kind", String(16), nullable=False),
        Column("action", String(80), nullable=False),
        Column("subject", String(80), nullable=False, index=True),
        Column("details", Json, nullable=False),
        Column("correlation_id", String(64), nullable=False),
        Column("previous", String(64), nullable=False),
        Column("hash", String(64), nullable=False),
    )
    audit_head = Table(
        "audit_head",
        metadata,
        Column("service", String(32), primary_key=True),
        Column("rows", Integer, nullable=False),
        Column("hash", String(64), nullable=False),
    )
    idempotency_key = Table(
        "idempotency_key",
        metadata,
        Column("key", String(128), primary_key=True),
        Column("actor", String(80), primary_key=True),
        Column("route", String(160), primary_key=True),
        Column("request_hash", String(64), nullable=False),
        Column("status", Integer, nullable=False),
        Column("headers", Json, nullable=False),
        Column("response", Text, nullable=False),
        Column("at", UtcDateTime, nullable=False),
    )
    kernel = Kernel(outbox, aggregate, inbox, parked, lease, audit, audit_head, idempotency_key)
    metadata.info["kernel"] = kernel
    return kernel
