"""What a leave would leave to nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from libs.common.clock import local
from libs.common.transaction import ReadTransaction
from services.intake.duty.cover.reading import facts
from services.intake.duty.cover.rules import Line, plan, uncovered
from services.intake.duty.presence.reading import with_leave
from services.intake.duty.presence.rules import OnLeave


def uncovered_by(tx: ReadTransaction, centre: str, login: str, leave: OnLeave) -> list[tuple[date, Line]]:
    """The sessions from today on that somebody would cover without the leave (one that is not approved), and nobody
    with it."""
    first, last = max(leave.span.first_day, local(tx.now).date()), leave.span.last_day
    if first > last:
        return []
    before = facts(tx, centre, first, last)
    after = replace(before, people=with_leave(dict(before.people), login, leave, named=leave.stand_in))
    found: list[tuple[date, Line]] = []
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        bare = {(line.window, line.start) for line in uncovered(plan(before.posts, before.duties(day)))}
        left = uncovered(plan(after.posts, after.duties(day)))
        found += [(day, line) for line in left if (line.window, line.start) not in bare]
    return found
