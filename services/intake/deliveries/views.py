"""A delivery as the public page tells it."""

from __future__ import annotations

from typing import Any

from services.intake.deliveries.rules import in_words
from services.intake.deliveries.tables import Delivery


def public_delivery(delivery: Delivery | None) -> dict[str, Any] | None:
    """Never to whom, nor under which number it travels."""
    if delivery is None:
        return None
    return {
        "words": in_words(delivery.state, delivery.way),
        "deliver_by": delivery.deliver_by,
        "provisional": delivery.provisional,
    }
