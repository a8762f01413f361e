"""The year of those who work there: attendance, leave, outings, posts handed over, rounds through the hall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from benchmarks.year.size import NOW
from benchmarks.year.town import DAY, MINUTE, Town
from benchmarks.year.writer import AT
from libs.common.calendar.seed import seed_calendar
from libs.common.clock import SHANGHAI, local
from libs.common.events.parts import ABSENCES
from services.intake.duty.alarms.rules import KINDS as ALARM_KINDS
from services.intake.duty.alarms.tables import DutyAlarm
from services.intake.duty.attendance.tables import Attendance, AttendanceCorrection, AttendanceOpening
from services.intake.duty.cover.kept import inputs_to_json, lines_to_json
from services.intake.duty.cover.rules import Duty, plan
from services.intake.duty.cover.tables import CoverPlan
from services.intake.duty.inspections.tables import Finding, FindingAct, Inspection
from services.intake.duty.leaders.tables import DutyLeader, DutySwap
from services.intake.duty.leaves.rules import KINDS as LEAVE_KINDS
from services.intake.duty.leaves.tables import Leave
from services.intake.duty.posts.rules import Post
from services.intake.duty.posts.tables import PostHandover, PostHandoverItem
from services.intake.duty.rosters.tables import ExtendedShift
from services.intake.duty.whereabouts.tables import Outing

Row = dict[str, Any]
SESSIONS = ((time(8, 30), time(11, 30)), (time(14), time(17)))


def fill(town: Town, cases: list[Row]) -> None:
    _attendance(town)
    _absences(town)
    _posts(town, cases)
    _rounds(town)
    _roster(town)


def _attendance(town: Town) -> None:
    writer = town.writer
    rows, openings = [], []
    for day in writer.days:
        for start, end in SESSIONS:
            starts, ends = (datetime.combine(day, wall, SHANGHAI) for wall in (start, end))
            if starts > NOW:
                continue
            openings.append({"starts_at": starts, "ends_at": ends, "extended": False, "expected": len(town.clerks),
                             "missing": 1, "opened_at": starts})  # fmt: skip
            rows += [_sheet(town, login, day, starts, ends) for login in town.clerks]
    writer.write(Attendance, rows)
    writer.write(AttendanceOpening, openings)
    writer.write(AttendanceCorrection, (
        {"attendance_id": each["id"], "no": 1, "field": "in", "becomes": each["in_at"], "reason": "漏签",
         "by": "director", "at": each["starts_at"]}
        for each in rows[::40]
    ))  # fmt: skip


def _sheet(town: Town, login: str, day: date, starts: datetime, ends: datetime) -> Row:
    came = starts + town.writer.random.uniform(-20, 5) * MINUTE if town.writer.random.random() < 0.97 else None
    went = ends + 2 * MINUTE if came and ends < NOW else None
    return {
        "id": town.writer.id_at(starts), "login": login, "day": day, "starts_at": starts, "ends_at": ends,
        "tolerance_minutes": 5, "window": 1, "signed_in_at": came, "in_at": came, "signed_out_at": went, "out_at": went,
    }  # fmt: skip


def _absences(town: Town) -> None:
    writer = town.writer

    def leave(at: datetime) -> Row:
        first = local(at + 3 * DAY).date()
        coming = first > local(NOW).date()
        return {
            AT: at, "state": "requested" if coming else writer.weighed({"approved": 9, "declined": 1, "cancelled": 1}),
            "login": writer.pick(town.clerks), "kind": writer.pick(list(LEAVE_KINDS)), "first_day": first,
            "first_half": "am", "last_day": first + writer.random.randrange(3) * DAY, "last_half": "pm",
            "requested_by": "clerk01", "requested_at": at, "shown_out": True,
        }  # fmt: skip

    writer.write(Leave, (leave(at) for at in writer.moments(writer.size.part(500))))
    writer.write(Outing, (
        {AT: at, "login": writer.pick(town.clerks), "reason": writer.pick(ABSENCES[:-1]), "place": "镇政府",
         "since": at, "until": at + 60 * MINUTE, "registered_by": "clerk01", "ended_at": at + 50 * MINUTE}
        for at in writer.moments(writer.size.part(2_500))
    ))  # fmt: skip


def _posts(town: Town, cases: list[Row]) -> None:
    writer = town.writer
    handovers = []
    for number, at in enumerate(writer.moments(writer.size.part(800))):
        window = writer.pick(town.windows)
        back = number % 2 == 1
        giver, receiver = (window.post_b, window.post_a) if back else (window.post_a, window.post_b)
        handovers.append({
            "id": writer.id_at(at), "window": window.number, "direction": "back" if back else "over", "giver": giver,
            "receiver": receiver, "role": "a" if back else "b", "why": None if back else "leave", "at": at, "cases": 3,
        })  # fmt: skip
    writer.write(PostHandover, handovers)
    lent = (case for case in cases for _ in range(2))
    writer.write(PostHandoverItem, (
        {AT: each["at"], "handover_id": each["id"], "kind": "case", "subject_id": case["id"], "state": "returned",
         "number": case["case_number"], "owner": each["giver"], "settled_at": each["at"]}
        for each in handovers[::2] for case in (next(lent), next(lent))
    ))  # fmt: skip


def _rounds(town: Town) -> None:
    writer = town.writer
    results = [{"code": f"P{no:02}", "name": f"巡查项目{no}", "result": "ok", "note": ""} for no in range(1, 13)]
    rounds = [
        {"id": writer.id_at(at), "day": local(at).date(), "inspected_at": at, "inspector": "director", "note": "",
         "results": results, "findings": 1, "recorded_at": at}
        for at in writer.moments(2 * len(writer.days))
    ]  # fmt: skip
    writer.write(Inspection, rounds)
    findings = [
        {"id": writer.id_at(each["recorded_at"]), "inspection_id": each["id"], "day": each["day"], "point": "P01",
         "state": "open" if NOW - each["recorded_at"] < 5 * DAY else writer.weighed({"verified": 9, "put_right": 1}),
         "window": writer.pick(town.windows).number, "person": writer.pick(town.clerks), "point_name": "巡查项目1",
         "opened_at": each["recorded_at"], "working_days": 3, "due_on": local(each["recorded_at"] + 5 * DAY).date()}
        for each in rounds[::2]
    ]  # fmt: skip
    writer.write(Finding, findings)
    writer.write(FindingAct, (
        {"finding_id": each["id"], "no": 1, "verb": "put_right", "words": "已整改", "by": "clerk01",
         "at": each["opened_at"]}
        for each in findings
    ))  # fmt: skip


def _roster(town: Town) -> None:
    writer = town.writer
    writer.write(DutyLeader, ({"day": day, "login": "director"} for day in writer.days))
    writer.write(DutySwap, (
        {AT: at, "state": writer.pick(["accepted", "declined", "withdrawn"]), "day": local(at).date(), "asked_at": at,
         "asker": "director", "asked": writer.pick(town.clerks)}
        for at in writer.moments(writer.size.part(60))
    ))  # fmt: skip
    writer.write(DutyAlarm, (
        {AT: at, "state": writer.pick(["cleared", "lapsed"]), "kind": writer.pick(list(ALARM_KINDS)), "raised_at": at,
         "day": local(at).date(), "window": writer.pick(town.windows).number, "details": ["上午"], "ended_at": at}
        for at in writer.moments(writer.size.part(600))
    ))  # fmt: skip
    writer.write(ExtendedShift, (
        {AT: NOW, "day": day, "start": time(11, 30), "end": time(14), "window": window,
         "clerk": writer.pick(town.clerks)}
        for day in writer.days for window in (11, 12)
    ))  # fmt: skip
    writer.write(CoverPlan, _plans(town))


def _plans(town: Town) -> Iterator[Row]:
    numbers = tuple(window.number for window in town.windows)
    posts = {each.number: Post(each.number, each.post_a, each.post_b, each.number) for each in town.windows}
    duties = [Duty(start, end, False, numbers) for start, end in SESSIONS]
    inputs, lines = inputs_to_json(posts, duties, seed_calendar().id), lines_to_json(plan(posts, duties))
    for day in town.writer.days:
        made = datetime.combine(day - DAY, time(17), SHANGHAI)
        yield {
            AT: made, "day": day, "revision": 1, "cause": "evening", "made_at": made, "inputs": inputs, "lines": lines,
        }  # fmt: skip
