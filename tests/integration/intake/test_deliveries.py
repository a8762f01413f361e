"""Results and their delivery: by the window, by post, by the village agent; in ten working days; to whom."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from libs.common.actor import SYSTEM, Actor, Role
from libs.common.errors import StaleVersion
from libs.common.events.intake import (
    CASE_COMPLETED,
    CASE_RETURNED,
    DELIVERY_CAME_BACK,
    DELIVERY_CHANGED,
    DELIVERY_DEADLINE_REACHED,
    DELIVERY_DELIVERED,
    DELIVERY_OPENED,
    DELIVERY_SENT,
)
from libs.common.identity.resident_id import check_digit
from services.intake.casework.cases import ending, queries, refusals
from services.intake.casework.cases.rules import Result
from services.intake.casework.cases.views import CaseSummary
from services.intake.casework.deliveries import actions, rules
from services.intake.casework.deliveries.opening import delivery_of
from services.intake.casework.deliveries.rules import Handing, Way
from services.intake.casework.deliveries.tables import Delivery
from services.intake.casework.mandates.actions import draft_mandate, sign_mandate
from services.intake.casework.mandates.rules import MandateLacksPower
from services.intake.casework.mandates.schemas import DraftMandate
from services.intake.casework.notices.actions import give_notice
from services.intake.online.progress.looking import look
from services.intake.online.progress.schemas import ProgressView
from tests.integration.intake.case_desk import CLERK, PROMISED, SYNTHETIC, Desk, open_desk

NUMBER, VILLAGE = "33108219900307123844", "331082114206"
AGENT = Actor(
    id="agent-a", roles=frozenset({Role.VILLAGE_AGENT}), centres=frozenset({"taozhu"}), villages=frozenset({VILLAGE})
)


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def issued(desk: Desk, way: Way | None = None, *, handed_over: bool = False, **more: Any) -> str:
    """A case completed with a certificate."""
    case_id = desk.accepted(PROMISED, **more)
    with desk.act() as tx:
        handing = Handing(NUMBER, way, handed_over)
        ending.complete_case(tx, case_id, result_code=Result.ISSUED, handing=handing)
    return case_id


def delivery(desk: Desk, case_id: str) -> Delivery:
    with desk.db.reading(CLERK) as tx:
        found = delivery_of(tx, case_id)
        assert found is not None
        tx.session.expunge(found)
        return found


def mandate(desk: Desk, *powers: str) -> str:
    """A signed mandate for the synthetic applicant's case."""
    number = "33108219850101963"
    body = {
        "kind": "personal", "window": 5, "agent": {"name": "样本丁", "resident_id": number + check_digit(number)},
        "matters": [PROMISED], "powers": list(powers),
        "principal": {key: SYNTHETIC[key] for key in ("name", "resident_id", "phone")}, "valid_from": "2026-03-02",
        "valid_until": "2026-06-30",
    }  # fmt: skip
    with desk.act() as tx:
        drafted = draft_mandate(tx, DraftMandate().load(body)).id
        sign_mandate(tx, drafted)
    return drafted


@pytest.mark.row("C8")
def test_a_certificate_is_picked_up_in_ten_working_days_and_its_number_is_masked(desk: Desk) -> None:
    case_id = issued(desk)
    case, open_ = desk.case(case_id), delivery(desk, case_id)
    assert (case.result_code, case.result) == ("issued", "出证办结")
    assert (open_.state, open_.way, open_.deliver_by) == ("pending", "pickup", date(2026, 3, 16))
    assert open_.derivation == "办结 3月2日，送达 10 个工作日，到期 3月16日"
    assert CaseSummary().dump(case)["certificate_number"] == "33108**********23844"
    with desk.db.reading() as tx:
        everything = str([
            tx.session.execute(text(f"SELECT * FROM {table}")).all() for table in ("service_case", "outbox", "audit")
        ])  # fmt: skip
    assert NUMBER not in everything
    with desk.act() as tx:
        assert queries.reveal_certificate(tx, case_id, "电话核对")["certificate_number"] == NUMBER
    desk.at("2026-03-17 10:00")
    with desk.act() as tx:
        actions.deliver(tx, case_id)
    done = delivery(desk, case_id)
    assert (done.state, done.delivered_by, done.mandate_id, done.next_mark_on) == ("delivered", "clerk01", None, None)
    [opened], [told] = desk.told(DELIVERY_OPENED), desk.told(DELIVERY_DELIVERED)
    assert (opened.data["deliver_by"], opened.data["way"]) == (date(2026, 3, 16), "pickup")
    assert (told.data["to"], told.data["late"]) == ("applicant", True)
    assert desk.told(CASE_COMPLETED)[0].data["result_code"] == "issued"
    with pytest.raises(rules.DeliveryDone), desk.act() as tx:
        actions.deliver(tx, case_id)


