"""What *intake* tells of bookings (预约). Never who booked."""

from libs.common.events.declaration import declare
from libs.common.events.parts import moment, number, one_of, text

__all__ = (
    "BOOKING_ARRIVED",
    "BOOKING_CANCELLED",
    "BOOKING_CONFIRMED",
    "BOOKING_HELD",
    "BOOKING_LAPSED",
    "BOOKING_MISSED",
    "BOOKING_REMINDER",
    "BOOKING_RESCHEDULED",
)

AT = "2026-03-02T00:31:05Z"
_BOOKING = {
    "booking_id": text(), "booking_number": text(), "item_code": text(), "window": number(least=1),
    "starts_at": moment(), "ends_at": moment(), "at": moment(),
}  # fmt: skip
_BOOKING_EXAMPLE = {
    "booking_id": "0195e0c5", "booking_number": "Y114260302050001", "item_code": "BM-MZ-001", "window": 5,
    "starts_at": "2026-03-03T00:30:00Z", "ends_at": "2026-03-03T01:30:00Z", "at": AT,
}  # fmt: skip
BOOKING_HELD = declare(
    "intake", "booking.held", 1, "预约占位",
    {**_BOOKING, "channel": text(), "hold_until": moment()},
    example={**_BOOKING_EXAMPLE, "channel": "online", "hold_until": "2026-03-02T00:41:05Z"},
)  # fmt: skip
BOOKING_LAPSED = declare(
    "intake", "booking.lapsed", 1, "预约占位过期", dict(_BOOKING), example=_BOOKING_EXAMPLE
)  # fmt: skip
BOOKING_CONFIRMED = declare(
    "intake", "booking.confirmed", 1, "预约成功",
    {**_BOOKING, "channel": text()}, example={**_BOOKING_EXAMPLE, "channel": "online"},
)  # fmt: skip
BOOKING_RESCHEDULED = declare(
    "intake", "booking.rescheduled", 1, "改约",
    {**_BOOKING, "was_starts_at": moment()}, example={**_BOOKING_EXAMPLE, "was_starts_at": "2026-03-03T06:00:00Z"},
)  # fmt: skip
BOOKING_CANCELLED = declare(
    "intake", "booking.cancelled", 1, "取消预约：本人取消，或中心停约",
    {**_BOOKING, "by": one_of("person", "hall"), "reason": text(required=False)},
    example={**_BOOKING_EXAMPLE, "by": "hall", "reason": "停电"},
)  # fmt: skip
BOOKING_REMINDER = declare(
    "intake", "booking.reminder", 1, "预约提醒；改约、取消后不再提醒", dict(_BOOKING), example=_BOOKING_EXAMPLE
)  # fmt: skip
BOOKING_ARRIVED = declare(
    "intake", "booking.arrived", 1, "预约人到场，已取优先号",
    {**_BOOKING, "ticket_id": text(), "number": text(longest=8)},
    example={**_BOOKING_EXAMPLE, "ticket_id": "0195e0c2", "number": "E012"},
)  # fmt: skip
BOOKING_MISSED = declare(
    "intake", "booking.missed", 1, "爽约", dict(_BOOKING), example=_BOOKING_EXAMPLE
)  # fmt: skip
