"""Acts on cases, on both databases: numbers, acceptance, the clock, the end."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import eventlet
import pytest
from sqlalchemy import select, text

from libs.common import audit
from libs.common.deadlines import LedgerRefused
from libs.common.errors import Forbidden, StaleVersion
from libs.common.events.intake import (
    CASE_ACCEPTED,
    CASE_COMPLETED,
    CASE_EXTENDED,
    CASE_PAUSED,
    CASE_REGISTERED,
    CASE_RESUMED,
    CASE_RETURNED,
)
from services.intake.casework.cases import clockwork, ending, queries, refusals
from services.intake.casework.cases.acceptance import accept_case, receive_materials
from services.intake.casework.cases.delegation import VILLAGE_RESULT, record_return
from services.intake.casework.cases.registration import register_case
from services.intake.casework.cases.rules import Undertaking
from services.intake.casework.cases.tables import CaseMaterial
from services.intake.items.catalogue.rules import ItemNotOffered
from tests.integration.intake.case_desk import CLERK, DIRECTOR, IMMEDIATE, REPORTED, SYNTHETIC, Desk, open_desk


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


@pytest.mark.row("C3", "S6.2")
def test_a_case_is_accepted_with_both_dates_and_their_derivation(desk: Desk) -> None:
    case_id = desk.register(village_code="331082114206")
    assert desk.case(case_id).derivation.startswith("收到申请 3月2日，受理或一次性告知 5 个工作日")
    with desk.act() as tx:
        accept_case(tx, case_id)
    case = desk.case(case_id)
    assert (case.state, case.promised_on, case.legal_on) == ("accepted", date(2026, 3, 30), date(2026, 3, 30))
    assert case.derivation == "受理 3月2日，承诺 20 个工作日，到期 3月30日"
    assert case.legal_derivation == "受理 3月2日，法定初审 20 个工作日，到期 3月30日"
    [registered] = desk.told(CASE_REGISTERED)
    [accepted] = desk.told(CASE_ACCEPTED)
    assert registered.data["case_number"] == accepted.data["case_number"] == "33108211420260302050001"
    assert accepted.data["applicant"] == "样*甲"
    assert (accepted.data["promised_on"], accepted.data["deemed"]) == (date(2026, 3, 30), False)


@pytest.mark.row("C2")
def test_what_is_missing_is_named_and_may_follow_only_on_an_undertaking(desk: Desk) -> None:
    case_id = desk.register(IMMEDIATE, received=[])
    with pytest.raises(refusals.MaterialsMissing) as refused, desk.act() as tx:
        accept_case(tx, case_id)
    assert refused.value.data["missing"] == ["居民身份证"]
    with desk.act() as tx:
        receive_materials(tx, case_id, [1])
    with pytest.raises(refusals.UndertakingMissing), desk.act() as tx:
        accept_case(tx, case_id)
    with desk.act() as tx:
        accept_case(tx, case_id, [Undertaking(2, "户口簿原件", date(2026, 3, 6))])
    with pytest.raises(refusals.UndertakingOpen), desk.act() as tx:
        ending.complete_case(tx, case_id, "登记")
    with desk.act() as tx:
        receive_materials(tx, case_id, [2])
        ending.complete_case(tx, case_id, "登记")
    case = desk.case(case_id)
    assert (case.state, case.timing, case.working_days) == ("completed", "on_time", 0)
    with desk.db.reading() as reading:
        promised = reading.session.get(CaseMaterial, (case_id, 2))
        assert promised is not None and promised.undertaking == "户口簿原件"


def test_a_material_that_is_not_on_the_list_is_refused(desk: Desk) -> None:
    with pytest.raises(refusals.UnknownMaterial):
        desk.register(received=[1, 99])
    with pytest.raises(ItemNotOffered):
        desk.register("BM-XX-999")


@pytest.mark.row("C4")
def test_pause_resume_and_extension_move_the_dates_with_their_words(desk: Desk) -> None:
    case_id = desk.accepted()
    desk.at("2026-03-09 10:00")
    with desk.act() as tx:
        clockwork.pause_case(tx, case_id, "鉴定", 10)
    assert desk.case(case_id).promised_on is None
    with pytest.raises(refusals.CasePaused), desk.act() as tx:
        ending.complete_case(tx, case_id, "办结")
    desk.at("2026-03-12 10:00")
    with desk.act() as tx:
        clockwork.resume_case(tx, case_id)
    assert desk.case(case_id).promised_on == date(2026, 4, 2)
    with desk.act(DIRECTOR) as tx:
        clockwork.extend_case(tx, case_id, 5, "入户核查未完，联系电话13800001234")
    case = desk.case(case_id)
    assert case.promised_on == date(2026, 4, 10)
    assert "暂停 3月9日–3月12日（鉴定）" in case.derivation
    assert "延长 5 个工作日（中心主任批准：入户核查未完，联系电话138****1234）" in case.derivation
    with pytest.raises(LedgerRefused) as refused, desk.act(DIRECTOR) as tx:
        clockwork.extend_case(tx, case_id, 5, "再延")
    assert refused.value.code == "deadline.extension_spent"
    desk.at("2026-04-13 10:00")
    desk.completed(case_id)
    [completed] = desk.told(CASE_COMPLETED)
    assert (completed.data["timing"], completed.data["working_days"]) == ("overdue", 26)
    [paused], [resumed], [extended] = (desk.told(event) for event in (CASE_PAUSED, CASE_RESUMED, CASE_EXTENDED))
    assert (paused.data["procedure"], paused.data["expected_days"]) == ("鉴定", 10)
    assert (resumed.data["promised_on"], extended.data["promised_on"]) == (date(2026, 4, 2), date(2026, 4, 10))
    assert (extended.data["days"], extended.data["ground"]) == (5, "入户核查未完，联系电话138****1234")


def test_leaving_undone_is_told_once_with_its_way(desk: Desk) -> None:
    returned, withdrawn = desk.accepted(), desk.register()
    with desk.act() as tx:
        ending.return_case(tx, returned, "家庭财产超过规定", "《社会救助暂行办法》第九条")
        ending.withdraw_case(tx, withdrawn, "本人放弃")
    first, second = desk.told(CASE_RETURNED)
    assert (first.data["was_accepted"], first.data["withdrawn"]) == (True, False)
    assert (second.data["was_accepted"], second.data["withdrawn"]) == (False, True)
    assert "行政复议" in (desk.case(returned).remedies or "")
    with pytest.raises(refusals.CaseReturned), desk.act() as tx:
        ending.withdraw_case(tx, returned, "又来撤回")


def test_a_village_that_may_finish_an_item_completes_the_case(desk: Desk) -> None:
    finished, kept = desk.accepted(IMMEDIATE, [1, 2]), desk.accepted()
    with desk.act() as tx:
        record_return(tx, finished, "d-1", "done")
        record_return(tx, kept, "d-2", "done")
    assert (desk.case(finished).state, desk.case(finished).result) == ("completed", VILLAGE_RESULT)
    assert (desk.case(kept).state, desk.case(kept).delegation_outcome) == ("accepted", "done")
    failed = desk.accepted(IMMEDIATE, [1, 2])
    with desk.act() as tx:
        record_return(tx, failed, "d-3", "not_done")
        record_return(tx, finished, "d-1", "done")
    assert (desk.case(failed).state, desk.case(failed).delegation_outcome) == ("accepted", "not_done")
    assert len(desk.told(CASE_COMPLETED)) == 1


@pytest.mark.row("C9")
def test_sixteen_at_once_get_sixteen_numbers_and_one_acceptance(desk: Desk) -> None:
    ids = list(eventlet.GreenPool(16).imap(lambda _: desk.register(), range(16)))
    numbers = sorted(desk.case(case_id).case_number for case_id in ids)
    assert numbers == [f"3310821142026030205{serial:04d}" for serial in range(1, 17)]

    def accept(_: int) -> str:
        try:
            with desk.act() as tx:
                accept_case(tx, ids[0])
        except refusals.AlreadyAccepted as refused:
            return refused.code
        return "accepted"

    outcomes = list(eventlet.GreenPool(8).imap(accept, range(8)))
    assert sorted(outcomes) == ["accepted"] + ["case_already_accepted.accept"] * 7
    assert len(desk.told(CASE_ACCEPTED)) == 1


def test_the_series_begins_anew_each_day_and_window(desk: Desk) -> None:
    first, other = desk.register(), desk.register(window=11)
    desk.at("2026-03-03 09:00")
    second = desk.register()
    assert [desk.case(case_id).case_number[-14:] for case_id in (first, other, second)] == [
        "20260302050001", "20260302110001", "20260303050001",
    ]  # fmt: skip


@pytest.mark.row("C9")
def test_a_version_passed_by_is_refused_and_the_chain_of_audit_holds(desk: Desk) -> None:
    case_id = desk.register()
    with pytest.raises(StaleVersion), desk.act() as tx:
        tx.if_match = 7
        accept_case(tx, case_id)
    with desk.act() as tx:
        tx.if_match = 1
        accept_case(tx, case_id)
    assert desk.case(case_id).version == 2
    with desk.db.reading() as reading:
        assert audit.verify(reading).ok


@pytest.mark.row("C10")
def test_personal_data_is_encrypted_at_rest_and_found_by_its_index(desk: Desk) -> None:
    case_id = desk.register()
    with desk.db.reading(CLERK) as reading:
        row = reading.session.execute(text("SELECT * FROM service_case")).one()
        stored = " ".join(str(value) for value in row)
        outbox = reading.session.execute(text("SELECT body FROM outbox")).scalars()
        details = reading.session.execute(text("SELECT details FROM audit")).scalars()
        everywhere = stored + "".join(outbox) + "".join(map(str, details))
        for secret in ("样本甲", SYNTHETIC["resident_id"], SYNTHETIC["phone"]):
            assert secret not in everywhere
        for asked in ({"phone": "138 0000 1234"}, {"resident_id": SYNTHETIC["resident_id"]}, {"name": "样本甲"}):
            found = reading.session.scalars(queries.cases_of_person(reading, **asked)).all()
            assert [case.id for case in found] == [case_id]
        nobody = queries.cases_of_person(reading, phone="13900001234")
        assert reading.session.scalars(nobody).all() == []


def test_another_centre_is_out_of_reach(desk: Desk) -> None:
    case_id = desk.register()
    stranger = type(CLERK)(id="clerk-x", roles=CLERK.roles, centres=frozenset({"elsewhere"}))
    with pytest.raises(Forbidden), desk.act(stranger) as tx:
        accept_case(tx, case_id)
    with pytest.raises(Forbidden), desk.act(stranger) as tx:
        register_case(tx, item_code=REPORTED, applicant=SYNTHETIC, centre="taozhu")
    with desk.db.reading(stranger) as reading:
        assert reading.session.scalars(queries.find_cases(reading)).all() == []
        assert reading.session.scalars(select(CaseMaterial.case_id)).all() != []