@pytest.mark.row("C8")
def test_what_is_taken_along_at_once_is_delivered_at_once(desk: Desk) -> None:
    case_id = issued(desk, handed_over=True)
    assert delivery(desk, case_id).state == "delivered"
    plain = desk.accepted(PROMISED)
    with desk.act() as tx:
        ending.complete_case(tx, plain)
    with desk.db.reading(CLERK) as tx:
        assert delivery_of(tx, plain) is None
    with pytest.raises(rules.NothingToDeliver), desk.act() as tx:
        actions.deliver(tx, plain)
    other = desk.accepted(PROMISED)
    with pytest.raises(rules.CertificateNotIssued), desk.act() as tx:
        ending.complete_case(tx, other, result_code=Result.DONE, handing=Handing(NUMBER))
    assert desk.case(other).state == "accepted"


@pytest.mark.row("C7", "C8")
def test_an_agent_collects_with_a_mandate_to_collect(desk: Desk) -> None:
    case_id, weak, right = issued(desk), mandate(desk, "hand_in"), mandate(desk, "collect")
    with pytest.raises(MandateLacksPower), desk.act() as tx:
        actions.deliver(tx, case_id, weak)
    with desk.act() as tx:
        actions.deliver(tx, case_id, right)
    assert delivery(desk, case_id).mandate_id == right
    at_once = desk.accepted(PROMISED)
    with desk.act() as tx:
        ending.complete_case(tx, at_once, None, right)
    assert delivery(desk, at_once).mandate_id == right
    assert [event.data["to"] for event in desk.told(DELIVERY_DELIVERED)] == ["agent", "agent"]


@pytest.mark.row("C8")
def test_by_post_it_goes_with_a_number_and_may_come_back(desk: Desk) -> None:
    case_id = issued(desk, Way.POST)
    with pytest.raises(rules.TrackingMissing), desk.act() as tx:
        actions.send(tx, case_id, "中国邮政")
    with desk.act() as tx:
        actions.send(tx, case_id, "中国邮政", "1234567890123")
    with pytest.raises(rules.DeliverySent) as away, desk.act() as tx:
        actions.change_way(tx, case_id, Way.PICKUP)
    assert away.value.code == "delivery_sent.change"
    desk.at("2026-03-06 10:00")
    with desk.act() as tx:
        actions.take_back(tx, case_id, "无人签收，电话13800001234")
        actions.change_way(tx, case_id, Way.PICKUP)
    now = delivery(desk, case_id)
    assert (now.state, now.way, now.came_back, now.tracking_number) == ("pending", "pickup", 1, None)
    assert now.deliver_by == date(2026, 3, 16)
    with pytest.raises(rules.PickedUpHere), desk.act() as tx:
        actions.send(tx, case_id, "中国邮政", "1")
    assert desk.told(DELIVERY_CAME_BACK)[0].data["reason"] == "无人签收，电话138****1234"
    assert (len(desk.told(DELIVERY_SENT)), desk.told(DELIVERY_CHANGED)[0].data["was"]) == (1, "post")
    with pytest.raises(StaleVersion), desk.act() as tx:
        tx.if_match = 1
        actions.deliver(tx, case_id)


