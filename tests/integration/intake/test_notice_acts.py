"""The one-time notice, on both databases: everything once, supplement, and the second trip."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from libs.common.events.intake import CASE_ACCEPTED, CASE_SUPPLEMENTED, NOTICE_GIVEN
from services.intake.casework.cases import refusals
from services.intake.casework.cases.acceptance import accept_case, receive_materials
from services.intake.casework.cases.rules import Undertaking
from services.intake.casework.cases.steps import materials_of
from services.intake.casework.notices import rules
from services.intake.casework.notices.actions import give_notice, notices_of, supplement_case
from services.intake.casework.notices.figures import second_trips
from tests.integration.intake.case_desk import IMMEDIATE, REPORTED, Desk, open_desk
from tests.integration.intake.rated import CENTRE

PHOTO = {"name": "照片", "problem": "尺寸不符，请致电13800001234", "requirement": "请提供二寸照片"}


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


@pytest.mark.row("S2.2", "S6.2")
def test_everything_is_told_at_once_and_the_limit_counts_from_the_day_complete(desk: Desk) -> None:
    case_id = desk.register(received=[1, 2])
    with desk.act() as tx:
        notice = give_notice(tx, case_id, [PHOTO])
        assert notice.serial == "2026050001" and notice.until == date(2026, 3, 16)
    [given] = desk.told(NOTICE_GIVEN)
    assert given.data["missing"] == ["户口簿", "家庭收入和财产申报表", "社会保障卡或本人银行账户", "照片"]
    assert desk.case(case_id).state == "awaiting_supplement"
    with desk.db.reading() as tx:
        assert notices_of(tx, case_id)[0].items[3].problem == "尺寸不符，请致电138****1234"
    desk.at("2026-03-05 10:00")
    with desk.act() as tx:
        supplement_case(tx, case_id, [1, 2])
    assert desk.case(case_id).state == "awaiting_supplement"
    assert desk.told(CASE_SUPPLEMENTED) == []
    desk.at("2026-03-10 10:00")
    with desk.act() as tx:
        supplement_case(tx, case_id)
    case = desk.case(case_id)
    assert (case.state, case.promised_on, case.supplement_until) == ("accepted", date(2026, 4, 8), None)
    assert len(desk.told(CASE_SUPPLEMENTED)) == len(desk.told(CASE_ACCEPTED)) == 1
    with pytest.raises(refusals.AlreadyAccepted), desk.act() as tx:
        supplement_case(tx, case_id)
    with desk.db.reading() as tx:
        missing = "SELECT count(*) FROM case_material WHERE required AND received_at IS NULL"
        assert tx.session.execute(text(missing)).scalar_one() == 0


@pytest.mark.row("N5")
def test_a_second_notice_is_refused_or_overridden_with_a_reason_that_is_counted(desk: Desk) -> None:
    case_id = desk.register(received=[1, 2])
    with desk.act() as tx:
        give_notice(tx, case_id)
    with pytest.raises(rules.SecondNotice) as refused, desk.act() as tx:
        give_notice(tx, case_id, [PHOTO])
    assert refused.value.data["untold"] == ["照片"]
    with pytest.raises(rules.NothingNew), desk.act() as tx:
        give_notice(tx, case_id, override_reason="再催一次")
    with desk.act() as tx:
        give_notice(tx, case_id, [PHOTO], override_reason="首次漏看照片尺寸")
    first, second = desk.told(NOTICE_GIVEN)
    assert (first.data["second_trip"], second.data["second_trip"]) == (False, True)
    with desk.db.reading() as tx:
        given = text("SELECT details FROM audit WHERE action = 'notice.give' ORDER BY id")
        assert "首次漏看照片尺寸" in str(tx.session.scalars(given).all()[-1])
        former, latter = notices_of(tx, case_id)
        assert former.superseded and latter.second_trip and not latter.superseded
    with desk.act() as tx:
        supplement_case(tx, case_id)
    assert desk.case(case_id).state == "accepted"


@pytest.mark.row("N5")
def test_second_trips_show_which_guide_is_wrong_and_which_window_forgot(desk: Desk) -> None:
    forgetful, careful = desk.register(received=[1, 2]), desk.register(received=[1, 2])
    with desk.act() as tx:
        give_notice(tx, forgetful)
        give_notice(tx, careful, [PHOTO])
    desk.at("2026-03-09 09:00")
    with desk.act() as tx:
        listed = {"name": "居民身份证", "problem": "已过期", "requirement": "换证后提交"}
        give_notice(tx, forgetful, [PHOTO, listed], override_reason="指南未写明照片尺寸")
    with desk.db.reading() as tx:
        week = (CENTRE, date(2026, 3, 9), date(2026, 3, 9))
        (item,) = second_trips(tx, CENTRE, date(2026, 3, 1), date(2026, 3, 31), "item")
        (late,) = second_trips(tx, *week, "window")
        materials = {material.name for material in materials_of(tx, forgetful)}
    assert "居民身份证" in materials and "照片" not in materials
    assert (item["key"], item["version"], item["notices"], item["second_trips"]) == (REPORTED, 1, 3, 1)
    assert (item["share"], item["guide_wrong"]) == (33.3, True)
    assert item["missed"] == [
        {"name": "居民身份证", "in_guide": True, "times": 1}, {"name": "照片", "in_guide": False, "times": 1},
    ]  # fmt: skip
    assert item["reasons"] == [{"reason": "指南未写明照片尺寸", "times": 1}]
    # The first notice lies before the day asked for, and is known all the same.
    assert (late["key"], late["notices"], late["second_trips"], len(late["missed"])) == ("5", 1, 1, 2)


def test_nothing_missing_nothing_told_and_no_number_used(desk: Desk) -> None:
    case_id = desk.register()
    with pytest.raises(rules.NothingMissing), desk.act() as tx:
        give_notice(tx, case_id)
    with pytest.raises(rules.UntilInPast), desk.act() as tx:
        give_notice(tx, case_id, [PHOTO], until=date(2026, 3, 2))
    with pytest.raises(refusals.NotAccepted), desk.act() as tx:
        supplement_case(tx, case_id)
    with desk.act() as tx:
        assert give_notice(tx, case_id, [PHOTO]).serial == "2026050001"


def test_what_may_follow_is_told_too_and_a_waiting_case_can_be_accepted_without_it(desk: Desk) -> None:
    case_id = desk.register(IMMEDIATE, received=[])
    with desk.act() as tx:
        notice = give_notice(tx, case_id)
        assert [(item.name, item.requirement) for item in notice.items] == [
            ("居民身份证", "请补交"), ("户口簿", "请补交；可书面承诺后补"),
        ]  # fmt: skip
    with pytest.raises(rules.UnknownNoticeItem), desk.act() as tx:
        supplement_case(tx, case_id, [3])
    with desk.act() as tx:
        receive_materials(tx, case_id, [1])
        accept_case(tx, case_id, [Undertaking(2, "户口簿原件", date(2026, 3, 9))])
    assert desk.case(case_id).state == "accepted"
