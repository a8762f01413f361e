"""Each evening's look at the next day of duty, kept; and looked at anew as soon as something changes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from libs.common.clock import local
from libs.common.events.intake import COVER_PLANNED
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.duty.alarms.actions import settle_alarms
from services.intake.duty.alarms.rules import NO_DUTY_LEADER, POST_UNCOVERED, WHOLE_HALL
from services.intake.duty.cover.kept import inputs_from_json, inputs_to_json, lines_to_json
from services.intake.duty.cover.reading import Facts, duties_today, facts, next_duty_day
from services.intake.duty.cover.rules import Duty, Line, plan, uncovered
from services.intake.duty.cover.tables import CoverPlan
from services.intake.duty.leaders.reading import has_leader
from services.intake.items.catalogue.tables import Centre

EVENING, LATE, CHANGED = "evening", "late", "changed"
ONE_DAY = timedelta(days=1)


def follow_cover(tx: Transaction, centre: str, cause: str = CHANGED) -> int:
    """Bring the plans of today and of the next day of duty up to date, and the alarms with them.

    A day is looked at from the evening (``hall.cover_check_at``) of the day of duty before it. What comes to the same
    as before is not kept again. Returns how many plans are new. An evening that nobody looked, because the service was
    down, is made up for as soon as it runs (``late``).
    """
    days = watched_days(tx, centre)
    if not days:
        return 0
    known = facts(tx, centre, days[0], days[-1])
    return sum(_keep(tx, centre, day, known, cause) for day in days)


def watched_days(tx: ReadTransaction, centre: str) -> list[date]:
    """Today, if it is a day of duty, and the one after it once its evening has come."""
    today = local(tx.now).date()
    evening = local(tx.now).time() >= tx.settings.hall["cover_check_at"]
    found = {next_duty_day(tx, centre, today if evening else today - ONE_DAY)}
    if next_duty_day(tx, centre, today - ONE_DAY) == today:
        found.add(today)
    return sorted(day for day in found if day is not None)


def concluded(tx: ReadTransaction, centre: str, day: date, known: Facts) -> tuple[list[Duty], list[Line]]:
    """The plan of a day as it comes to now."""
    if day == local(tx.now).date():
        last = last_plan(tx, centre, day)
        duties = duties_today(tx, centre, known, inputs_from_json(last.inputs)[1] if last is not None else ())
    else:
        duties = known.duties(day)
    return duties, plan(known.posts, duties)


def last_plan(tx: ReadTransaction, centre: str, day: date) -> CoverPlan | None:
    query = select(CoverPlan).where(CoverPlan.centre == centre, CoverPlan.day == day)
    return tx.session.scalars(query.order_by(CoverPlan.revision.desc()).limit(1)).one_or_none()


def _keep(tx: Transaction, centre: str, day: date, known: Facts, cause: str) -> bool:
    last = last_plan(tx, centre, day)
    duties, lines = concluded(tx, centre, day, known)
    new = last is None or lines_to_json(lines) != last.lines
    if new:
        # One after the other: whoever comes second looks again, and finds the other's plan and what it came from.
        tx.session.execute(select(Centre.code).where(Centre.code == centre).with_for_update()).one()
        known = facts(tx, centre, day, day)
        last = last_plan(tx, centre, day)
        duties, lines = concluded(tx, centre, day, known)
        new = last is None or lines_to_json(lines) != last.lines
    if new:
        revision = last.revision + 1 if last is not None else 1
        _add(tx, centre, day, known, duties, lines, revision, cause if last is not None else _first(tx, centre))
    _ring(tx, centre, day, lines)
    return new


def _first(tx: ReadTransaction, centre: str) -> str:
    """Whether a plan that is the first of its day is made on the evening that it should be."""
    wall = local(tx.now)
    on_duty = next_duty_day(tx, centre, wall.date() - ONE_DAY) == wall.date()
    return EVENING if on_duty and wall.time() >= tx.settings.hall["cover_check_at"] else LATE


def _add(
    tx: Transaction, centre: str, day: date, known: Facts, duties: Sequence[Duty], lines: Sequence[Line],
    revision: int, cause: str,
) -> None:  # fmt: skip
    kept = CoverPlan(
        id=new_id(),
        centre=centre,
        day=day,
        revision=revision,
        cause=cause,
        made_at=tx.now,
        inputs=inputs_to_json(known.posts, duties, working_calendar(tx).id),
        lines=lines_to_json(lines),
        uncovered=len(uncovered(lines)),
    )
    tx.session.add(kept)
    tx.session.flush()
    told = {
        "plan_id": kept.id, "day": day, "revision": revision, "cause": cause, "posts": len(lines),
        "uncovered": kept.uncovered, "at": tx.now,
    }  # fmt: skip
    tx.emit(COVER_PLANNED, f"{centre}/{day}", centre, told)
    tx.audit("cover.plan", kept.id, day=str(day), revision=revision, cause=cause, uncovered=kept.uncovered)


def _ring(tx: Transaction, centre: str, day: date, lines: Iterable[Line]) -> None:
    """An alarm for each window that nobody covers in a session still to come; one whose sessions passed so lapses."""
    wall = local(tx.now)
    ringing: dict[int, list[str]] = {}
    over: set[int] = set()
    for line in uncovered(lines):
        if wall.date() == day and line.end <= wall.time():
            over.add(line.window)
        else:
            ringing.setdefault(line.window, []).append(f"{line.start:%H:%M}-{line.end:%H:%M}")
    settle_alarms(tx, centre, POST_UNCOVERED, day, ringing, over)
    leaderless = working_calendar(tx).is_working(day) and not has_leader(tx, centre, day)
    settle_alarms(tx, centre, NO_DUTY_LEADER, day, {WHOLE_HALL: []} if leaderless else {})
