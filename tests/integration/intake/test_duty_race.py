"""Two replicas on PostgreSQL, and one on SQLite, do at once what must happen once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from libs.common.events.intake import COVER_PLANNED, DUTY_ALARM, POST_HANDED_OVER
from services.intake.casework.inquiries.tables import Handover
from services.intake.duty.attendance.tables import Attendance
from services.intake.duty.cover.tables import CoverPlan
from tests.integration.intake.duty_desk import open_duty
from tests.integration.intake.post_desk import case_of

ROOT = Path(__file__).resolve().parents[3]
REPLICA = "import eventlet; eventlet.monkey_patch(); from tests.integration.intake.duty_rush import main; main()"
REPLICAS = {"sqlite": 1, "postgresql": 2}  # on SQLite a service runs once
CASES = 5


@pytest.mark.row("S2.1", "S3.2", "N6")
def test_a_morning_on_which_everything_happens_at_once(database_url: str, tmp_path: Path) -> None:
    desk = open_duty(database_url, tmp_path)
    desk.at("2026-03-02 08:20")
    desk.all_but(1)  # clerk01 does not come: clerk09 takes over; the lead signs in late, many times
    for _ in range(CASES):
        case_of(desk)
    # The A and the B of window 1 both want the same day off.
    leaves = [desk.ask(1, "2026-03-04 am 2026-03-04 pm"), desk.ask(9, "2026-03-04 am 2026-03-04 pm")]
    replicas = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", REPLICA, database_url, str(tmp_path / "secrets"), ",".join(leaves)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(REPLICAS[desk.db.engine.dialect.name])
    ]  # fmt: skip
    try:
        for replica in replicas:
            assert replica.stdout is not None and replica.stdout.readline() == "ready\n"
        for replica in replicas:
            assert replica.stdin is not None
            replica.stdin.write("\n")
            replica.stdin.flush()
        answers = [json.loads(replica.communicate(timeout=100)[0]) for replica in replicas]
    finally:
        for replica in replicas:
            replica.kill()
            replica.wait()
    outcomes: Counter[str] = sum((Counter(answer) for answer in answers), Counter())
    attempts = 4 * len(replicas)
    assert (outcomes["sign_in: done"], outcomes["sign_in: already_signed_in"]) == (1, attempts - 1)
    assert outcomes["approve: done"] == 1
    refused = outcomes["approve: leave_already_approved"] + outcomes["approve: post_left_uncovered"]
    assert refused == 2 * attempts - 1 and outcomes["approve: post_left_uncovered"] >= 1
    assert outcomes["posts: done"] == outcomes["cover: done"] == attempts
    (over,) = desk.handovers()
    assert (over.giver, over.receiver, over.cases) == ("clerk01", "clerk09", CASES)
    assert len(desk.told(POST_HANDED_OVER)) == 1
    with desk.db.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Handover)) == CASES
        plans = tx.session.scalars(select(CoverPlan.id)).all()
        signed = tx.session.scalar(select(func.count()).where(Attendance.login == "lead01"))
    assert len(plans) == len(desk.told(COVER_PLANNED)) == signed == 1
    raised = [each.data["alarm_id"] for each in desk.told(DUTY_ALARM) if each.data["state"] == "raised"]
    assert len(raised) == len(set(raised)) == len(desk.alarms()) + len(desk.alarms("no_duty_leader"))
    desk.db.dispose()
