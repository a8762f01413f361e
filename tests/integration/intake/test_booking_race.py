"""Two hundred people want the last twenty places: twenty get them, on SQLite and with two replicas on PostgreSQL."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from libs.common.events.intake import BOOKING_CONFIRMED
from services.intake.appointments.booking.tables import Booking
from tests.integration.intake.booking_desk import offer
from tests.integration.intake.case_desk import open_desk

ROOT = Path(__file__).resolve().parents[3]
REPLICA = "import eventlet; eventlet.monkey_patch(); from tests.integration.intake.booking_crowd import main; main()"
SLOT, PLACES, PEOPLE = "2026-03-03 09:30", 20, 200
REPLICAS = {"sqlite": 1, "postgresql": 2}  # on SQLite a service runs once


@pytest.mark.row("C11")
def test_the_last_twenty_places_go_to_twenty_of_two_hundred(database_url: str, tmp_path: Path) -> None:
    desk = open_desk(database_url, tmp_path)
    offer(desk.db, PLACES)
    count = REPLICAS[desk.db.engine.dialect.name]
    share = PEOPLE // count
    replicas = [
        subprocess.Popen(
            [sys.executable, "-c", REPLICA, database_url, str(tmp_path / "secrets"), str(n * share), str(share), SLOT],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for n in range(count)
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
    assert outcomes == {"booked": PLACES, "slot_full": PEOPLE - PLACES}
    # Each had its share of the rush; who wins is chance, that all are answered is not.
    assert all(sum(answer.values()) == share for answer in answers)
    with desk.db.reading() as tx:
        states = dict(tx.session.execute(select(Booking.state, func.count()).group_by(Booking.state)).all())
        numbers = tx.session.scalars(select(Booking.number)).all()
    assert states == {"booked": PLACES}
    assert len(set(numbers)) == len(numbers) == PLACES == len(desk.told(BOOKING_CONFIRMED))
    desk.db.dispose()
