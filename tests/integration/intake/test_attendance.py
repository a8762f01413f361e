"""Sign-in and sign-out on both databases: sessions, who is missing, corrections, the month sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from libs.common.errors import StaleVersion
from libs.common.events.intake import ATTENDANCE_CORRECTED, ATTENDANCE_MISSING, ATTENDANCE_SIGNED, WINDOW_CHANGED
from services.intake.duty.attendance import actions, rules
from services.intake.duty.attendance.figures import month_sheet
from services.intake.duty.attendance.reading import shown, shown_all
from services.intake.duty.attendance.slots import slots_of_day
from services.intake.duty.attendance.tables import Attendance
from services.intake.duty.inspections import handling, recording
from services.intake.duty.inspections.checklist import shipped
from services.intake.duty.inspections.tables import Finding
from services.intake.duty.leaves.refusals import OnLeave
from services.intake.duty.rosters.actions import set_roster
from services.intake.hall.queue.calling import call_next
from services.intake.hall.windows.actions import change_window
from services.intake.hall.windows.rules import WindowNotOpen
from tests.integration.intake.booking_desk import hall
from tests.integration.intake.case_desk import DIRECTOR
from tests.integration.intake.duty_desk import CENTRE, LEAD, OnDuty, clerk, open_duty
from tests.unit.intake.test_roster_rules import shift


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[OnDuty]:
    opened = open_duty(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def rows(desk: OnDuty, login: str) -> list[Attendance]:
    with desk.db.reading() as tx:
        query = select(Attendance).where(Attendance.login == login).order_by(Attendance.starts_at)
        found = list(tx.session.scalars(query))
        tx.session.expunge_all()
        return found


def states(desk: OnDuty, login: str) -> list[str]:
    with desk.db.reading() as tx:
        return [each["state"] for each in shown_all(tx, CENTRE, rows(desk, login))]


@pytest.mark.row("S3.2")
def test_each_session_is_signed_for_and_who_is_missing_when_the_hall_opens_is_told_of_once(desk: OnDuty) -> None:
    with pytest.raises(rules.TooEarlyToSign):
        desk.at("2026-03-02 07:29")
        desk.sign_in(1)
    desk.at("2026-03-02 08:25")
    desk.all_but(3, 4, 6, 7)
    desk.approve(desk.ask(6, "2026-03-02 am 2026-03-02 am", stand_in="clerk09"))
    desk.go_out(7)  # straight to a village: neither is missing
    with pytest.raises(rules.AlreadySignedIn):
        desk.sign_in(1)
    assert desk.told(ATTENDANCE_MISSING) == []
    for _ in range(2):
        desk.at("2026-03-02 08:30")
        desk.follow()
    (told,) = desk.told(ATTENDANCE_MISSING)
    # lead01 is expected too; windows 3, 4, 10 and 12 wait.
    assert (told.data["expected"], told.data["missing"], told.data["windows"]) == (10, 3, [3, 4, 10, 12])
    assert "clerk" not in str(told.data)
    desk.at("2026-03-02 08:45")
    desk.sign_in(3)
    desk.at("2026-03-02 11:15")
    desk.sign_out(2)
    with pytest.raises(rules.NotSignedIn):
        desk.sign_out(2)
    desk.at("2026-03-02 11:31")
    desk.sign_out(1)
    desk.at("2026-03-02 13:50")
    desk.sign_in(1)
    desk.at("2026-03-02 14:00")
    desk.follow()
    told = desk.told(ATTENDANCE_MISSING)[1]
    assert (told.data["starts_at"], told.data["missing"]) == (hall("2026-03-02 14:00"), 8)
    assert [states(desk, f"clerk{n:02}") for n in (1, 3, 4)] == [
        ["at", "at"], ["late", "expected"], ["absent", "expected"],
    ]  # fmt: skip
    signed = [(each.data["act"], each.data["timing"], each.data["minutes"]) for each in desk.told(ATTENDANCE_SIGNED)]
    assert signed[5:] == [("in", "late", 15), ("out", "early", 15), ("out", "on_time", 0), ("in", "on_time", 0)]


@pytest.mark.row("S3.2")
def test_signing_in_at_a_window_opens_it_for_who_belongs_there(desk: OnDuty) -> None:
    with desk.act(LEAD) as tx:
        change_window(tx, "close", CENTRE, 1, clerk="lead01")
    with pytest.raises(rules.NotYourWindow):
        desk.sign_in(5, window=1)
    assert rows(desk, "clerk05") == []
    desk.sign_in(1, window=1)
    told = desk.told(WINDOW_CHANGED)[-1]
    assert (told.data["was"], told.data["state"], told.data["clerk"]) == ("closed", "open", "clerk01")
    desk.sign_in(2, window=2)  # open already: nothing to tell
    assert len(desk.told(WINDOW_CHANGED)) == 2
    # Whoever was named to stand in belongs there too.
    desk.approve(desk.ask(3, "2026-03-02 am 2026-03-02 pm", stand_in="clerk09"))
    desk.sign_in(9, window=12)
    with pytest.raises(OnLeave):
        desk.sign_in(3)
    with desk.act(LEAD) as tx:
        change_window(tx, "pause", CENTRE, 5)
    with pytest.raises(WindowNotOpen), desk.act(clerk(5)) as tx:
        call_next(tx, CENTRE, 5, clerk="clerk05")


@pytest.mark.row("S3.2")
def test_a_shift_of_extended_hours_is_its_own_session(desk: OnDuty) -> None:
    with desk.act(LEAD) as tx:
        set_roster(tx, CENTRE, date(2026, 3, 7), [shift("09:00", "11:30", 5, "clerk05")])
    desk.at("2026-03-07 08:50")
    desk.sign_in(5, window=5)
    with pytest.raises(rules.NothingToSign):
        desk.sign_in(6)
    desk.at("2026-03-07 11:40")
    desk.sign_out(5)
    (row,) = rows(desk, "clerk05")
    assert (row.extended, row.window, row.day) == (True, 5, date(2026, 3, 7))
    with desk.db.reading() as tx:
        figures = {each["login"]: each for each in month_sheet(tx, CENTRE, date(2026, 3, 1), date(2026, 3, 31))}
    assert [figures["clerk05"][name]["at"] for name in ("regular", "extended")] == [0, 1]
    assert figures["clerk06"]["extended"]["sessions"] == 0


@pytest.mark.row("S3.2")
def test_a_correction_keeps_both_times_and_is_nobody_s_own(desk: OnDuty) -> None:
    desk.at("2026-03-02 09:30")
    desk.sign_in(1)
    (row,) = rows(desk, "clerk01")
    with pytest.raises(rules.OwnTimes), desk.act(replace(LEAD, id="clerk01")) as tx:
        actions.correct(tx, row.id, {"in_at": hall("2026-03-02 08:20")}, "忘记")
    with pytest.raises(StaleVersion), desk.act(LEAD) as tx:
        tx.if_match = row.version - 1
        actions.correct(tx, row.id, {"in_at": hall("2026-03-02 08:20")}, "忘记")
    for _ in range(2):  # said again it changes nothing
        with desk.act(LEAD) as tx:
            actions.correct(tx, row.id, {"in_at": hall("2026-03-02 08:20")}, "设备故障，本人电话13800001234在场")
    with pytest.raises(rules.TimesBackwards), desk.act(LEAD) as tx:
        actions.correct(tx, row.id, {"out_at": hall("2026-03-02 08:00")}, "误")
    with desk.db.reading(LEAD) as tx:
        found = shown(tx, tx.one(Attendance, row.id))
        tx.session.expunge_all()
    assert (found["signed_in_at"], found["in_at"], found["state"]) == (
        hall("2026-03-02 09:30"), hall("2026-03-02 08:20"), "at",
    )  # fmt: skip
    (correction,) = found["corrections"]
    assert (correction.was, correction.by, correction.reason) == (
        hall("2026-03-02 09:30"), "lead01", "设备故障，本人电话138****1234在场",
    )  # fmt: skip
    assert len(desk.told(ATTENDANCE_CORRECTED)) == 1


def figures(desk: OnDuty, login: str) -> dict[str, Any]:
    with desk.db.reading() as tx:
        (row,) = month_sheet(tx, CENTRE, date(2026, 3, 1), date(2026, 3, 31), login)
        return row


@pytest.mark.row("S2.3", "S3.2")
def test_the_month_sheet_counts_what_was_recorded(desk: OnDuty) -> None:
    desk.at("2026-03-02 08:20")
    desk.sign_in(2)
    desk.at("2026-03-02 09:00")
    desk.sign_in(1)  # half an hour late
    desk.follow()
    desk.go_out(1, reason="errand")
    desk.at("2026-03-02 09:40")
    desk.come_back(1)
    desk.at("2026-03-02 11:00")
    desk.sign_out(1)  # half an hour early
    desk.approve(desk.ask(1, "2026-03-02 pm 2026-03-03 am", stand_in="clerk09", kind="sick"))
    desk.approve(desk.ask(1, "2026-03-06 am 2026-03-09 am", stand_in="clerk09", kind="annual"))  # over a weekend
    for moment in ("2026-03-02 14:00", "2026-03-03 08:30", "2026-03-03 14:00"):
        desk.at(moment)
        desk.follow()
    desk.at("2026-03-03 18:00")
    mine, colleague = figures(desk, "clerk01"), figures(desk, "clerk02")
    assert mine["regular"] == {
        "sessions": 4, "expected": 0, "at": 0, "late": 1, "late_minutes": 30, "early": 1, "early_minutes": 30,
        "absent": 1, "leave": 2, "out": 0, "no_sign_out": 0,
    }  # fmt: skip
    assert (mine["leave_half_days"], mine["leave"]["sick"], mine["leave"]["annual"]) == (5, 2, 3)
    assert (mine["outings"], mine["outing_minutes"]) == (1, 40)
    assert [colleague["regular"][name] for name in ("at", "no_sign_out", "absent")] == [1, 1, 3]


@pytest.mark.row("S2.3", "S3.3")
def test_being_found_off_the_post_counts_unless_it_was_registered_or_revoked(desk: OnDuty) -> None:
    desk.sign_in(1, 2, 3)
    desk.at("2026-03-02 09:00")
    desk.go_out(2)
    results = [{"code": each.code, "result": "ok", "note": ""} for each in shipped()]
    results[0]["result"] = "wanting"
    found = [
        {"point": "at_post", "words": "不在窗口", "window": n, "person": f"clerk{n:02}", "working_days": None}
        for n in (1, 2, 3)
    ]
    with desk.act(LEAD) as tx:
        recording.record_inspection(tx, CENTRE, tx.now, results, found)
    with desk.db.reading() as tx:
        third = tx.session.scalars(select(Finding).where(Finding.person == "clerk03")).one().id
    with desk.act(DIRECTOR) as tx:
        handling.revoke(tx, third, "在后台复印")
    assert [figures(desk, f"clerk{n:02}")["off_post"] for n in (1, 2, 3)] == [1, 0, 0]


@pytest.mark.row("S3.2")
def test_the_calendar_says_on_which_days_there_is_something_to_sign(desk: OnDuty) -> None:
    days = {"02-13": 2, "02-14": 2, "02-16": 0, "03-07": 0, "10-01": 0, "12-31": 2}  # 02-14: a Saturday that is worked
    with desk.db.reading() as tx:
        found = {day: len(slots_of_day(tx, CENTRE, date.fromisoformat(f"2026-{day}"))) for day in days}
    assert found == days


@pytest.mark.row("S3.2")
def test_where_no_sign_in_is_asked_for_no_sheet_is_opened(desk: OnDuty) -> None:
    desk.db.settings = replace(desk.db.settings, hall={**desk.db.settings.hall, "sign_in_required": False})
    desk.at("2026-03-02 09:00")
    desk.follow()
    assert desk.told(ATTENDANCE_MISSING) == [] and rows(desk, "clerk01") == []
    desk.sign_in(1)
    assert states(desk, "clerk01") == ["late"]
