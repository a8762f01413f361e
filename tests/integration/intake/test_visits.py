"""Door-to-door service on both databases, and through the running service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.events.intake import VISIT_ANSWERED, VISIT_DEADLINE_REACHED, VISIT_FINISHED, VISIT_REQUESTED
from services.intake.appointments.visits import answering, refusals, requesting
from services.intake.appointments.visits.sweeps import ring_answers
from tests.integration.intake.booking_desk import hall, person
from tests.integration.intake.case_desk import Desk, open_desk
from tests.integration.intake.hall import open_hall

HOME, ONLY_AT_WINDOW, VILLAGE = "BM-GT-001", "BM-GT-003", "331082114206"
ADDRESS = "桃渚镇北塘村3组18号"
TEAM = ["clerk01", "clerk02"]


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)  # Monday 2 March, 8:30
    yield opened
    opened.db.dispose()


def body(n: int, **more: Any) -> dict[str, Any]:
    wish = {"item_code": HOME, "person_kind": "old", "village_code": VILLAGE, "address": ADDRESS}
    return {**wish, "applicant": person(n), **more}


def request(desk: Desk, n: int = 1, **more: Any) -> str:
    with desk.act() as tx:
        return requesting.request_visit(tx, "taozhu", channel="phone", **body(n, **more))[0].id


def ring(desk: Desk, moment: str) -> list[str]:
    """The kinds of reminders that the moment brings; asked twice, told once."""
    desk.at(moment)
    before = len(desk.told(VISIT_DEADLINE_REACHED))
    for _ in range(2):
        with desk.act() as tx:
            ring_answers(tx)
    return [event.data["kind"] for event in desk.told(VISIT_DEADLINE_REACHED)[before:]]


@pytest.mark.row("S2.5")
def test_an_unanswered_request_is_told_once_each_on_its_day(desk: Desk) -> None:
    desk.at("2026-03-06 16:00")  # Friday
    waiting = request(desk)
    assert ring(desk, "2026-03-08 10:00") == []
    assert ring(desk, "2026-03-09 08:30") == ["due"]
    assert ring(desk, "2026-03-10 00:01") == ["overdue"]
    assert ring(desk, "2026-03-20 10:00") == []
    with desk.act() as tx:
        answering.decline(tx, waiting, "本人已到大厅办理")
    assert [event.data["late"] for event in desk.told(VISIT_ANSWERED)] == [True]


@pytest.mark.row("S2.5")
def test_where_more_days_are_set_it_is_told_when_the_day_approaches(desk: Desk) -> None:
    desk.db.settings = replace(desk.db.settings, hall={**desk.db.settings.hall, "visit_answer_working_days": 5})
    request(desk)
    answered = request(desk, 2)
    with desk.act() as tx:
        answering.agree(tx, answered, hall("2026-03-04 09:00"), TEAM)
    assert ring(desk, "2026-03-05 08:30") == ["approaching"]  # one of two: the other has its answer
    assert ring(desk, "2026-03-20 08:30") == ["overdue"]  # after an outage the strongest alone


@pytest.mark.row("S2.5")
def test_two_go_and_the_form_is_filled_in_order(desk: Desk) -> None:
    visit = request(desk)
    for staff, refusal in ((["clerk01"], refusals.TooFewStaff), (["clerk01", "nobody"], refusals.UnknownStaff)):
        with pytest.raises(refusal), desk.act() as tx:
            answering.agree(tx, visit, hall("2026-03-03 09:00"), staff)
    with pytest.raises(refusals.AgreedInPast), desk.act() as tx:
        answering.agree(tx, visit, hall("2026-03-02 08:30"), TEAM)
    form: dict[str, Any] = {
        "left_at": hall("2026-03-03 08:30"), "arrived_at": hall("2026-03-03 09:05"),
        "returned_at": hall("2026-03-03 10:30"), "outcome": "done", "result": "已收件，材料齐全", "signed": True,
        "materials_taken": ["户口簿复印件"], "satisfaction": None,
    }  # fmt: skip
    with pytest.raises(refusals.NotAnswered), desk.act() as tx:
        answering.finish(tx, visit, **form)
    with desk.act() as tx:
        answering.agree(tx, visit, hall("2026-03-03 09:00"), TEAM)
    desk.at("2026-03-03 10:00")
    with pytest.raises(refusals.TimesOutOfOrder), desk.act() as tx:  # not back yet
        answering.finish(tx, visit, **form)
    desk.at("2026-03-03 11:00")
    with desk.act() as tx:
        done = answering.finish(tx, visit, **form)
        assert (done.state, done.staff, done.outcome) == ("finished", TEAM, "done")
    with pytest.raises(refusals.VisitFinished), desk.act() as tx:
        requesting.cancel_at_desk(tx, visit, "误")
    with desk.db.reading() as tx:
        everything = "".join(
            str(tx.session.execute(text(f"select * from {table}")).all()) for table in ("visit", "audit", "outbox")
        )
    for secret in (*person(1).values(), ADDRESS, "材料齐全"):
        assert secret not in everything


@pytest.mark.row("S2.5", "S4.10")
def test_a_visit_from_the_request_to_the_form(broker: BrokerNode, tmp_path: Path) -> None:
    clock = FixedClock(hall("2026-03-02 09:00"))
    with open_hall(f"sqlite:///{tmp_path / 'test.db'}", broker, tmp_path, clock) as intake:
        public, clerk = intake.anonymous(), intake.client(Role.CLERK, actor_id="clerk01")
        refused = public.post("/visits", json=body(1, item_code=ONLY_AT_WINDOW)).json()
        assert refused["code"] == "item_not_at_home"
        asked = public.post("/visits", json=body(1)).json()
        assert (asked["answer_by"], asked["address"]) == ("2026-03-03", "桃渚镇北塘村****")
        assert asked["applicant"]["name"] == "样*1" and asked["told_materials"][0]["copies"] >= 1
        later = clerk.post("/visits/desk", json=body(2, village_code="331082114209")).json()
        early = clerk.post("/visits/desk", json=body(3, village_code="331082114209", group_name="2组")).json()
        [waiting, *_] = clerk.get("/visits", params={"state": "requested"}).json()["items"]
        assert waiting["number"] == asked["number"]
        for visit, at in ((waiting, "10:00"), (later, "14:00"), (early, "09:00")):
            plan = {"agreed_for": hall(f"2026-03-04 {at}").isoformat(), "staff": TEAM}
            assert clerk.post(f"/visits/{visit['id']}/agree", json=plan).json()["state"] == "agreed"
        moved = {"agreed_for": hall("2026-03-04 15:00").isoformat(), "staff": ["clerk01", "clerk03"]}
        assert clerk.post(f"/visits/{later['id']}/replan", json=moved).json()["staff"] == moved["staff"]
        route = clerk.get("/visits/route", params={"date": "2026-03-04"}).json()
        assert [[visit["number"] for visit in village["visits"]] for village in route["villages"]] == [
            [early["number"], later["number"]], [asked["number"]],
        ]  # fmt: skip
        other = clerk.get("/visits/route", params={"date": "2026-03-04", "staff": "clerk03"}).json()
        assert [village["village_code"] for village in other["villages"]] == ["331082114209"]
        revealed = clerk.post(f"/visits/{waiting['id']}/person", json={"reason": "上门联系"}).json()
        assert (revealed["address"], revealed["phone"]) == (ADDRESS, person(1)["phone"])
        clock.at = hall("2026-03-04 12:00")
        form = {
            "left_at": hall("2026-03-04 08:30").isoformat(), "arrived_at": hall("2026-03-04 09:40").isoformat(),
            "returned_at": hall("2026-03-04 11:30").isoformat(), "outcome": "done", "result": "已受理", "signed": True,
            "satisfaction": "satisfied",
        }  # fmt: skip
        assert clerk.post(f"/visits/{waiting['id']}/finish", json=form).json()["satisfaction"] == "satisfied"
        mine = {"number": asked["number"], "code": asked["code"]}
        assert public.post("/visits/show", json=mine).json()["state_words"] == "已上门"
        assert public.post("/visits/show", json={**mine, "code": "22222222"}).json()["code"] == "visit_not_found"
        assert public.post("/visits/cancel", json=mine).json()["code"] == "visit_finished"
        intake.wait_for(VISIT_REQUESTED, 3)
        [finished] = intake.wait_for(VISIT_FINISHED)
        assert (finished.data["outcome"], finished.data["staff"]) == ("done", 2)
