"""CloudEvents 1.0 in structured JSON: the envelope that every event travels in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from libs.common.actor import Cause
from libs.common.columns import to_json
from libs.common.events.declaration import DECLARED, Event, EventRefused

CONTENT_TYPE = "application/cloudevents+json"


@dataclass(frozen=True)
class Envelope:
    """An event as read. ``data`` holds Python values (dates, datetimes) by the event's schema."""

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    sequence: int
    correlation_id: str
    causation_id: str | None
    traceparent: str | None
    data: dict[str, Any]

    @property
    def centre(self) -> str:
        """The centre that it happened in: the second part of ``source`` (``/intake/<centre>``)."""
        return self.source.rsplit("/", 1)[-1]

    @property
    def consequence(self) -> Cause:
        """The cause to give to what follows from this event."""
        return Cause(self.correlation_id, self.id, self.traceparent)


def envelope_json(
    event: Event,
    event_id: str,
    subject: str,
    centre: str,
    data: Mapping[str, Any],
    *,
    time: datetime,
    sequence: int,
    cause: Cause,
) -> str:
    """The envelope as JSON text. ``data`` has been through ``event.dump``."""
    attributes = {
        "specversion": "1.0",
        "id": event_id,
        "source": f"/{event.service}/{centre}",
        "type": event.type,
        "subject": subject,
        "time": time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "sequence": str(sequence),
        "correlationid": cause.correlation_id,
    }
    if cause.causation_id:
        attributes["causationid"] = cause.causation_id
    if cause.traceparent:
        attributes["traceparent"] = cause.traceparent
    return to_json({**attributes, "data": data})


def read_envelope(body: bytes | str) -> Envelope:
    """Read an envelope. Raises EventRefused when it is not one, or its type is not declared here."""
    try:
        raw = json.loads(body)
        event = DECLARED[raw["type"]]
        return Envelope(
            id=raw["id"],
            type=raw["type"],
            source=raw["source"],
            subject=raw["subject"],
            time=datetime.fromisoformat(raw["time"]),
            sequence=int(raw["sequence"]),
            correlation_id=raw["correlationid"],
            causation_id=raw.get("causationid"),
            traceparent=raw.get("traceparent"),
            data=event.load(raw["data"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EventRefused(f"not an event that is known here: {type(error).__name__}: {error}") from error
