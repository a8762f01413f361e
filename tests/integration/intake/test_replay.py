"""A day that really went through the queue, replayed; and the command that shows it. All people are synthetic."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select, update

from libs.common.clock import FixedClock
from libs.common.database import Database
from libs.common.errors import Invalid, NotFound
from libs.common.identity.secrets import init_secrets
from services.intake.hall.queue.calling import call_next
from services.intake.hall.queue.issuing import issue_ticket
from services.intake.hall.queue.serving import finish, serve, void_all
from services.intake.hall.queue.tables import Ticket
from services.intake.hall.replay.actions import Question, Replay, replay_day
from services.intake.hall.replay.recording import DayNotOver, NothingRecorded, UnknownScheme, recorded_day
from services.intake.hall.replay.rules import Post, simulate
from services.intake.hall.replay.staffing import NEVER
from services.intake.items.catalogue.tables import OpeningHours
from tests.integration.intake.busy_afternoon import afternoon
from tests.integration.intake.hall import CENTRE, MONDAY_MORNING, town_database

ROOT = Path(__file__).resolve().parents[3]
MONDAY = date(2026, 3, 2)


def replayed(db: Database, day: date = MONDAY, **asked: object) -> Replay:
    with db.reading() as tx:
        return replay_day(tx, CENTRE, day, Question(**asked))  # type: ignore[arg-type]


@pytest.mark.row("N15", "Q16")
def test_a_recorded_day_comes_out_again_to_the_microsecond(database_url: str) -> None:
    """Tolerance: none, for a day on which every call was made by the rule and no two at the same moment."""
    hall = afternoon(database_url, people=140)
    with hall.db.reading() as tx:
        record = recorded_day(tx, CENTRE, MONDAY)
    again = simulate(record.day.arrivals, [staffing.post() for staffing in record.day.staff])
    waits = {visit.arrival.ticket: timedelta(microseconds=visit.waited) for visit in again if visit.arrival.comes}
    assert waits == hall.waits
    assert [(v.arrival.ticket, v.window, v.called) for v in again] == [
        (v.arrival.ticket, v.window, v.called) for v in record.visits
    ]
    # The day had everything: people served, missed, of priority, left at closing; a wait over the opening.
    result = replayed(hall.db)
    assert result.recorded == result.replayed
    assert (result.furthest_apart, result.served_in_one, result.what_if) == (0, 0, None)
    figures = result.recorded
    assert figures.came == 140 == figures.served + figures.missed + figures.left + figures.too_late
    assert figures.served > 60 and figures.missed > 2 and figures.left > 0 and figures.before_opening > 2
    assert any(arrival.priority for arrival in record.day.arrivals)
    assert sorted(figures.utilisation) == [1, 2, 11]
    mean = sum(hall.waits.values(), timedelta()) / len(hall.waits)
    assert figures.mean_wait == pytest.approx(mean.total_seconds() / 60, abs=0.001)


@pytest.mark.row("S6.9", "S6.10", "N15")
def test_the_day_under_other_hours_windows_and_bookings(database_url: str) -> None:
    db = afternoon(database_url, people=140).db
    half_past = replayed(db, half_past_one=True)
    scheme = replayed(db, hours="建议")
    assert half_past.what_if == scheme.what_if == replayed(db, hours="建议").what_if
    assert scheme.what_if is not None
    assert scheme.what_if.before_opening_minutes < scheme.recorded.before_opening_minutes / 2
    assert scheme.what_if.too_late > 0  # who came after half past four
    more, fewer = replayed(db, windows="+1"), replayed(db, windows="-1")
    assert more.what_if and fewer.what_if
    assert more.what_if.served > more.recorded.served > fewer.what_if.served
    assert more.what_if.mean_wait is not None and fewer.what_if.mean_wait is not None
    assert more.recorded.mean_wait is not None
    assert more.what_if.mean_wait < more.recorded.mean_wait
    assert replayed(db, windows="1,2,11").what_if == more.recorded
    assert replayed(db, bookings=0.3).what_if == replayed(db, bookings=0.3).what_if != more.recorded
    for asked, refusal in (
        ({"hours": "没有的"}, UnknownScheme),
        ({"hours": "建议", "half_past_one": True}, Invalid),
        ({"windows": "+0"}, Invalid),
        ({"windows": "1,x"}, Invalid),
        ({"windows": "1,99"}, NotFound),
        ({"bookings": 1.5}, Invalid),
        ({"day": date(2026, 3, 3)}, NothingRecorded),
    ):
        with pytest.raises(refusal):
            replayed(db, **asked)  # type: ignore[arg-type]


@pytest.mark.row("N15", "Q11")
def test_the_simulation_calls_in_the_order_of_the_real_queue(database_url: str) -> None:
    """Tickets of three classes, of priority and of the same moment: the real call-next and the replay agree."""
    clock = FixedClock(MONDAY_MORNING)
    db = town_database(database_url, clock)
    random = Random(7)
    for n in range(60):
        with db.transaction() as tx:
            issue_ticket(
                tx, CENTRE, random.choice("ABL"), channel="desk", priority_ground="军人" if n % 5 == 0 else None
            )
        clock.advance(random.choice((0, 0, 1)))
    clock.advance(60)
    real = []
    for _ in range(60):
        with db.transaction() as tx:
            real.append(call_next(tx, CENTRE, 11).number)
        with db.transaction() as tx:
            serve(tx, CENTRE, 11)
        with db.transaction() as tx:
            finish(tx, CENTRE, 11)
        clock.advance(1)
    with db.reading() as tx:
        day = recorded_day(tx, CENTRE, MONDAY).day
    opens = max(arrival.at for arrival in day.arrivals) + 1
    visits = simulate(day.arrivals, [Post(11, day.windows[11], ((opens, NEVER),))])
    assert [visit.arrival.ticket for visit in visits] == real


def test_a_day_that_is_not_over_or_was_swept_up_later(database_url: str) -> None:
    clock = FixedClock(MONDAY_MORNING)
    db = town_database(database_url, clock)
    for _ in range(3):
        with db.transaction() as tx:
            issue_ticket(tx, CENTRE, "A", channel="desk")
    clock.advance(60)
    with db.transaction() as tx:
        call_next(tx, CENTRE, 1)
    clock.advance(30)
    with db.transaction() as tx:
        serve(tx, CENTRE, 1)
    with db.transaction() as tx:
        call_next(tx, CENTRE, 11)
    with pytest.raises(DayNotOver):
        replayed(db)
    clock.advance(timedelta(days=1))
    with db.transaction() as tx:
        assert void_all(tx, CENTRE) == 3
    result = replayed(db)
    assert (result.recorded.served, result.recorded.missed, result.recorded.left) == (1, 1, 1)
    assert result.assumed_handling == 2  # being served, and waiting, when everybody went home
    with db.transaction() as tx:  # today's scheme no longer has the hours of that day
        tx.session.execute(update(OpeningHours).values(active=False))
    assert replayed(db).recorded.served == 1


@pytest.mark.row("N15")
def test_the_command_prints_the_days_side_by_side(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    hall = afternoon(url, people=30)
    with hall.db.reading() as tx:
        before = tx.session.scalars(select(Ticket.version).order_by(Ticket.id)).all()
    init_secrets(tmp_path / "secrets")
    environment = {
        **os.environ,
        "BIANMIN_DATABASE_URL": url,
        "BIANMIN_AMQP_URL": "amqp://nobody@127.0.0.1/",  # not asked
        "BIANMIN_SECRETS_DIR": str(tmp_path / "secrets"),
        "BIANMIN_CLOCK": "",
        "COLUMNS": "120",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "libs.common.cli.admin", "replay", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)

    shown = run("--day", "2026-03-02", "--at-half-past-one", "--windows", "-1", "--bookings", "0.3")
    assert shown.returncode == 0, shown.stderr
    for word in (
        "记录",
        "原样重演",
        "下午一点半开门",
        "窗口 -1",
        "30% 预约",
        "平均等候",
        "坐等上班",
        "最多相差 0 秒",
        "都办理的",
    ):
        assert word in shown.stdout
    assert "都办理的" in shown.stdout
    as_json = json.loads(run("--day", "2026-03-02", "--hours", "建议", "--json").stdout)
    assert as_json["recorded"] == as_json["replayed"]
    assert as_json["what_if"]["came"] == 30
    refused = run("--day", "2026-03-02", "--hours", "没有的")
    assert refused.returncode == 1
    assert "没有这个作息方案" in refused.stderr and "现行" in refused.stderr
    with hall.db.reading() as tx:
        assert tx.session.scalars(select(Ticket.version).order_by(Ticket.id)).all() == before
