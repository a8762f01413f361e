"""A published calendar moves deliveries, findings and online applications too, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from libs.common.editions import carrying
from libs.common.editions.carrying import carry_batch
from libs.common.events.intake import (
    APPLICATION_DEADLINE_REACHED,
    DELIVERY_DEADLINE_REACHED,
    INSPECTION_FINDING_DEADLINE_REACHED,
    SURVEY_FINDING_DEADLINE_REACHED,
)
from services.intake.calendar.arrangement import from_days
from services.intake.calendar.bearers import BEARERS
from services.intake.calendar.publishing import preview
from services.intake.calendar.tables import BOOK
from services.intake.casework.deliveries import actions as deliveries
from services.intake.casework.deliveries.opening import delivery_of
from services.intake.duty.inspections import handling
from services.intake.duty.inspections.sweeps import ring_findings as ring_inspections
from services.intake.duty.inspections.tables import Finding as InspectionFinding
from services.intake.online.applications.sweeps import ring_prechecks
from services.intake.quality.survey_findings import actions as findings
from services.intake.quality.survey_findings.tables import Finding as SurveyFinding
from tests.integration.intake.calendar_desk import (
    ADMINISTRATOR,
    NEW_YEAR,
    PLAIN_AGAIN,
    announce,
    carry,
    moves,
    newest,
)
from tests.integration.intake.calendar_rooms import (
    closed_survey,
    inspect,
    issued,
    of_kind,
    open_everything,
    require_parts_followed,
    ring,
    survey_finding,
)
from tests.integration.intake.case_desk import DIRECTOR, Desk, day, open_desk
from tests.integration.intake.duty_desk import LEAD
from tests.integration.intake.online_desk import QUICK, begin, submitted, take_in

pytestmark = pytest.mark.row("N1", "N2")


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    opened.at("2026-12-25 09:00")  # a Friday
    carry(opened)  # the edition that a new hall begins with
    yield opened
    opened.db.dispose()


@pytest.mark.row("C8")
def test_what_is_not_delivered_follows(desk: Desk) -> None:
    waiting, handed_over = issued(desk), issued(desk)
    with desk.act() as tx:
        deliveries.deliver(tx, handed_over)
    reached = DELIVERY_DEADLINE_REACHED, deliveries.ring_deliveries
    assert ring(desk, *reached, "2027-01-07 09:00") == [("approaching", "2027-01-11")]
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    assert of_kind(desk, "delivery") == [("2027-01-11", "2027-01-12", True, False)]
    [move] = [each for each in moves(desk) if each.kind == "delivery"]
    assert move.number == desk.case(waiting).case_number
    with desk.db.reading() as tx:
        moved, kept = delivery_of(tx, waiting), delivery_of(tx, handed_over)
        assert moved is not None and kept is not None
        assert (moved.deliver_by, moved.provisional, moved.version) == (day("2027-01-12"), False, 2)
        assert moved.derivation.startswith("办结 12月25日，送达 10 个工作日")
        assert (kept.deliver_by, kept.provisional) == (day("2027-01-11"), True)
    assert ring(desk, *reached, "2027-01-08 09:00") == [], "two working days before the 12th is Saturday the 9th"
    assert ring(desk, *reached, "2027-01-09 09:00") == [("approaching", "2027-01-12")]
    assert ring(desk, *reached, "2027-01-12 09:00") == [("due", "2027-01-12")]


@pytest.mark.row("S3.3")
def test_the_day_of_an_inspection_finding_follows_until_it_is_put_right(desk: Desk) -> None:
    desk.at("2026-12-30 09:00")
    fresh, done, again = inspect(desk, "at_post", "equipment", "order")
    with desk.act(LEAD) as tx:
        handling.put_right(tx, done, "已整改")
        handling.put_right(tx, again, "已整改")
    desk.at("2026-12-31 09:00")
    with desk.act(DIRECTOR) as tx:
        handling.reopen(tx, again, "仍未到位")
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    assert of_kind(desk, "inspection-finding") == [
        ("2027-01-05", "2027-01-07", True, False), ("2027-01-06", "2027-01-08", True, False),
    ]  # fmt: skip
    with desk.db.reading() as tx:
        one, other, kept = (tx.one(InspectionFinding, each) for each in (fresh, again, done))
        assert (one.due_on, one.provisional, one.version) == (day("2027-01-07"), False, 2)
        assert (other.due_on, other.derivation.split()[0]) == (day("2027-01-08"), "退回")
        assert (kept.due_on, kept.provisional) == (day("2027-01-05"), True)
    reached = INSPECTION_FINDING_DEADLINE_REACHED, ring_inspections
    assert ("due", "2027-01-07") in ring(desk, *reached, "2027-01-07 09:00")


@pytest.mark.row("S4.4")
def test_the_reply_to_an_online_application_follows_from_the_day_that_it_counts_as_received(desk: Desk) -> None:
    desk.at("2026-12-31 16:00")
    in_hours, taken_in = submitted(desk, 1, QUICK), submitted(desk, 2, QUICK)
    case_id = take_in(desk, taken_in)
    desk.at("2026-12-31 18:30")
    evening = submitted(desk, 3, QUICK)
    begin(desk, 4, QUICK)
    assert [str(each.row().reply_by) for each in (in_hours, evening)] == ["2027-01-08", "2027-01-11"]
    announce(desk, NEW_YEAR, year=2027)
    assert carry(desk)["done"] == 3
    assert of_kind(desk, "application-reply") == [
        ("2027-01-08", "2027-01-11", True, False), ("2027-01-11", "2027-01-12", True, False),
    ]  # fmt: skip
    told = {move.number for move in moves(desk) if move.kind == "application-reply"}
    assert told == {in_hours.number, evening.number}
    early, late = in_hours.row(), evening.row()
    assert (early.received_on, early.reply_by, early.provisional) == (day("2026-12-31"), day("2027-01-11"), False)
    assert (late.received_on, late.reply_by, late.version) == (day("2027-01-06"), day("2027-01-12"), 3)
    assert late.derivation is not None and late.derivation.startswith("收到申请 1月6日")
    [why] = [move.text for move in moves(desk) if move.number == evening.number]
    assert "2027年1月4日由工作日改为节假日" in why, "the day that it would have counted as received"
    # What it becomes goes on from the same day, and what has become a case moved as one.
    desk.at("2027-01-06 09:00")
    assert desk.case(take_in(desk, evening)).reply_by == day("2027-01-12")
    assert taken_in.row().reply_by == day("2027-01-08") and desk.case(case_id).reply_by == day("2027-01-11")
    reached = APPLICATION_DEADLINE_REACHED, ring_prechecks
    assert ring(desk, *reached, "2027-01-08 09:00") == [("approaching", "2027-01-11")]
    assert ring(desk, *reached, "2027-01-11 09:00") == [("due", "2027-01-11")]


@pytest.mark.row("S4.14")
def test_the_day_of_a_survey_finding_follows_unless_it_was_named(desk: Desk) -> None:
    desk.at("2026-12-31 09:00")
    survey = closed_survey(desk)
    counted, put_right = survey_finding(desk, survey), survey_finding(desk, survey)
    named = survey_finding(desk, survey, until=day("2027-01-05"))
    with desk.act() as tx:
        findings.rectify(tx, put_right, "增开窗口")
    announce(desk, NEW_YEAR, year=2027)
    assert carry(desk)["done"] == 1
    assert of_kind(desk, "survey-finding") == [("2027-01-22", "2027-01-25", True, False)]

    def row(finding: str) -> SurveyFinding:
        with desk.db.reading() as tx:
            found = tx.one(SurveyFinding, finding)
            tx.session.expunge(found)
            return found

    assert (row(counted).rectify_by, row(counted).provisional) == (day("2027-01-25"), False)
    assert row(counted).derivation.endswith("到期 2027年1月25日")
    assert (row(named).rectify_by, row(named).version) == (day("2027-01-05"), 1)
    assert row(put_right).rectify_by == day("2027-01-22")
    with desk.act(DIRECTOR) as tx:
        findings.follow_up(tx, put_right, False, "仍久")
    assert carry(desk)["done"] == 2
    assert row(put_right).rectify_by == day("2027-01-25"), "open again, it follows"
    reached = SURVEY_FINDING_DEADLINE_REACHED, findings.ring_findings
    assert ring(desk, *reached, "2027-01-25 09:00")[-1] == ("due", "2027-01-25")


def test_batch_by_batch_and_overtaken_each_moves_once_and_as_was_foreseen(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.at("2026-12-31 09:00")
    rows = open_everything(desk)
    with desk.db.reading(ADMINISTRATOR) as tx:
        foreseen = preview(tx, from_days(NEW_YEAR, "预览", 2027, True))["deadlines"]
    announce(desk, NEW_YEAR, year=2027)
    monkeypatch.setattr(carrying, "AT_ONCE", 1)
    for _ in range(rows):
        with desk.db.transaction() as tx:
            assert carry_batch(BOOK, tx, BEARERS) == 1
    assert {each["kind"]: each["moved"] for each in foreseen} == Counter(move.kind for move in moves(desk, 2))
    assert {each["words"] for each in foreseen} == {
        "办件承诺期限", "办件法定期限", "联办意见期限", "结果送达期限", "巡查问题整改期限", "网上申请答复期限",
        "测评问题整改期限",
    }  # fmt: skip
    announce(desk, PLAIN_AGAIN, source="更正（样例）")
    with desk.db.transaction() as tx:
        assert carry_batch(BOOK, tx, BEARERS) == 1
    announce(desk, NEW_YEAR, source="再更正（样例）")
    assert carry(desk)["done"] == rows
    for edition in (2, 3, 4):
        assert set(Counter((move.subject_id, move.kind) for move in moves(desk, edition)).values()) <= {1}
    assert {move.subject_id for move in moves(desk, 4)} == {move.subject_id for move in moves(desk, 3)}
    assert require_parts_followed(desk) == 2


def test_what_is_counted_by_the_newest_edition_is_not_counted_again(desk: Desk) -> None:
    announce(desk, NEW_YEAR, year=2027)
    carry(desk)
    open_everything(desk)
    assert (newest(desk)["left"], carry(desk)["done"], moves(desk)) == (0, 0, [])
