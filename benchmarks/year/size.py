"""How much a year is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from libs.common.calendar.seed import seed_calendar
from libs.common.clock import local

NOW = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
"""Half past three in the hall, on a Monday of working hours: the year ends with a day that is under way."""


@dataclass(frozen=True)
class YearSize:
    """``cases`` is the year's, over ``days`` working days; everything but tickets is in proportion to it."""

    tickets: int = 80_000
    cases: int = 9_000
    days: int = 250
    calls: int = 20
    """How often each question is asked in a round."""
    rounds: int = 3
    accepted: int = 120
    """Cases accepted, in all."""

    def part(self, count: int) -> int:
        """What ``count`` in a year of 9,000 cases comes to; a few at least."""
        return max(4, round(count * self.cases / 9_000))


TINY_YEAR = YearSize(tickets=2_000, cases=300, days=60, calls=1, rounds=1, accepted=2)
"""For the test of the questions; its times mean nothing."""


def working_days(count: int) -> list[date]:
    """The last ``count`` working days, that of NOW included."""
    calendar, found, day = seed_calendar(), [], local(NOW).date()
    while len(found) < count:
        if calendar.is_working(day):
            found.append(day)
        day = date.fromordinal(day.toordinal() - 1)
    return found[::-1]