@pytest.mark.row("C8", "S5.4")
def test_the_village_agent_carries_what_is_of_the_village_and_says_so(desk: Desk) -> None:
    with pytest.raises(rules.VillageMissing):
        issued(desk, Way.VILLAGE_AGENT)
    case_id, other = (issued(desk, Way.VILLAGE_AGENT, village_code=code) for code in (VILLAGE, "331082114207"))
    with pytest.raises(rules.NotYourVillage), desk.act(AGENT) as tx:
        actions.deliver(tx, case_id)  # not given to anybody yet
    for each in (case_id, other):
        with desk.act() as tx:
            actions.send(tx, each, "代办员甲01")
    with pytest.raises(rules.NotYourVillage), desk.act(AGENT) as tx:
        actions.deliver(tx, other)
    with desk.db.reading(AGENT) as tx:
        assert [each.case_id for each in tx.session.scalars(actions.find_deliveries(tx))] == [case_id]
    with desk.act(AGENT) as tx:
        actions.deliver(tx, case_id)
    assert delivery(desk, case_id).delivered_by == "agent-a"


@pytest.mark.row("C8", "S2.2")
def test_the_last_day_of_delivery_is_told_once_each(desk: Desk) -> None:
    case_id = issued(desk, Way.POST)

    def rings(moment: str) -> list[str]:
        desk.at(moment)
        before = len(desk.told(DELIVERY_DEADLINE_REACHED))
        for _ in range(2):
            with desk.act() as tx:
                actions.ring_deliveries(tx)
        return [event.data["kind"] for event in desk.told(DELIVERY_DEADLINE_REACHED)[before:]]

    assert rings("2026-03-11 10:00") == []
    assert rings("2026-03-12 00:10") == ["approaching"]
    with desk.act() as tx:
        actions.send(tx, case_id, "中国邮政", "1234567890123")
    assert rings("2026-03-16 10:00") == ["due"]
    assert rings("2026-03-17 10:00") == ["overdue"]
    with desk.db.reading(CLERK) as tx:
        late = actions.find_deliveries(tx, due_before=date(2026, 3, 17))
        assert [each.case_id for each in tx.session.scalars(late)] == [case_id]
    with desk.act() as tx:
        actions.deliver(tx, case_id)
    assert rings("2026-04-17 10:00") == []


@pytest.mark.row("C8", "C10")
def test_the_public_page_says_how_far_the_delivery_is(desk: Desk) -> None:
    case_id = issued(desk, Way.POST)
    case = desk.case(case_id)

    def told() -> Any:
        with desk.act(SYSTEM) as tx:
            return ProgressView().dump(look(tx, case.case_number, case.query_code))["delivery"]

    assert told() == {"words": "待寄出", "deliver_by": "2026-03-16", "provisional": False}
    with desk.act() as tx:
        actions.send(tx, case_id, "中国邮政", "1234567890123")
    assert told()["words"] == "已寄出"
    with desk.act() as tx:
        actions.deliver(tx, case_id)
    assert told()["words"] == "已送达"


@pytest.mark.row("C8", "S6.2")
def test_every_end_keeps_the_word_of_its_result(desk: Desk) -> None:
    returned, withdrawn, waiting = desk.accepted(PROMISED), desk.register(PROMISED), desk.register(PROMISED, [1])
    with desk.act() as tx:
        ending.return_case(tx, returned, "不符合条件", "办事指南所列申请条件")
        ending.withdraw_case(tx, withdrawn, "本人放弃")
        give_notice(tx, waiting, until=date(2026, 3, 16))
    desk.at("2026-03-16 23:00")
    with pytest.raises(refusals.SupplementStillOpen), desk.act() as tx:
        ending.lapse_case(tx, waiting)
    desk.at("2026-03-17 08:30")
    with desk.act() as tx:
        ending.lapse_case(tx, waiting)
    with pytest.raises(refusals.CaseWithdrawn) as again, desk.act() as tx:
        ending.lapse_case(tx, waiting)
    assert again.value.code == "case_withdrawn.lapse"
    ends = [(event.data["result_code"], event.data["withdrawn"]) for event in desk.told(CASE_RETURNED)]
    assert ends == [("returned", False), ("withdrawn", True), ("not_supplemented", True)]
    assert [Result(desk.case(each).result_code or "").words for each in (returned, withdrawn, waiting)] == [
        "退回办结", "撤回办结", "补正不来办结",
    ]  # fmt: skip
