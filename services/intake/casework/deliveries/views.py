"""A delivery as the public page tells it."""

from __future__ import annotations

from typing import Any

from services.intake.casework.deliveries.rules import in_words


def public_delivery(delivery: Any) -> dict[str, Any] | None:
    """``delivery``: its state, way, deliver_by and provisional, or None. Never to whom, nor under which number."""
    if delivery is None:
        return None
    return {
        "words": in_words(delivery.state, delivery.way),
        "deliver_by": delivery.deliver_by,
        "provisional": delivery.provisional,
    }
