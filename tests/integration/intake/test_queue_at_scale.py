"""Sixteen windows of two replicas, each a process, press next at once on five thousand tickets."""

from __future__ import annotations

import os
import subprocess
import sys
from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import insert, select

from libs.common.clock import local
from libs.common.database import Database
from libs.common.ids import new_id
from services.intake.hall.queue.tables import Ticket, TicketPeriod
from tests.integration.intake.hall import CENTRE, MONDAY_MORNING, add_windows, town_database

TICKETS, FIRST, LAST = 5000, 21, 36
PRESSES = TICKETS if os.environ.get("BIANMIN_CHAOS") == "long" else 20
"""Of each window. The long form calls everybody; the order of 320 calls out of five thousand tells the same sooner."""
RANKS = {"A": 0, "B": 1}
REPLICA = "tests.integration.intake.calling_replica"
PATIENCE = 240
"""Real seconds for a slow machine; a quick one needs a tenth."""


@pytest.mark.row("Q11", "Q7")
@pytest.mark.timeout(PATIENCE + 60)
def test_no_ticket_is_called_twice_none_is_skipped_and_the_order_holds(database_url: str) -> None:
    """Tickets are called once, and in the order of the queue.

    A ticket that should have come before one that is called can only be missing because another window was taking it
    at the same moment: fifteen at most. On SQLite, where one transaction follows the other, none.
    """
    db = town_database(database_url)
    add_windows(db, range(FIRST, LAST + 1), RANKS)
    order = crowd(db, Random(20260302))
    with replica(database_url, FIRST, 28) as one, replica(database_url, 29, LAST) as two:
        for each in (one, two):
            assert each.stdin and each.stdout and each.stdout.readline() == "ready\n"
        for each in (one, two):
            assert each.stdin
            print("go", file=each.stdin, flush=True)
        called = [each.communicate(timeout=PATIENCE)[0].split() for each in (one, two)]
        assert (one.returncode, two.returncode) == (0, 0)
    assert all(called), "both replicas called"
    both = called[0] + called[1]
    assert len(both) == len(set(both)) == min(TICKETS, PRESSES * (LAST - FIRST + 1))
    calls = committed(db)
    assert sorted(calls) == sorted(both), "what the windows were told is what the book says"
    assert max(skipped(calls, order)) <= (0 if database_url.startswith("sqlite") else LAST - FIRST)


def crowd(db: Database, random: Random) -> Mapping[str, int]:
    """Five thousand tickets of two classes, some of priority, many of one moment; each with its place in the order."""
    rows, periods = [], []
    for n in range(1, TICKETS + 1):
        prefix, moment = random.choice("AAB"), MONDAY_MORNING + timedelta(seconds=n // 7)
        ticket = {
            "id": new_id(), "centre": CENTRE, "service_date": local(moment).date(), "number": f"{prefix}{n:04}",
            "prefix": prefix, "class_name": prefix, "seq": n, "state": "waiting", "version": 1,
            "priority": random.choice((0, 0, 0, 0, 1, 2)), "queued_at": moment, "place": random.randrange(5) * 1000,
            "waiting_since": moment, "misses": 0, "channel": "desk", "reprint_asked": False, "issued_at": moment,
            "calls": 0, "near_places": 3, "matter": 1,
        }  # fmt: skip
        rows.append(ticket)
        periods.append(
            {
                "id": new_id(), "centre": CENTRE, "ticket_id": ticket["id"], "prefix": prefix, "matter": 1,
                "state": "waiting", "started_at": moment,
            }
        )  # fmt: skip
    with db.transaction() as tx:
        tx.session.execute(insert(Ticket), rows)
        tx.session.execute(insert(TicketPeriod), periods)

    def place(row: dict[str, object]) -> tuple[object, ...]:
        return RANKS[str(row["prefix"])], -int(str(row["priority"])), row["queued_at"], row["place"], row["id"]

    return {str(row["id"]): n for n, row in enumerate(sorted(rows, key=place))}


def committed(db: Database) -> list[str]:
    """The calls in the order of their commits: that of the book of record."""
    audit = db.kernel.audit
    with db.reading() as tx:
        calls = select(audit.c.subject).where(audit.c.action == "ticket.call").order_by(audit.c.id)
        return list(tx.session.scalars(calls))


def skipped(calls: list[str], order: Mapping[str, int]) -> list[int]:
    """For each call, how many tickets should have been called before it and were not."""
    earlier: list[int] = []
    missing = []
    for ticket in calls:
        missing.append(order[ticket] - bisect_left(earlier, order[ticket]))
        insort(earlier, order[ticket])
    return missing


@contextmanager
def replica(url: str, first: int, last: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", REPLICA, url, str(first), str(last), str(PRESSES)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).resolve().parents[3],
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
