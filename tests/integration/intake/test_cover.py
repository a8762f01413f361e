"""Cover on both databases: each evening who is at every window on the next day of duty, kept, and alarmed about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import eventlet
import pytest
from sqlalchemy import select, text

from libs.common.events.intake import COVER_PLANNED, DUTY_ALARM
from services.intake.duty.cover.reading import next_duty_day
from services.intake.duty.cover.tables import CoverPlan
from services.intake.duty.cover.views import cover_view, revision_view
from services.intake.duty.leaves import deciding, requesting
from services.intake.duty.leaves.refusals import LeaveOver
from services.intake.duty.rosters.actions import set_roster
from services.intake.duty.whereabouts.actions import placards
from tests.integration.intake.booking_desk import hall
from tests.integration.intake.case_desk import DIRECTOR
from tests.integration.intake.duty_desk import CENTRE, LEAD, OnDuty, clerk, open_duty
from tests.support.postgres import PostgresServer
from tests.support.waiting import eventually
from tests.unit.intake.test_roster_rules import shift

TUESDAY = "2026-03-03 am 2026-03-03 pm"


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[OnDuty]:
    opened = open_duty(database_url, tmp_path)
    opened.lead_by("director", *(f"2026-03-{day:02}" for day in range(2, 14)))
    yield opened
    opened.db.dispose()


def evening(desk: OnDuty, day: str) -> None:
    """One tick on that evening, twice, with nobody at work any more."""
    for _ in range(2):
        desk.at(f"{day} 17:30")
        desk.follow()


def planned(desk: OnDuty) -> list[tuple[str, int, str, int]]:
    with desk.db.reading() as tx:
        rows = tx.session.scalars(select(CoverPlan).order_by(CoverPlan.id)).all()
        return [(f"{row.day:%m-%d}", row.revision, row.cause, row.uncovered) for row in rows]


def told(desk: OnDuty) -> list[tuple[str, str, int | None, list[str]]]:
    alarms = [each.data for each in desk.told(DUTY_ALARM) if each.data["kind"] == "post_uncovered"]
    return [(each["state"], f"{each['day']:%m-%d}", each["window"], each["sessions"]) for each in alarms]


def view(desk: OnDuty, day: str) -> dict[str, Any]:
    with desk.db.reading(LEAD) as tx:
        return cover_view(tx, CENTRE, date.fromisoformat(day))


def why(desk: OnDuty, day: str, window: int, start: str = "08:30") -> str:
    lines = [each for each in view(desk, day)["lines"] if each["window"] == window]
    (found,) = [each["why"] for each in lines if f"{each['start']:%H:%M}" == start]
    return str(found)


@pytest.mark.row("N6")
def test_the_evening_concludes_once_who_covers_what_and_why_and_keeps_it(desk: OnDuty) -> None:
    desk.approve(desk.ask(1, TUESDAY))
    desk.at("2026-03-02 17:29")
    desk.follow()
    assert desk.cause_of("2026-03-03") is None
    evening(desk, "2026-03-02")
    kept = [each for each in planned(desk) if each[0] == "03-03"]
    assert kept == [("03-03", 1, "evening", 0)]
    assert why(desk, "2026-03-03", 1) == "A岗窗口员01请假至3月3日下午；B岗窗口员09在岗"
    assert why(desk, "2026-03-03", 2) == "A岗窗口员02在岗"
    shown = view(desk, "2026-03-03")
    assert (len(shown["lines"]), shown["kept"], shown["overbooked"]) == (26, True, [])  # 12 twice, 2 at noon
    (event,) = [each.data for each in desk.told(COVER_PLANNED) if each.data["day"] == date(2026, 3, 3)]
    assert (event["posts"], event["uncovered"], event["revision"]) == (26, 0, 1) and "clerk" not in str(event)
    with desk.db.reading(LEAD) as tx:
        proof = revision_view(tx, CENTRE, date(2026, 3, 3), 1)
    assert proof["holds"] and proof["made_at"] == hall("2026-03-02 17:30")
    assert proof["inputs"]["duties"][0]["away"] == {
        "clerk01": {"why": "leave", "until": "2026-03-03T16:00:00+00:00", "stand_in": None}
    }


@pytest.mark.row("N6", "S6.10")
def test_an_uncovered_post_is_alarmed_about_before_it_happens_and_cleared_once_covered(desk: OnDuty) -> None:
    leave = desk.ask(2, TUESDAY)
    desk.approve(leave, uncovered_reason="急诊")
    assert told(desk) == []  # nobody looked at Tuesday yet
    evening(desk, "2026-03-02")
    both = ["08:30-11:30", "14:00-17:00"]
    assert told(desk)[-1] == ("raised", "03-03", 2, both)
    assert why(desk, "2026-03-03", 2).endswith("B岗窗口员01在1号窗口；无人顶岗")
    assert view(desk, "2026-03-03")["overbooked"] == [{"login": "clerk01", "name": "窗口员01", "windows": [1, 2]}]
    before = len(told(desk))
    with desk.act(clerk(2)) as tx:
        requesting.cancel(tx, leave)
    assert told(desk)[before:] == [("cleared", "03-03", 2, both)]
    desk.follow()
    assert len(told(desk)) == before + 1
    assert [each[1:] for each in planned(desk) if each[0] == "03-03"] == [(1, "evening", 2), (2, "leave", 0)]
    # Uncovered again, by a leave approved later: again at once, and again once.
    desk.approve(desk.ask(2, "2026-03-03 pm 2026-03-03 pm"), uncovered_reason="急诊")
    desk.follow()
    assert told(desk)[before + 1 :] == [("raised", "03-03", 2, both[1:])]


@pytest.mark.row("N6", "S6.10")
def test_whoever_is_named_to_stand_in_afterwards_clears_it(desk: OnDuty) -> None:
    leave = desk.ask(2, TUESDAY)
    desk.approve(leave, uncovered_reason="急诊")
    evening(desk, "2026-03-02")
    before = len(told(desk))
    with desk.act(LEAD) as tx:
        deciding.name_stand_in(tx, leave, "clerk09")
    assert [each[0] for each in told(desk)[before:]] == ["cleared"]
    desk.at("2026-03-03 08:30")
    desk.follow()
    with desk.act(LEAD) as tx:
        deciding.name_stand_in(tx, leave, "clerk03")
    with desk.db.reading() as tx:
        (shown,) = [each["stand_in"] for each in placards(tx, CENTRE) if each["login"] == "clerk02"]
    assert (shown, told(desk)[-1][:3]) == ("clerk03", ("raised", "03-03", 2))  # who has windows of their own
    desk.at("2026-03-04 08:00")
    with pytest.raises(LeaveOver), desk.act(LEAD) as tx:
        deciding.name_stand_in(tx, leave, "clerk09")


@pytest.mark.row("N6")
def test_what_nobody_did_about_it_lapses_with_its_session(desk: OnDuty) -> None:
    desk.approve(desk.ask(2, TUESDAY), uncovered_reason="急诊")
    evening(desk, "2026-03-02")
    desk.at("2026-03-03 08:20")
    desk.all_but(2)
    desk.at("2026-03-03 11:35")
    desk.follow()
    assert [each for each in desk.alarms() if each[0] == "03-03"] == [("03-03", 2, "raised")]
    desk.at("2026-03-03 13:50")
    desk.all_but(2)
    desk.at("2026-03-03 17:00")
    desk.follow()
    assert [each for each in desk.alarms() if each[0] == "03-03"] == [("03-03", 2, "lapsed")]
    # The book shows any past day as it was, whatever has changed since.
    desk.at("2026-03-20 09:00")
    desk.post_b(2, "clerk09")
    assert view(desk, "2026-03-03")["uncovered"] == 2
    assert why(desk, "2026-03-03", 2).endswith("无人顶岗")


@pytest.mark.row("N6", "S3.2")
def test_who_does_not_come_leaves_a_post_to_b_or_an_alarm(desk: OnDuty) -> None:
    desk.at("2026-03-02 08:20")
    desk.all_but(1, 2)
    desk.at("2026-03-02 08:30")
    desk.follow()
    assert told(desk) == []
    for _ in range(2):
        desk.at("2026-03-02 08:41")
        desk.follow()
    # Window 1 has clerk09; window 2's B is clerk01, who did not come either. The afternoon is still expected.
    assert told(desk) == [("raised", "03-02", 2, ["08:30-11:30"])]
    assert why(desk, "2026-03-02", 1) == "A岗窗口员01未签到；B岗窗口员09在岗"
    desk.sign_in(2)
    desk.follow()
    assert [each[0] for each in told(desk)] == ["raised", "cleared"]
    assert why(desk, "2026-03-02", 2) == "A岗窗口员02在岗"


@pytest.mark.row("N6")
def test_a_session_that_is_over_stays_as_it_was(desk: OnDuty) -> None:
    desk.at("2026-03-02 08:20")
    desk.all_but(1, 2)
    desk.at("2026-03-02 08:41")
    desk.follow()
    desk.at("2026-03-02 13:50")
    desk.all_but()
    desk.at("2026-03-02 14:10")
    desk.follow()
    assert desk.alarms() == [("03-02", 2, "lapsed")]
    assert why(desk, "2026-03-02", 2).endswith("B岗窗口员01未签到；无人顶岗")
    assert why(desk, "2026-03-02", 2, "14:00") == "A岗窗口员02在岗"


EDGES = {
    "2025-12-31": "2026-01-04",  # a Sunday that is worked
    "2026-02-13": "2026-02-14",  # a Friday before a Saturday that is worked (调休)
    "2026-02-14": "2026-02-24",  # the eve of the Spring Festival
    "2026-03-06": "2026-03-09",  # Friday looks at Monday
    "2026-09-30": "2026-10-08",
    "2026-12-31": "2027-01-04",  # the year is not published yet: that 1 January is a holiday is known all the same
}


@pytest.mark.row("N6")
def test_every_evening_of_a_day_of_duty_looks_at_the_next(desk: OnDuty) -> None:
    for day, following in EDGES.items():
        desk.at(f"{day} 17:29")
        desk.follow()
        assert desk.cause_of(following) is None
        desk.at(f"{day} 17:30")
        desk.follow()
        assert desk.cause_of(following) == "evening"
        # On the days between, nothing is looked at anew.
        before = planned(desk)
        halfway = date.fromisoformat(day) + timedelta(days=1)
        if str(halfway) != following:
            desk.at(f"{halfway} 17:45")
            desk.follow()
            assert planned(desk) == before


@pytest.mark.row("N6", "S4.5")
def test_a_saturday_counts_when_it_is_rostered(desk: OnDuty) -> None:
    with desk.act(LEAD) as tx:
        set_roster(tx, CENTRE, date(2026, 3, 7), [shift("09:00", "11:30", 5, "clerk05")])
        assert next_duty_day(tx, CENTRE, date(2026, 3, 6)) == date(2026, 3, 7)
    evening(desk, "2026-03-06")
    lines = [(each["window"], each["person"], each["role"]) for each in view(desk, "2026-03-07")["lines"]]
    # The standing Saturday hours of 11 and 12 are their own posts'; 5 is who was rostered.
    assert lines == [(5, "clerk05", "rostered"), (11, "clerk08", "a"), (12, "clerk03", "a")]
    assert desk.cause_of("2026-03-09") is None
    desk.approve(desk.ask(5, "2026-03-07 am 2026-03-07 pm"), uncovered_reason="急诊")
    assert [each for each in told(desk) if each[1] == "03-07"] == []  # its B has no other window on a Saturday
    until = "窗口员05请假至3月7日下午"
    assert why(desk, "2026-03-07", 5, "09:00") == f"轮值{until}；A岗{until}；B岗窗口员08在岗"
    evening(desk, "2026-03-07")
    assert desk.cause_of("2026-03-09") == "evening"


@pytest.mark.row("N6")
def test_an_evening_that_was_missed_is_made_up_for(desk: OnDuty) -> None:
    desk.approve(desk.ask(2, TUESDAY), uncovered_reason="急诊")
    desk.at("2026-03-03 07:00")
    desk.follow()
    assert [each for each in planned(desk) if each[0] == "03-03"] == [("03-03", 1, "late", 2)]
    assert [each[0] for each in told(desk)] == ["raised"]


@pytest.mark.row("N6")
def test_a_sweep_that_had_to_wait_looks_again(postgres: PostgresServer, tmp_path: Path) -> None:
    desk = open_duty(postgres.create_database(), tmp_path)
    leave = desk.ask(2, TUESDAY)
    desk.at("2026-03-02 17:30")
    waiting = "select count(*) from pg_locks where not granted"
    with desk.act(DIRECTOR) as tx:
        deciding.approve(tx, leave, uncovered_reason="急诊")
        sweep = eventlet.spawn(desk.follow)
        with desk.db.engine.connect() as watcher:
            eventually(lambda: watcher.execute(text(waiting)).scalar())
    sweep.wait()
    assert planned(desk) == [("03-02", 1, "evening", 0), ("03-03", 1, "evening", 2)]
    assert [each[:3] for each in told(desk)] == [("raised", "03-03", 2)]
    desk.db.dispose()


@pytest.mark.row("S3.2")
def test_a_working_day_without_a_duty_leader_is_alarmed_about_the_evening_before(desk: OnDuty) -> None:
    evening(desk, "2026-03-13")  # Friday; Monday the 16th has nobody
    assert desk.alarms("no_duty_leader") == [("03-16", 0, "raised")]
    desk.lead_by("lead01", "2026-03-16")
    assert desk.alarms("no_duty_leader") == [("03-16", 0, "cleared")]
    desk.approve(desk.ask_of("lead01", "2026-03-16 am 2026-03-16 am"))
    assert [each[2] for each in desk.alarms("no_duty_leader")] == ["cleared", "raised"]
