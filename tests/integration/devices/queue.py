"""Events of *intake* as the boards hear them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from libs.common.events import Event, intake
from tests.integration.devices.hall import Hall


def issue(hall: Hall, ticket: str, number: str, *, day: date | None = None, **more: Any) -> None:
    data = {
        **_ticket(ticket, number), "class_name": "国土资源", "service_date": day or date(2026, 3, 2), "ahead": 3,
        "issued_at": datetime.now(UTC), "channel": "kiosk", "terminal_id": None, "press_id": None,
        "priority_ground": None, **more,
    }  # fmt: skip
    hall.running.publish(intake.TICKET_ISSUED, ticket, data)


def call(hall: Hall, ticket: str, number: str, window: int, *, seconds: float = 60, times: int = 1) -> str:
    now = datetime.now(UTC)
    data = {
        **_ticket(ticket, number), "call_id": f"call-{ticket}-{times}", "window": window, "window_name": "国土资源",
        "times": times, "called_at": now, "expires_at": now + timedelta(seconds=seconds), "clerk": None,
        "request_id": None,
    }  # fmt: skip
    hall.running.publish(intake.TICKET_CALLED, ticket, data)
    return f"call-{ticket}-{times}"


def serve(hall: Hall, ticket: str, number: str, window: int) -> None:
    data = {**_ticket(ticket, number), "window": window, "served_at": datetime.now(UTC), "waiting_seconds": 5}
    hall.running.publish(intake.TICKET_SERVING, ticket, data)


def finish(hall: Hall, ticket: str, number: str, window: int) -> None:
    now = datetime.now(UTC)
    data = {
        **_ticket(ticket, number), "window": window, "handling_id": ticket, "clerk": "07", "issued_at": now,
        "finished_at": now, "waiting_seconds": 5, "handling_seconds": 9, "extended_hours": False,
    }  # fmt: skip
    hall.running.publish(intake.TICKET_FINISHED, ticket, data)


def tell(hall: Hall, event: Event, ticket: str, number: str, **changed: Any) -> None:
    """Publish ``event`` of a ticket: its example with what was changed."""
    data = {**event.load(event.example), **_ticket(ticket, number), **changed}
    hall.running.publish(event, ticket, data)


def _ticket(ticket: str, number: str) -> dict[str, Any]:
    return {"ticket_id": ticket, "number": number, "business_class": number[0]}
