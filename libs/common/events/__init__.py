"""The wire: what the services tell each other. One module per publishing service, each event declared once."""

from __future__ import annotations

from libs.common.events.declaration import Event, EventRefused, declare
from libs.common.events.envelope import Envelope

SERVICES = ("intake", "routing", "petitions", "devices", "reporting")

__all__ = ["SERVICES", "Envelope", "Event", "EventRefused", "declare"]
