"""Publishing an arrangement, on both databases: once, in parts, and as it was foreseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import eventlet
import pytest
from sqlalchemy.exc import DBAPIError

from libs.common.editions.standing import in_force
from libs.common.errors import StaleVersion
from libs.common.events.intake import CALENDAR_PUBLISHED
from libs.common.http.problems import is_duplicate
from services.intake.calendar.arrangement import from_days
from services.intake.calendar.publishing import ArrangementRefused, preview, publish
from services.intake.calendar.tables import BOOK
from tests.integration.intake.calendar_desk import (
    ITS_MATERIALS,
    NEW_YEAR,
    NOTICE,
    PLAIN_AGAIN,
    TEN_DAYS,
    announce,
    carry,
    moves,
    newest,
)
from tests.integration.intake.case_desk import DIRECTOR, IMMEDIATE, Desk, open_desk

pytestmark = pytest.mark.row("N1", "N2")


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    opened.at("2026-12-25 09:00")  # a Friday
    carry(opened)  # the edition that a new hall begins with
    yield opened
    opened.db.dispose()


def test_the_same_again_changes_nothing_and_a_stale_view_is_refused(desk: Desk) -> None:
    assert announce(desk, NEW_YEAR, year=2027)["published"]
    again = announce(desk, NEW_YEAR, year=2027)
    assert (again["published"], again["number"], again["edition"]) == (False, 1, 2)
    [told] = desk.told(CALENDAR_PUBLISHED)
    assert (told.data["number"], told.data["source"], len(told.data["days"])) == (1, NOTICE, 365)
    assert (told.source, len(str(told.data)) < 80_000) == ("/intake/*", True)
    with pytest.raises(StaleVersion), desk.db.transaction(DIRECTOR) as tx:
        tx.if_match = 1
        publish(tx, from_days(PLAIN_AGAIN, "更正", None, True))
    with pytest.raises(ArrangementRefused) as refused, desk.db.transaction(DIRECTOR) as tx:
        publish(tx, from_days([{"date": "2027-01-04", "kind": "makeup"}], "误", None, True))
    assert refused.value.errors == [{"field": "第1行 kind", "message": "2027-01-04 是周一至周五，不能记为调休上班"}]
    assert newest(desk)["number"] == 2


def test_a_long_publication_is_told_in_parts(desk: Desk) -> None:
    for year in (2028, 2029):
        days = [{"date": f"{year}-01-03", "kind": "holiday" if date(year, 1, 3).weekday() < 5 else "weekend"}]
        announce(desk, days, year=year)
    two_years = [{"date": str(on), "kind": "holiday"} for on in _weekdays(2028)]
    announce(desk, [*two_years, *({"date": str(on), "kind": "holiday"} for on in _weekdays(2029))])
    last = [event for event in desk.told(CALENDAR_PUBLISHED) if event.data["number"] == 3]
    assert [(event.data["part"], event.data["parts"], len(event.data["days"])) for event in last] == [
        (1, 2, 400), (2, 2, len(_weekdays(2028)) + len(_weekdays(2029)) - 402),
    ]  # fmt: skip


def _weekdays(year: int) -> list[date]:
    days = (date.fromordinal(date(year, 1, 1).toordinal() + n) for n in range(366))
    return [on for on in days if on.year == year and on.weekday() < 5]


def test_what_is_foreseen_is_what_happens(desk: Desk) -> None:
    for _ in range(3):
        desk.accepted(TEN_DAYS, ITS_MATERIALS)
    desk.accepted(IMMEDIATE, [1, 2])  # due today: no calendar of next year concerns it
    desk.at("2026-12-31 09:00")
    desk.register(TEN_DAYS, [1])
    arrangement = from_days(NEW_YEAR, NOTICE, 2027, True)
    with desk.db.reading(DIRECTOR) as tx:
        foreseen = preview(tx, arrangement)
    assert (foreseen["errors"], foreseen["days"], foreseen["version"]) == ([], 365, 1)
    assert [change["words"] for change in foreseen["changes"] if change["works_changed"]][:2] == [
        "2027年1月4日由工作日改为节假日（元旦）", "2027年1月5日由工作日改为节假日（元旦）",
    ]  # fmt: skip
    assert moves(desk) == [], "looking changes nothing"
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    happened = {kind: [move.moved for move in moves(desk) if move.kind == kind] for kind in _kinds(desk)}
    assert {count["kind"]: (count["moved"], count["marked"]) for count in foreseen["deadlines"]} == {
        kind: (found.count(True), found.count(False)) for kind, found in happened.items()
    }
    assert set(happened) == {"case-promised", "case-legal", "case-reply"}


def _kinds(desk: Desk) -> set[str]:
    return {move.kind for move in moves(desk)}


def test_publications_at_the_same_moment_all_take_effect(desk: Desk) -> None:
    """Each builds on the one before: of two with one number the second fails as a whole, and is tried again."""
    pool = eventlet.GreenPool()

    def director(n: int) -> int:
        for _ in range(6):
            try:
                return int(announce(desk, [{"date": f"2027-01-{n:02d}", "kind": "holiday"}], source=f"甲{n}")["number"])
            except DBAPIError as error:
                assert is_duplicate(error)
        raise AssertionError("never its turn")

    numbers = list(pool.imap(director, range(4, 9)))
    assert sorted(numbers) == [1, 2, 3, 4, 5]
    with desk.db.reading() as tx:
        standing = in_force(BOOK, tx)
        assert standing.number == 6 and standing.in_step
        assert not any(standing.calendar.is_working(date(2027, 1, n)) for n in range(4, 9))
    assert carry(desk)["number"] == 6
