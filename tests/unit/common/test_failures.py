"""What becomes of a delivery that failed."""

from __future__ import annotations

import sqlite3

import psycopg2
import pytest
from sqlalchemy.exc import OperationalError

from libs.common.errors import Refused
from libs.common.messaging.failures import Park, Retry, judge
from libs.common.messaging.message import RawMessage

DELAYS = [1.0, 5.0, 30.0]


def message(tries: int) -> RawMessage:
    return RawMessage("x.v1", b"{}", tries, None, False)


@pytest.mark.row("N10")
def test_a_failure_is_tried_again_with_growing_delay_and_then_parked() -> None:
    verdicts = [judge(RuntimeError("x"), message(tries), DELAYS) for tries in range(4)]
    assert verdicts[:3] == [Retry(1.0, 1), Retry(5.0, 2), Retry(30.0, 3)]
    assert isinstance(verdicts[3], Park)
    assert verdicts[3].tries == 4


def test_a_refusal_will_not_change_and_is_parked_at_once() -> None:
    verdict = judge(Refused("no"), message(0), DELAYS)
    assert isinstance(verdict, Park)
    assert verdict.reason.startswith("[refused]")


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("s", {}, sqlite3.OperationalError("database is locked")),
        OperationalError("s", {}, psycopg2.OperationalError("server closed the connection")),
        ConnectionResetError("x"),
    ],
    ids=["sqlite locked", "postgresql away", "connection"],
)
def test_an_absent_database_is_nobodys_fault_and_never_parks(error: Exception) -> None:
    assert judge(error, message(50), DELAYS) == Retry(30.0, 50)


def test_a_wrong_statement_is_ours_even_where_sqlite_calls_it_operational() -> None:
    error = OperationalError("s", {}, sqlite3.OperationalError("no such column: x"))
    assert isinstance(judge(error, message(3), DELAYS), Park)
