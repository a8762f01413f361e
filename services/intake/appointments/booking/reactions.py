"""Bookings follow the clock."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.appointments.booking import lapsing


class BookingReactions:
    @every(seconds=1.0)
    def follow_bookings(self, tx: Transaction) -> None:
        lapsing.lapse_holds(tx)
        lapsing.miss_overdue(tx)
        lapsing.send_reminders(tx)
