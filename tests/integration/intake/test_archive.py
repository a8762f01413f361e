"""The archive: ended cases alone, numbered by year and class; kept until their time; then nothing personal is left."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from libs.common import audit
from libs.common.documents import DocumentStore
from libs.common.events.intake import CASE_ARCHIVED, CASE_DISPOSED, CASE_RETENTION_PROLONGED, FORM_ERASED
from libs.common.identity.keyring import blind_index
from services.intake.base import Base
from services.intake.casework.archive import actions, rules
from services.intake.casework.archive.classes import retention_classes
from services.intake.casework.archive.tables import ArchiveFile
from services.intake.casework.cases import applicant, clockwork, ending, queries, refusals
from services.intake.casework.cases.acceptance import accept_case
from services.intake.casework.cases.rules import Result
from services.intake.casework.cases.views import CaseView
from services.intake.casework.deliveries import actions as deliveries
from services.intake.casework.deliveries import rules as delivering
from services.intake.casework.deliveries.rules import Handing, Way
from services.intake.casework.forms.actions import case_form, find_forms
from services.intake.casework.forms.printing import remove_erased
from services.intake.casework.forms.rules import FormKind
from services.intake.casework.inquiries.actions import offer_case
from services.intake.casework.joint import answering, settings
from services.intake.casework.joint.parts import parts_of
from services.intake.casework.joint.refusals import PartOpen
from services.intake.casework.joint.rules import Rule, State
from services.intake.casework.notices.actions import give_notice, supplement_case
from services.intake.casework.references.actions import add_reference
from services.intake.casework.reviews.actions import call_review, hold_review
from services.intake.casework.stages.actions import begin_stage
from services.intake.casework.upward import following, reporting
from services.intake.quality.ratings.actions import take_down
from tests.integration.intake.case_desk import (
    CLERK,
    DIRECTOR,
    IMMEDIATE,
    JOINT,
    PROMISED,
    REPORTED,
    SYNTHETIC,
    Desk,
    open_desk,
)
from tests.integration.intake.rated import LEAD

SECRET = "家住样本村3组"  # stands in every text that a clerk writes


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def archive(desk: Desk, case_id: str, **more: Any) -> ArchiveFile:
    with desk.act() as tx:
        actions.archive_case(tx, case_id, **more)
    return file(desk, case_id)


def file(desk: Desk, case_id: str) -> ArchiveFile:
    with desk.db.reading(CLERK) as tx:
        found = actions.file_of(tx, case_id)
        assert found is not None
        tx.session.expunge(found)
        return found


def numbers(desk: Desk, **asked: Any) -> list[str]:
    with desk.db.reading(CLERK) as tx:
        return [each.number for each in tx.session.scalars(actions.find_files(tx, **asked))]


@pytest.mark.row("C8")
def test_an_ended_case_is_numbered_by_year_and_class_and_kept_full_years(desk: Desk) -> None:
    immediate, promised, returned = desk.accepted(IMMEDIATE, [1, 2]), desk.accepted(PROMISED), desk.accepted(PROMISED)
    with pytest.raises(refusals.AlreadyAccepted) as early, desk.act() as tx:
        actions.archive_case(tx, promised)
    assert early.value.code == "case_already_accepted.archive"
    with desk.act() as tx:
        ending.complete_case(tx, immediate)
        ending.complete_case(tx, promised)
        ending.return_case(tx, returned, "不符合条件", "办事指南所列申请条件")
        waiting = {case.id for case in tx.session.scalars(actions.find_waiting(tx))}
    assert waiting == {immediate, promised, returned}
    desk.at("2027-02-01 09:00")  # archived in the year after
    filed = [archive(desk, each) for each in (immediate, promised, returned)]
    assert [(each.number, each.retention, each.keep_until) for each in filed] == [
        ("taozhu-WS·2026-D10-0001", "ten_years", date(2036, 12, 31)),
        ("taozhu-WS·2026-D30-0001", "thirty_years", date(2056, 12, 31)),
        ("taozhu-WS·2026-D10-0002", "ten_years", date(2036, 12, 31)),
    ]  # fmt: skip
    assert [event.data["archive_number"] for event in desk.told(CASE_ARCHIVED)] == [each.number for each in filed]
    with pytest.raises(rules.ArchiveFiled), desk.act() as tx:
        actions.archive_case(tx, promised)
    forever = desk.accepted(PROMISED)
    desk.completed(forever)
    with pytest.raises(rules.UnknownRetention):
        archive(desk, forever, retention="a_while")
    kept = archive(desk, forever, retention="permanent", place="二楼档案室3柜")
    assert (kept.number, kept.keep_until) == ("taozhu-WS·2027-Y-0001", None)
    assert numbers(desk, number="taozhu-WS·2026-D30-0001") == ["taozhu-WS·2026-D30-0001"]
    assert all(each.source for each in retention_classes().values())


@pytest.mark.row("C8")
def test_what_is_not_over_is_not_archived(desk: Desk) -> None:
    undelivered = desk.accepted(PROMISED)
    with desk.act() as tx:
        ending.complete_case(tx, undelivered, result_code=Result.ISSUED)
    with pytest.raises(delivering.DeliveryOpen):
        archive(desk, undelivered)
    with desk.act() as tx:
        deliveries.deliver(tx, undelivered)
    assert archive(desk, undelivered).state == "filed"
    joint = desk.accepted(JOINT)
    with desk.act(DIRECTOR) as tx:
        settings.change_rule(tx, joint, Rule.ALL_UNDERTAKEN, "急需开工")
    with desk.act() as tx:
        asked = parts_of(tx, joint)
        for part in asked:
            answering.undertake(tx, part.id, "出具意见", date(2026, 3, 20), "函〔2026〕9号")
        ending.complete_case(tx, joint)
    with pytest.raises(PartOpen):
        archive(desk, joint)
    with desk.act() as tx:
        for part in asked:
            answering.answer(tx, part.id, State.AGREED, None, "函〔2026〕12号")
    assert archive(desk, joint).state == "filed"


@pytest.mark.row("C8")
def test_the_time_of_keeping_ends_on_its_day_and_may_be_made_longer(desk: Desk) -> None:
    short, longer = desk.accepted(IMMEDIATE, [1, 2]), desk.accepted(IMMEDIATE, [1, 2])
    for case_id in (short, longer):
        desk.completed(case_id)
        archive(desk, case_id)
    desk.at("2036-12-31 23:00")
    assert numbers(desk, kept_until_before=date(2036, 12, 31)) == []
    with pytest.raises(rules.RetentionRuns), desk.act(DIRECTOR) as tx:
        actions.dispose(tx, [short], "期满")
    for until in (date(2036, 12, 31), date(2030, 1, 1)):
        with pytest.raises(rules.ProlongedTooShort), desk.act(DIRECTOR) as tx:
            actions.prolong(tx, longer, until, "纠纷未了")
    with desk.act(DIRECTOR) as tx:
        actions.prolong(tx, longer, date(2046, 12, 31), "涉及尚未了结的纠纷")
    assert desk.told(CASE_RETENTION_PROLONGED)[0].data["keep_until"] == date(2046, 12, 31)
    desk.at("2037-01-01 09:00")
    assert numbers(desk, kept_until_before=date(2037, 1, 1)) == [file(desk, short).number]
    with pytest.raises(rules.RetentionRuns), desk.act(DIRECTOR) as tx:
        actions.dispose(tx, [short, longer], "期满")  # all or none
    assert file(desk, short).state == "filed"
    with desk.act(DIRECTOR) as tx:
        actions.dispose(tx, [short], "经鉴定无继续保存价值")
    with pytest.raises(rules.ArchiveDisposed), desk.act(DIRECTOR) as tx:
        actions.dispose(tx, [short], "再次")
    fresh = desk.register(PROMISED)
    with pytest.raises(rules.NotArchived), desk.act(DIRECTOR) as tx:
        actions.dispose(tx, [fresh], "未归档")


@pytest.fixture
def told(desk: Desk) -> list[str]:
    """Two cases on which everything was written that can be, ended and archived."""
    cases = [_reported_case(desk), _joint_case(desk)]
    for case_id in cases:
        with desk.act() as tx:
            form = case_form(tx, case_id, FormKind.ONE_TIME_NOTICE, _NOTICE)
            form.state, form.sha256, form.size = "printed", DocumentStore(_folder(desk)).put(case_id.encode()), 36
            add_reference(tx, case_id, "省政务服务平台", f"X-{case_id}")
        with desk.act(LEAD) as tx:
            take_down(tx, case_id, "dissatisfied", "phone", comment=SECRET)
        archive(desk, case_id, place=SECRET)
    return cases


_NOTICE = {"paper": "a4", "person": None, "refused_because": SECRET, "competent_body": None}


def _folder(desk: Desk) -> Path:
    return Path(desk.db.settings.documents_dir)


def _reported_case(desk: Desk) -> str:
    case_id = desk.register(REPORTED, received=[1])
    with desk.act() as tx:
        give_notice(tx, case_id, [{"name": SECRET, "problem": SECRET, "requirement": SECRET}])
        supplement_case(tx, case_id)
        begin_stage(tx, case_id, "household", opinion=SECRET)
        offer_case(tx, case_id, "clerk02", SECRET)
    with desk.act(DIRECTOR) as tx:
        clockwork.extend_case(tx, case_id, 3, SECRET)
    with desk.act() as tx:
        reporting.report_up(tx, case_id)
        following.follow_up(tx, case_id, SECRET)
        following.record_answer(tx, case_id, True, SECRET)
        following.tell_result(tx, case_id, "phone")
        handing = Handing("33108219900307123844", Way.POST)
        ending.complete_case(tx, case_id, SECRET, result_code=Result.ISSUED, handing=handing)
        deliveries.send(tx, case_id, SECRET, "1234567890123")
        deliveries.deliver(tx, case_id)
    return case_id


def _joint_case(desk: Desk) -> str:
    case_id = desk.register(JOINT)
    with desk.act() as tx:
        accept_case(tx, case_id)
        review = call_review(tx, case_id, datetime(2026, 3, 6, 1, 30, tzinfo=UTC), SECRET).id
        hold_review(tx, review, [], SECRET)
        for part in parts_of(tx, case_id):
            answering.undertake(tx, part.id, SECRET, date(2026, 3, 20), SECRET)
            answering.answer(tx, part.id, State.CONDITIONAL, SECRET, SECRET)
        ending.return_case(tx, case_id, SECRET, SECRET, SECRET)
    return case_id


@pytest.mark.row("C8", "C9")
def test_disposal_leaves_nothing_personal_and_keeps_the_figures(desk: Desk, told: list[str]) -> None:
    before = [desk.case(case_id) for case_id in told]
    assert everything(desk).count(SECRET) > 20
    desk.at("2067-01-01 09:00")
    with desk.act(DIRECTOR) as tx:
        actions.dispose(tx, told, "经鉴定无继续保存价值")
    with desk.act() as tx:
        assert remove_erased(tx) == 2
        assert remove_erased(tx) == 0
    assert [path for path in _folder(desk).rglob("*") if path.is_file()] == []
    left = everything(desk)
    for secret in (SECRET, *(value for key, value in SYNTHETIC.items() if key != "phone_relation")):
        assert secret not in left
    for value, purpose in ((SYNTHETIC["name"], applicant.NAME), (SYNTHETIC["phone"], applicant.PHONE)):
        assert blind_index(value, purpose) not in left
    for was in before:
        now = desk.case(was.id)
        for name in ("state", "item_code", "window", "registered_at", "accepted_at", "timing", "working_days"):
            assert getattr(now, name) == getattr(was, name)
        with desk.db.reading(CLERK) as tx:
            shown = CaseView().dump(queries.case_in_full(tx, was.id))
            assert (shown["applicant"]["name"], shown["archive"]["state"]) == ("（已销毁）", "disposed")
            assert [form.state for form in tx.session.scalars(find_forms(tx, case_id=was.id))] == ["erased"]
    assert len(desk.told(CASE_DISPOSED)) == len(desk.told(FORM_ERASED)) == 2
    with desk.db.reading() as tx:
        assert audit.verify(tx).ok


def everything(desk: Desk) -> str:
    """All that the tables hold, decrypted; without the audit, which is never changed, and what was sent long ago."""
    found = []
    with desk.db.reading() as tx:
        for mapper in Base.registry.mappers:
            for row in tx.session.execute(select(mapper.local_table)):
                found.append(str(row))
    return "\n".join(found)
