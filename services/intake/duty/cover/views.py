"""What a plan of cover looks like: lines with their why in words, who is asked for twice, what was known when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from libs.common.clock import local
from libs.common.errors import NotFound
from libs.common.transaction import ReadTransaction
from services.intake.duty.alarms.rules import KINDS, WHOLE_HALL
from services.intake.duty.alarms.tables import DutyAlarm
from services.intake.duty.cover.kept import inputs_from_json, lines_from_json, lines_to_json
from services.intake.duty.cover.planning import concluded
from services.intake.duty.cover.reading import facts
from services.intake.duty.cover.rules import BUSY, Hindrance, Line, overbooked, plan, uncovered
from services.intake.duty.cover.tables import CoverPlan
from services.intake.duty.leaves.rules import half_at
from services.intake.duty.presence.rules import Why
from services.intake.duty.staff.tables import Staff


def cover_view(tx: ReadTransaction, centre: str, day: date) -> dict[str, Any]:
    """A day's cover: the last that was kept for a day that is past, what it comes to now for any other."""
    kept = revisions(tx, centre, day)
    last = kept[-1] if kept else None
    if day < local(tx.now).date():
        lines = lines_from_json(last.lines) if last is not None else []
    else:
        lines = concluded(tx, centre, day, facts(tx, centre, day, day))[1]
    asked = overbooked(lines)
    names = _names(tx, asked)
    same = last is not None and last.lines == lines_to_json(lines)
    return {
        "date": day,
        "kept": same,
        "revision": last.revision if last is not None else None,
        "made_at": last.made_at if last is not None and same else tx.now,
        "uncovered": len(uncovered(lines)),
        "lines": shown(tx, lines),
        "overbooked": [{"login": who, "name": names[who], "windows": windows} for who, windows in asked.items()],
        "revisions": kept,
    }


def revision_view(tx: ReadTransaction, centre: str, day: date, revision: int) -> dict[str, Any]:
    """One plan as it was kept, with what it was concluded from, and whether that gives the same again."""
    found = next((each for each in revisions(tx, centre, day) if each.revision == revision), None)
    if found is None:
        raise NotFound(f"{day} 第{revision}版")
    posts, duties = inputs_from_json(found.inputs)
    return {
        **{name: getattr(found, name) for name in ("revision", "cause", "made_at", "uncovered", "inputs")},
        "date": day,
        "lines": shown(tx, lines_from_json(found.lines)),
        "holds": lines_to_json(plan(posts, duties)) == found.lines,
    }


def revisions(tx: ReadTransaction, centre: str, day: date) -> Sequence[CoverPlan]:
    query = select(CoverPlan).where(CoverPlan.centre == centre, CoverPlan.day == day)
    return tx.session.scalars(query.order_by(CoverPlan.revision)).all()


def shown(tx: ReadTransaction, lines: Sequence[Line]) -> list[dict[str, Any]]:
    names = _names(tx, _logins(lines))
    return [{**vars(line), "why": _why(line, names)} for line in lines]


def words_of(tx: ReadTransaction, lines: Iterable[Line]) -> dict[int, str]:
    """The why of each line, by window: of one session."""
    found = list(lines)
    names = _names(tx, _logins(found))
    return {line.window: _why(line, names) for line in found}


def alarm_view(alarm: DutyAlarm) -> dict[str, Any]:
    columns = {column.key: getattr(alarm, column.key) for column in DutyAlarm.__table__.columns}
    window = None if alarm.window == WHOLE_HALL else alarm.window
    return {**columns, "window": window, "sessions": alarm.details, "kind_words": KINDS[alarm.kind]}


def _why(line: Line, names: dict[str, str]) -> str:
    said = [_hindrance(each, names) for each in line.hindered]
    if line.person is not None and line.role is not None:
        said.append(f"{line.role.words}{names[line.person]}在岗")
    else:
        said.append("无人顶岗")
    return "；".join(said)


def _hindrance(found: Hindrance, names: dict[str, str]) -> str:
    who = f"{found.role.words}{names[found.login]}"
    if found.why == BUSY:
        return f"{who}在{found.window}号窗口"
    until = "" if found.until is None else f"至{_until(Why(found.why), found.until)}"
    return f"{who}{Why(found.why).words}{until}"


def _until(why: Why, at: datetime) -> str:
    """Leave is told by its last half day, everything else by the clock."""
    last = local(at - timedelta(seconds=1) if why is Why.LEAVE else at)
    day = f"{last.month}月{last.day}日"
    return day + (half_at(last)[1].words if why is Why.LEAVE else f"{last:%H:%M}")


def _logins(lines: Iterable[Line]) -> set[str]:
    found = {each.login for line in lines for each in line.hindered}
    return found | {line.person for line in lines if line.person is not None}


def _names(tx: ReadTransaction, logins: Iterable[str]) -> dict[str, str]:
    wanted = set(logins)
    rows = tx.session.execute(select(Staff.login, Staff.name).where(Staff.login.in_(wanted)))
    return {**{login: login for login in wanted}, **{login: name for login, name in rows}}
