"""Reminders of a day that may move: one is not given twice in a row, so a day that moves away and back rings once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.casework.cases import clocks
from services.intake.casework.cases.clocks import Mark


class Reminded:
    """``next_mark_on``: the day on which to look again; ``marked``: the last reminder given, with its due date."""

    next_mark_on: Mapped[date | None] = mapped_column(Date)
    marked: Mapped[str | None] = mapped_column(String(24))

    def ring(self, marks: Sequence[Mark], due_on: date | None, today: date) -> Mark | None:
        """The reminder to give today, if any; it counts as given then, and the next one is looked for on its day.

        After an outage only the strongest of ``marks`` is given.
        """
        mark, self.next_mark_on = clocks.ringing(marks, today)
        if mark is None or self.marked == f"{mark.kind} {due_on}":
            return None
        self.marked = f"{mark.kind} {due_on}"
        return mark
