"""Sheets open with the sessions."""

from __future__ import annotations

from libs.common.scheduler import every
from libs.common.transaction import Transaction
from services.intake.duty.attendance.opening import open_sheets


class AttendanceReactions:
    @every(seconds=2.0)
    def open_attendance_sheets(self, tx: Transaction) -> None:
        open_sheets(tx)
