"""The job that carries a new calendar to every open deadline: killed, overtaken, late, after an upgrade."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import func, select

from libs.common.calendar.merging import fill_year, revise
from libs.common.calendar.rules import WorkingCalendar
from libs.common.calendar.seed import seed_calendar
from libs.common.database import Database
from libs.common.deadlines import due, from_json
from libs.common.editions import carrying, standing, taking
from libs.common.editions.carrying import carry_batch
from libs.common.editions.standing import in_force
from libs.common.events.intake import CASE_DEADLINE_MOVED
from services.intake.calendar.actions import working_calendar
from services.intake.calendar.arrangement import from_days
from services.intake.calendar.bearers import BEARERS
from services.intake.calendar.tables import BOOK, DeadlineMove, Edition
from services.intake.casework.cases import clockwork
from services.intake.casework.cases.acceptance import accept_case
from services.intake.casework.cases.rules import IN_HAND
from services.intake.casework.cases.tables import Case, CaseLedgerEntry
from services.intake.quality.accountability import actions as accountability
from services.intake.service import Service
from tests.integration.intake.calendar_desk import (
    ITS_MATERIALS,
    NEW_YEAR,
    PLAIN_AGAIN,
    TEN_DAYS,
    announce,
    carry,
    listed,
    moves,
    newest,
)
from tests.integration.intake.case_desk import CLERK, DIRECTOR, Desk, day, open_desk
from tests.integration.intake.rated import press, served
from tests.integration.intake.test_visits import request

pytestmark = pytest.mark.row("N1")
ROOT = Path(__file__).resolve().parents[3]
KILLED = "import eventlet; eventlet.monkey_patch(); from tests.integration.intake.calendar_killed import main; main()"


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    opened.at("2026-12-25 09:00")
    carry(opened)
    yield opened
    opened.db.dispose()


def require_followed(desk: Desk) -> int:
    """Every open case has the dates of a ledger counted by the calendar in force; returns how many are open."""
    with desk.db.reading() as tx:
        calendar = working_calendar(tx)
        cases = tx.session.scalars(select(Case).where(Case.state.in_(IN_HAND))).all()
        for case in cases:
            rows = tx.session.scalars(select(CaseLedgerEntry.data).where(CaseLedgerEntry.case_id == case.id))
            deadline = due([from_json(row) for row in rows], calendar)
            assert (case.promised_on, case.derivation) == (deadline.due, deadline.text)
            assert case.calendar_edition == in_force(BOOK, tx).number
    return len(cases)


def test_a_process_killed_between_and_within_batches_leaves_nothing_twice_or_undone(
    desk: Desk, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [desk.accepted(TEN_DAYS, ITS_MATERIALS) for _ in range(12)]
    announce(desk, NEW_YEAR, year=2027)
    for within in ("batch", "commit"):  # dies with a batch half written; dies right after a commit
        killed = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", KILLED, database_url, str(tmp_path / "secrets"), within],
            cwd=ROOT, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert killed.returncode == -9, killed.stderr
    half = newest(desk)
    assert (half["state"], half["done"], half["left"]) == ("carrying", 8, 4)
    # Of each case the promised and the legal date, and one event.
    assert len(moves(desk)) == 2 * half["done"] == 2 * len(desk.told(CASE_DEADLINE_MOVED))
    done = carry(desk)
    assert (done["done"], done["moved"], done["total"]) == (12, 24, 12)
    assert Counter(move.subject_id for move in moves(desk)) == dict.fromkeys(cases, 2)
    assert {event.subject for event in desk.told(CASE_DEADLINE_MOVED)} == set(cases)
    assert REGISTRY.get_sample_value("bianmin_deadlines_behind", {"service": "intake"}) == 0
    assert require_followed(desk) == 12


def test_a_second_publication_takes_over_from_the_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "AT_ONCE", 3)
    cases = [desk.accepted(TEN_DAYS, ITS_MATERIALS) for _ in range(7)]
    announce(desk, NEW_YEAR, year=2027)
    with desk.db.transaction() as tx:
        assert carry_batch(BOOK, tx, BEARERS) == 3
    announce(desk, [{"date": "2027-01-09", "kind": "weekend"}], source="更正（样例）")
    carry(desk)
    with desk.db.reading() as tx:
        editions = tx.session.scalars(select(Edition).order_by(Edition.number)).all()
        assert [(one.number, one.state, one.done) for one in editions] == [
            (1, "carried", 0), (2, "superseded", 3), (3, "carried", 7),
        ]  # fmt: skip
    assert Counter(listed(desk, 2)) == {
        ("case-promised", "2027-01-11", "2027-01-12", True, False): 3,
        ("case-legal", "2027-01-25", "2027-01-26", True, False): 3,
    }
    assert Counter(move for move in listed(desk, 3) if move[0] == "case-promised") == {
        ("case-promised", "2027-01-12", "2027-01-13", False, False): 3,  # had followed the first
        ("case-promised", "2027-01-11", "2027-01-13", True, False): 4,  # had not
    }
    assert {desk.case(case_id).promised_on for case_id in cases} == {day("2027-01-13")}
    assert require_followed(desk) == 7


def test_an_acceptance_that_began_under_the_old_calendar_is_found_when_it_commits(desk: Desk) -> None:
    """On PostgreSQL a clerk's transaction may overlap the whole job; on SQLite nobody writes meanwhile."""
    if desk.db.is_sqlite:
        pytest.skip("writers follow one another there")
    case_id = desk.register(TEN_DAYS, ITS_MATERIALS)
    other = desk.accepted(TEN_DAYS, ITS_MATERIALS)
    with desk.db.transaction(CLERK) as slow:
        accept_case(slow, case_id)
        announce(desk, NEW_YEAR, year=2027)
        for _ in range(3):
            carrying.carry_on(desk.db, BOOK, BEARERS)
        # The clerk holds the registered row: skipped, and the job does not call itself done.
        assert (newest(desk)["state"], newest(desk)["done"], newest(desk)["left"]) == ("carrying", 1, 1)
        assert desk.case(other).promised_on == day("2027-01-12")
    assert desk.case(case_id).promised_on == day("2027-01-11")
    assert carry(desk)["done"] == 2
    assert desk.case(case_id).promised_on == day("2027-01-12")
    assert require_followed(desk) == 2


