"""Very many open cases follow a new calendar while the hall goes on working, on both databases."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import eventlet
import pytest
from sqlalchemy import func, insert, select

from libs.common.editions.carrying import AT_ONCE
from libs.common.ids import new_id
from services.intake.calendar.arrangement import from_days
from services.intake.calendar.publishing import preview
from services.intake.calendar.routes import PREVIEW_SECONDS
from services.intake.calendar.tables import DeadlineMove
from services.intake.casework.cases.tables import Case, CaseLedgerEntry
from services.intake.figures.tallies.actions import record_tally
from tests.integration.intake.calendar_desk import ITS_MATERIALS, NEW_YEAR, NOTICE, TEN_DAYS, announce, carry
from tests.integration.intake.case_desk import CLERK, DIRECTOR, Desk, day, open_desk

CASES = 1000
"""Figures of five thousand are in docs/decisions/0017-calendar-editions.md."""


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    opened.at("2026-12-25 09:00")
    carry(opened)
    yield opened
    opened.db.dispose()


def fill(desk: Desk, count: int) -> None:
    """``count`` more cases like the first, accepted on the same day."""
    first = desk.accepted(TEN_DAYS, ITS_MATERIALS)
    with desk.db.transaction() as tx:
        case = tx.session.execute(select(Case.__table__).where(Case.id == first)).one()._asdict()
        entry = tx.session.execute(
            select(CaseLedgerEntry.__table__).where(CaseLedgerEntry.case_id == first)
        ).one()._asdict()  # fmt: skip
        ids = [new_id() for _ in range(count)]
        cases = [{**case, "id": one, "case_number": f"样例{n:06d}"} for n, one in enumerate(ids)]
        tx.session.execute(insert(Case.__table__), cases)
        entries = [{**entry, "id": new_id(), "case_id": one} for one in ids]
        tx.session.execute(insert(CaseLedgerEntry.__table__), entries)


@pytest.mark.row("N1")
def test_others_write_on_while_thousands_of_deadlines_follow(desk: Desk) -> None:
    fill(desk, CASES - 1)
    began = time.perf_counter()
    with desk.db.reading(DIRECTOR) as tx:
        foreseen = preview(tx, from_days(NEW_YEAR, NOTICE, 2027, True))
    looked = time.perf_counter() - began
    assert {count["kind"]: count["moved"] for count in foreseen["deadlines"]} == {
        "case-promised": CASES, "case-legal": CASES,
    }  # fmt: skip
    assert looked < PREVIEW_SECONDS / 2

    began = time.perf_counter()
    announce(desk, NEW_YEAR, year=2027)
    published = time.perf_counter() - began
    waits: list[float] = []
    done = False

    def go_on() -> None:
        while not done:
            asked = time.perf_counter()
            with desk.act(CLERK) as tx:
                record_tally(tx, "taozhu", 1, "copy", 1, "window")
            waits.append(time.perf_counter() - asked)
            eventlet.sleep(0.005)

    writer = eventlet.spawn(go_on)
    began = time.perf_counter()
    carry(desk)
    took = time.perf_counter() - began
    done = True
    writer.wait()
    batches = CASES / AT_ONCE
    print(
        f"{desk.db.engine.dialect.name}: preview {looked:.1f} s, published in {published * 1000:.0f} ms; {CASES} cases "
        f"in {took:.1f} s, {took / batches * 1000:.0f} ms a batch; {len(waits)} others wrote meanwhile, "
        f"the longest wait {max(waits) * 1000:.0f} ms, the median {sorted(waits)[len(waits) // 2] * 1000:.0f} ms"
    )
    with desk.db.reading() as tx:
        moved = select(func.count()).select_from(DeadlineMove).where(DeadlineMove.kind == "case-promised")
        assert tx.session.scalar(moved) == CASES
        assert set(tx.session.scalars(select(Case.promised_on))) == {day("2027-01-12")}
    assert took < 60
    assert len(waits) > batches / 2, "others came between the batches"
    assert max(waits) < took / 2, "nobody waits for the whole"
