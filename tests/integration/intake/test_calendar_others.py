"""A published calendar moves more than cases, on both databases: home visits, rectifications, statements."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from libs.common.editions.queries import find_moves
from libs.common.events.intake import VISIT_DEADLINE_REACHED
from services.intake.appointments.booking.views import shown, slots_view
from services.intake.appointments.visits.sweeps import ring_answers
from services.intake.appointments.visits.tables import Visit
from services.intake.calendar.tables import BOOK
from services.intake.quality.accountability import actions as accountability
from services.intake.quality.accountability.tables import AccountabilityEntry
from services.intake.quality.rectification.actions import contact_rater
from services.intake.quality.rectification.limits import ring_rectifications
from services.intake.quality.rectification.tables import RectificationMark
from tests.integration.intake.booking_desk import CENTRE, ITEM, book, offer, row
from tests.integration.intake.calendar_desk import NEW_YEAR, PLAIN_AGAIN, announce, carry, listed
from tests.integration.intake.case_desk import DIRECTOR, Desk, day, open_desk
from tests.integration.intake.rated import LEAD, press, rectification, served
from tests.integration.intake.test_visits import request

pytestmark = pytest.mark.row("N1", "N2")


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    opened.at("2026-12-30 09:00")
    carry(opened)  # the edition that a new hall begins with
    yield opened
    opened.db.dispose()


@pytest.mark.row("S2.5")
def test_the_answer_to_a_home_visit_follows_once_reminded(desk: Desk) -> None:
    desk.at("2026-12-31 16:00")
    visit_id = request(desk)
    with desk.db.reading() as tx:
        visit = tx.one(Visit, visit_id)
        assert (visit.answer_by, visit.provisional) == (day("2027-01-04"), True)
    desk.at("2027-01-04 09:00")
    with desk.act() as tx:
        assert ring_answers(tx) == 1  # due, by a calendar that is still a guess
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    with desk.db.reading() as tx:
        visit = tx.one(Visit, visit_id)
        assert (visit.answer_by, visit.provisional, visit.version) == (day("2027-01-06"), False, 2)
        assert visit.derivation.startswith("收到申请 12月31日，答复 1 个工作日")
    announce(desk, PLAIN_AGAIN, source="更正（样例）")
    carry(desk)
    with desk.act() as tx:
        assert ring_answers(tx) == 0, "told already for the 4th"
    desk.at("2027-01-05 09:00")
    with desk.act() as tx:
        assert ring_answers(tx) == 1
    assert [event.data["kind"] for event in desk.told(VISIT_DEADLINE_REACHED)] == ["due", "overdue"]


@pytest.mark.row("C13")
def test_the_clocks_of_a_rectification_follow_while_they_run(desk: Desk) -> None:
    desk.at("2026-12-31 16:00")
    press(desk, served(desk), "dissatisfied")
    one = rectification(desk)
    assert (one.contact_by, one.rectify_by, one.provisional) == (day("2027-01-04"), day("2027-01-22"), True)
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    one = rectification(desk)
    assert (one.contact_by, one.rectify_by, one.provisional) == (day("2027-01-06"), day("2027-01-25"), False)
    with desk.act(LEAD) as tx:
        contact_rater(tx, one.id, "anonymous", "未留联系方式")
    announce(desk, PLAIN_AGAIN, source="更正（样例）")
    carry(desk)
    one = rectification(desk)
    assert (one.contact_by, one.rectify_by) == (day("2027-01-06"), day("2027-01-22")), "contacted: judged"
    contact, put_right = one.derivation.split("；")
    assert contact.endswith("到期 2027年1月6日") and put_right.endswith("到期 2027年1月22日")
    assert [kind for kind, *_ in listed(desk, 3)] == ["rating-rectification"]
    for actor, seen in ((DIRECTOR, 1), (LEAD, 0)):  # a window lead may be the one who was rated (N11)
        with desk.db.reading(actor) as tx:
            assert len(tx.session.scalars(find_moves(BOOK, tx, 3)).all()) == seen
    desk.at("2027-01-22 09:00")
    for _ in range(2):
        with desk.act() as tx:
            ring_rectifications(tx)
    with desk.db.reading() as tx:
        given = tx.session.query(RectificationMark).all()
        assert [(mark.kind, str(mark.due_on)) for mark in given] == [("due", "2027-01-22")]


@pytest.mark.row("S2.2")
def test_the_time_for_a_statement_follows_from_the_day_of_naming(desk: Desk) -> None:
    with desk.act(DIRECTOR) as tx:
        entry_id = accountability.open_complaint(tx, "taozhu", "12345-样例", 1, "态度生硬", "clerk01").id
    desk.at("2026-12-31 09:00")
    with desk.act(DIRECTOR) as tx:
        accountability.assign(tx, entry_id, "clerk02")
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    with desk.db.reading() as tx:
        entry = tx.one(AccountabilityEntry, entry_id)
        assert (entry.statement_by, entry.provisional) == (day("2027-01-08"), False)  # 6, 7, 8
    assert listed(desk) == [("statement", "2027-01-06", "2027-01-08", True, False)]


@pytest.mark.row("C11")
def test_a_place_on_a_day_that_is_not_settled_is_marked(desk: Desk) -> None:
    offer(desk.db, 4)
    number, _ = book(desk.db, 1, "2027-01-05 09:30")

    def seen() -> tuple[bool, dict[str, bool]]:
        with desk.db.reading() as tx:
            slots = slots_view(tx, CENTRE, ITEM, None)["days"]
            days = {str(each["date"]): each["provisional"] for each in slots}
            return shown(tx, row(desk.db, number))["provisional"], days

    marked, days = seen()
    assert marked and days["2027-01-04"] and not days["2026-12-31"]
    announce(desk, [{"date": "2027-01-01", "kind": "holiday", "name": "元旦"}], year=2027)
    marked, days = seen()
    assert not marked and not any(days.values())