def newer_seed() -> WorkingCalendar:
    """What a later version of the software ships: 2027 announced. Synthetic."""
    named = from_rows(NEW_YEAR)
    return revise(seed_calendar(), fill_year(2027, named, source="新版软件（样例）", version=0))


def from_rows(rows: list[dict[str, Any]]) -> list[Any]:
    return list(from_days(rows, "新版软件（样例）", None, True).sheet.days)


def ship(monkeypatch: pytest.MonkeyPatch, seed: WorkingCalendar) -> None:
    """The process that starts next comes with ``seed``."""
    for module in (standing, taking):
        monkeypatch.setattr(module, "seed_calendar", lambda: seed)


def restarted(desk: Desk) -> Desk:
    settings = replace(desk.db.settings)
    return Desk(Database(str(desk.db.engine.url), "intake", desk.clock, Service.metadata, settings), desk.clock)


def test_an_upgrade_with_a_newer_seed_carries_by_itself_and_an_old_process_lets_it_be(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = desk.accepted(TEN_DAYS, ITS_MATERIALS)
    with monkeypatch.context() as upgrade:
        ship(upgrade, newer_seed())
        new = restarted(desk)
        done = carry(new)
        assert (done["number"], done["source"], done["moved"]) == (2, "软件自带的工作日历", 2)
        assert new.case(case_id).promised_on == day("2027-01-12")
        assert "2027年1月9日由周末改为调休上班（元旦）" in moves(new)[0].text + moves(new)[1].text
        assert carry(new)["number"] == 2, "once"
    # A replica that still runs the old software accepts a case by its own seed, and cannot turn the edition back.
    late = desk.accepted(TEN_DAYS, ITS_MATERIALS)
    for _ in range(2):
        carrying.carry_on(desk.db, BOOK, BEARERS)
    assert newest(desk)["number"] == 2
    assert desk.case(late).promised_on == day("2027-01-11")
    with monkeypatch.context() as upgrade:
        ship(upgrade, newer_seed())
        carry(new)
        assert new.case(late).promised_on == day("2027-01-12")
        assert require_followed(new) == 2
    new.db.dispose()


def test_rows_from_before_there_were_editions_are_taken_along(desk: Desk) -> None:
    case_id = desk.accepted(TEN_DAYS, ITS_MATERIALS)
    with desk.db.transaction() as tx:
        tx.one(Case, case_id).calendar_edition = 0
    assert (carry(desk)["number"], carry(desk)["done"], moves(desk)) == (1, 1, [])
    assert require_followed(desk) == 1


def test_what_is_counted_by_the_newest_edition_is_not_counted_again(desk: Desk) -> None:
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    desk.register(TEN_DAYS, [1])
    desk.accepted(TEN_DAYS, ITS_MATERIALS)
    request(desk)
    press(desk, served(desk), "dissatisfied")
    with desk.act(DIRECTOR) as tx:
        accountability.open_complaint(tx, "taozhu", "12345-样例", 1, "态度生硬", "clerk01")
    assert (newest(desk)["left"], carry(desk)["done"], moves(desk)) == (0, 0, [])


def test_one_bad_ledger_does_not_stop_the_others(desk: Desk) -> None:
    cases = [desk.accepted(TEN_DAYS, ITS_MATERIALS) for _ in range(3)]
    with desk.db.transaction() as tx:
        [entry] = tx.session.scalars(select(CaseLedgerEntry).where(CaseLedgerEntry.case_id == cases[1]))
        entry.data = {**entry.data, "kind": "resumed"}
    announce(desk, NEW_YEAR, year=2027)
    done = carry(desk)
    assert (done["state"], done["done"], done["moved"]) == ("carried", 3, 4)
    assert {move.subject_id for move in moves(desk)} == {cases[0], cases[2]}


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_published_in_whatever_order_no_open_case_is_lost(
    desk: Desk, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Acts and publications in a random order, with the job stopped anywhere: the end is as if there had been one."""
    monkeypatch.setattr(carrying, "AT_ONCE", 2)
    chance = random.Random(seed)
    standing_still: list[str] = []
    for step in range(30):
        desk.at(str(date(2026, 12, 25) + timedelta(days=step // 2)) + " 09:00")
        verb = chance.choice(["accept", "pause", "resume", "publish", "publish", "carry", "carry"])
        if verb == "accept":
            standing_still.append(desk.accepted(TEN_DAYS, ITS_MATERIALS))
        elif verb in ("pause", "resume") and standing_still:
            _turn(desk, chance.choice(standing_still))
        elif verb == "publish":
            on = date(2027, 1, 1) + timedelta(days=chance.randrange(25))
            kind = chance.choice(["holiday", "makeup" if on.weekday() >= 5 else "workday"])
            said = {"date": str(on), "kind": kind, "name": "样例", "confirmed": chance.random() < 0.8}
            announce(desk, [said], source=f"第{step}次")
        else:
            with desk.db.transaction() as tx:
                carry_batch(BOOK, tx, BEARERS)
    done = carry(desk)
    assert done["left"] == 0
    assert require_followed(desk) == len(standing_still) > 0
    with desk.db.reading() as tx:
        known = {move.id for move in moves(desk)}
        assert len(known) == tx.session.scalar(select(func.sum(Edition.moved))) == _count(tx)


def _count(tx: Any) -> int:
    return int(tx.session.scalar(select(func.count()).select_from(DeadlineMove)))


def _turn(desk: Desk, case_id: str) -> None:
    with desk.act() as tx:
        if tx.one(Case, case_id).state == "accepted":
            clockwork.pause_case(tx, case_id, "检测", 3)
        else:
            clockwork.resume_case(tx, case_id)


def test_back_and_forth_ends_where_it_began(desk: Desk) -> None:
    case_id = desk.accepted(TEN_DAYS, ITS_MATERIALS)
    for days in (NEW_YEAR, PLAIN_AGAIN, NEW_YEAR, PLAIN_AGAIN):
        announce(desk, days, source=f"第{len(moves(desk))}次")
        carry(desk)
    assert [move.after for move in moves(desk) if move.kind == "case-promised"] == [
        day(f"2027-01-{n}") for n in (12, 11, 12, 11)
    ]
    assert desk.case(case_id).promised_on == day("2027-01-11")
