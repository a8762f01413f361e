"""Events as services have published them: outboxes in files, for what reads them afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, create_engine, insert

from libs.common.columns import to_json
from libs.common.events import Event
from libs.common.ids import new_id
from libs.common.kernel import kernel_tables


@dataclass(frozen=True)
class Told:
    """An event that was sent: what ``data`` leaves open is as in the event's example."""

    event: Event
    at: datetime
    data: dict[str, Any]
    cause: str | None = None


def write_outboxes(folder: Path, services: Sequence[str], told: Sequence[Told]) -> None:
    """A database for each of ``services``, with the outbox alone."""
    outbox = kernel_tables(MetaData()).outbox
    for service in services:
        engine = create_engine(f"sqlite:///{folder / service}.db")
        outbox.create(engine)
        rows = [_row(each) for each in told if each.event.service == service]
        with engine.begin() as connection:
            if rows:
                connection.execute(insert(outbox), rows)
        engine.dispose()


def _row(told: Told) -> dict[str, Any]:
    event = told.event
    letter = {
        "id": new_id(), "type": event.type, "source": f"/{event.service}/taozhu", "subject": "x",
        "time": told.at.isoformat(), "sequence": "1", "correlationid": "x", "causationid": told.cause,
        "data": {**event.example, **told.data},
    }  # fmt: skip
    return {
        "message_id": letter["id"], "exchange": event.exchange, "routing_key": event.routing_key,
        "content_type": "application/json", "body": to_json(letter), "written_at": told.at, "fate": "sent",
    }  # fmt: skip
