"""Joint cases on both databases: parts side by side, both rules, objections, reminders, and the running service."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from libs.common.actor import Actor, Role
from libs.common.broker.node import BrokerNode
from libs.common.errors import Forbidden, StaleVersion
from libs.common.events.intake import (
    JOINT_PART_ANSWERED,
    JOINT_PART_CANCELLED,
    JOINT_PART_DEADLINE_REACHED,
    JOINT_PART_OPENED,
    JOINT_PART_REOPENED,
    JOINT_PART_UNDERTAKEN,
    JOINT_RULE_CHANGED,
)
from services.intake.casework.cases import clockwork, ending, refusals, sweeps
from services.intake.casework.cases.tables import Case
from services.intake.casework.joint import answering, settings
from services.intake.casework.joint import refusals as joint
from services.intake.casework.joint.parts import parts_of
from services.intake.casework.joint.queries import find_parts
from services.intake.casework.joint.rules import PartPlan, Rule, State
from services.intake.casework.joint.sweeps import ring_parts
from services.intake.casework.joint.tables import JointPart
from tests.integration.intake.case_desk import CLERK, DIRECTOR, JOINT, PROMISED, SYNTHETIC, Desk, open_desk
from tests.integration.intake.hall import open_hall

BUILDING, FARMING = "村镇建设办公室", "农业农村办公室"  # of JOINT, promised in 15 working days


def department(unit: str) -> Actor:
    return Actor(id=unit.lower(), roles=frozenset({Role.HANDLING_UNIT}), centres=frozenset({"taozhu"}), unit=unit)


FARMERS, BUILDERS = department("U-NY"), department("U-CJ")


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    with opened.act(DIRECTOR) as tx:
        settings.set_joint(tx, "taozhu", JOINT, Rule.ALL_FINISHED, "镇联审制度", [PartPlan(FARMING, 5, "现场踏勘")])
    yield opened
    opened.db.dispose()


def parts(desk: Desk, case_id: str) -> dict[str, JointPart]:
    with desk.db.reading(CLERK) as tx:
        found = parts_of(tx, case_id)
        tx.session.expunge_all()
        return {part.department: part for part in found}


def answer(desk: Desk, part: JointPart, state: State, actor: Actor = CLERK, **more: str) -> None:
    with desk.act(actor) as tx:
        answering.answer(tx, part.id, state, **({"paper": "函〔2026〕8号"} if actor is CLERK else {}), **more)


def complete(desk: Desk, case_id: str) -> None:
    with desk.act() as tx:
        ending.complete_case(tx, case_id)


@pytest.mark.row("C5", "S5.2", "S6.2")
def test_a_part_opens_for_each_department_and_the_lead_waits_for_all(desk: Desk) -> None:
    case_id = desk.accepted(JOINT)
    opened = parts(desk, case_id)
    assert {name: (part.unit, part.limit_days, part.due_on) for name, part in opened.items()} == {
        BUILDING: ("U-CJ", 15, date(2026, 3, 23)), FARMING: ("U-NY", 5, date(2026, 3, 9)),
    }  # fmt: skip
    assert [event.data["department"] for event in desk.told(JOINT_PART_OPENED)] == [BUILDING, FARMING]
    answer(desk, opened[FARMING], State.AGREED, FARMERS)
    with pytest.raises(joint.PartOpen) as waiting:
        complete(desk, case_id)
    assert waiting.value.data["departments"] == [BUILDING]
    desk.at("2026-03-24 09:00")
    answer(desk, opened[BUILDING], State.CONDITIONAL, opinion="放样后通知本办验线，电话13800001234")
    told = [each.data for each in desk.told(JOINT_PART_ANSWERED)]
    assert [(each["answer"], each["timing"], each["by_window"]) for each in told] == [
        ("agreed", "early", False), ("conditional", "overdue", True),
    ]  # fmt: skip
    asked = parts(desk, case_id)[BUILDING]
    assert (asked.opinion, asked.paper) == ("放样后通知本办验线，电话138****1234", "函〔2026〕8号")
    complete(desk, case_id)
    assert desk.case(case_id).state == "completed"


@pytest.mark.row("C5", "S5.2")
def test_by_undertakings_the_lead_finishes_first_and_the_departments_after(desk: Desk) -> None:
    case_id = desk.accepted(JOINT)
    with desk.act(DIRECTOR) as tx:
        settings.change_rule(tx, case_id, Rule.ALL_UNDERTAKEN, "汛期前急需开工")
    opened = parts(desk, case_id)
    with pytest.raises(joint.UntilPassed), desk.act(FARMERS) as tx:
        answering.undertake(tx, opened[FARMING].id, "踏勘并出具意见", date(2026, 3, 1))
    with desk.act(FARMERS) as tx:
        answering.undertake(tx, opened[FARMING].id, "踏勘并出具意见", date(2026, 3, 20))
    with pytest.raises(joint.PartOpen):
        complete(desk, case_id)
    with desk.act() as tx:
        answering.undertake(tx, opened[BUILDING].id, "审核图纸", date(2026, 3, 18), "函〔2026〕9号")
    complete(desk, case_id)
    undertaken = parts(desk, case_id)
    assert {part.state for part in undertaken.values()} == {"undertaken"}
    assert undertaken[FARMING].derivation == "农业农村办公室书面承诺 2026年3月20日前（含当日）办完"
    answer(desk, opened[FARMING], State.AGREED, FARMERS)
    desk.at("2026-03-19 08:00")
    with desk.act() as tx:
        assert ring_parts(tx) == 1  # the one that undertook for the 18th
    assert [event.data["by_window"] for event in desk.told(JOINT_PART_UNDERTAKEN)] == [False, True]
    [changed] = desk.told(JOINT_RULE_CHANGED)
    assert (changed.data["rule"], changed.data["reason"]) == ("all_undertaken", "汛期前急需开工")
    with pytest.raises(refusals.CaseCompleted), desk.act(DIRECTOR) as tx:
        settings.change_rule(tx, case_id, Rule.ALL_FINISHED, "太晚")


@pytest.mark.row("C5")
def test_an_objection_blocks_until_it_is_put_right_or_the_case_is_returned(desk: Desk) -> None:
    case_id, hopeless = desk.accepted(JOINT), desk.accepted(JOINT)
    opened, other = parts(desk, case_id), parts(desk, hopeless)
    with pytest.raises(joint.GroundMissing):
        answer(desk, opened[FARMING], State.OBJECTED, FARMERS)
    answer(desk, opened[FARMING], State.OBJECTED, FARMERS, opinion="占用永久基本农田")
    answer(desk, opened[BUILDING], State.AGREED, BUILDERS)
    with pytest.raises(joint.PartObjected) as refused:
        complete(desk, case_id)
    assert refused.value.data["departments"] == [FARMING]
    desk.at("2026-03-16 09:00")
    with desk.act() as tx:
        answering.reopen(tx, opened[FARMING].id, "已调整选址")
    anew = parts(desk, case_id)[FARMING]
    assert (anew.state, anew.due_on, anew.opinion) == ("open", date(2026, 3, 23), None)
    assert desk.told(JOINT_PART_REOPENED)[0].data["reason"] == "已调整选址"
    answer(desk, opened[FARMING], State.AGREED, FARMERS)
    complete(desk, case_id)
    answer(desk, other[FARMING], State.OBJECTED, FARMERS, opinion="占用永久基本农田")
    with desk.act() as tx:
        ending.return_case(tx, hopeless, "农业农村办公室不同意", "《基本农田保护条例》第十五条")
    left = parts(desk, hopeless)
    assert (left[FARMING].state, left[BUILDING].state) == ("objected", "cancelled")
    assert [event.data["department"] for event in desk.told(JOINT_PART_CANCELLED)] == [BUILDING]
    with pytest.raises(joint.PartCancelled):
        answer(desk, other[BUILDING], State.AGREED, BUILDERS)


@pytest.mark.row("C4", "C5", "N2")
def test_a_pause_and_an_extension_of_the_case_move_the_parts_that_are_open(desk: Desk) -> None:
    case_id = desk.accepted(JOINT)
    opened = parts(desk, case_id)
    with desk.act(BUILDERS) as tx:
        answering.undertake(tx, opened[BUILDING].id, "审核图纸", date(2026, 3, 18))
    desk.at("2026-03-04 09:00")
    with desk.act() as tx:
        clockwork.pause_case(tx, case_id, "鉴定", 10)
    assert parts(desk, case_id)[FARMING].due_on is None
    desk.at("2026-03-16 09:00")
    with desk.act() as tx:
        assert ring_parts(tx) == 1  # what was undertaken on paper stays
        clockwork.resume_case(tx, case_id)
    assert parts(desk, case_id)[FARMING].due_on == date(2026, 3, 19)
    with desk.act(DIRECTOR) as tx:
        clockwork.extend_case(tx, case_id, 3, "会审延后")
    now = parts(desk, case_id)
    assert (now[FARMING].due_on, now[BUILDING].due_on) == (date(2026, 3, 24), date(2026, 3, 18))
    assert "3月16日延长 3 个工作日" in now[FARMING].derivation


@pytest.mark.row("C5")
def test_a_part_is_reminded_of_once_each_on_its_day(desk: Desk) -> None:
    case_id = desk.accepted(JOINT)

    def rings(moment: str) -> list[str]:
        desk.at(moment)
        before = len(desk.told(JOINT_PART_DEADLINE_REACHED))
        for _ in range(2):
            with desk.act() as tx:
                ring_parts(tx)
        return [event.data["kind"] for event in desk.told(JOINT_PART_DEADLINE_REACHED)[before:]]

    assert rings("2026-03-04 10:00") == []
    assert rings("2026-03-05 00:10") == ["approaching"]
    assert rings("2026-03-09 08:00") == ["due"]
    with desk.act() as tx:  # stopped and set going on one day: nothing is told twice
        clockwork.pause_case(tx, case_id, "鉴定", 1)
        clockwork.resume_case(tx, case_id)
    assert rings("2026-03-09 10:00") == []
    assert rings("2026-03-10 10:00") == ["overdue"]
    answer(desk, parts(desk, case_id)[FARMING], State.AGREED, FARMERS)
    assert rings("2026-03-19 10:00") == ["approaching"]  # the other department's


@pytest.mark.row("C5")
def test_a_department_answers_for_itself_and_the_window_with_its_paper(desk: Desk) -> None:
    case_id = desk.accepted(JOINT)
    opened = parts(desk, case_id)
    with pytest.raises(joint.NotYourPart):
        answer(desk, opened[FARMING], State.AGREED, BUILDERS)
    with pytest.raises(joint.PaperMissing), desk.act() as tx:
        answering.answer(tx, opened[FARMING].id, State.AGREED)
    stranger = Actor(id="x", roles=frozenset({Role.HANDLING_UNIT}), centres=frozenset({"elsewhere"}), unit="U-NY")
    with pytest.raises(Forbidden):
        answer(desk, opened[FARMING], State.AGREED, stranger)
    with pytest.raises(joint.NotYourPart), desk.act(FARMERS) as tx:
        answering.reopen(tx, opened[FARMING].id, "再看看")
    with pytest.raises(StaleVersion), desk.act(FARMERS) as tx:
        tx.if_match = 9
        answering.answer(tx, opened[FARMING].id, State.AGREED)
    version = desk.case(case_id).version
    answer(desk, opened[FARMING], State.AGREED, FARMERS)
    assert desk.case(case_id).version == version + 1
    for actor, expected in ((FARMERS, {FARMING}), (CLERK, {BUILDING, FARMING})):
        with desk.db.reading(actor) as tx:
            assert {part.department for part in tx.session.scalars(find_parts(tx))} == expected
    with pytest.raises(joint.PartAgreed) as again:
        answer(desk, opened[FARMING], State.AGREED, FARMERS)
    assert again.value.code == "joint_part_agreed.agree"


def test_settings_are_of_joint_items_and_running_cases_keep_theirs(desk: Desk) -> None:
    case_id = desk.accepted(JOINT)
    for item, plans, refusal in (
        (PROMISED, [], joint.NotJoint),
        (JOINT, [PartPlan("财政所", 3, "核价")], joint.UnknownDepartment),
        (JOINT, [PartPlan(FARMING, 16, "踏勘")], joint.PartLimitTooLong),
    ):
        with pytest.raises(refusal), desk.act(DIRECTOR) as tx:
            settings.set_joint(tx, "taozhu", item, Rule.ALL_FINISHED, "试", plans)
    with pytest.raises(StaleVersion), desk.act(DIRECTOR) as tx:
        tx.if_match = 0
        settings.set_joint(tx, "taozhu", JOINT, Rule.ALL_UNDERTAKEN, "改", [])
    with desk.act(DIRECTOR) as tx:
        settings.set_joint(tx, "taozhu", JOINT, Rule.ALL_UNDERTAKEN, "承诺制改革", [])
        settings.set_department(tx, "taozhu", FARMING, None)
    assert parts(desk, case_id)[FARMING].limit_days == 5
    later = parts(desk, desk.accepted(JOINT))[FARMING]
    assert (later.limit_days, later.unit) == (15, None)


def test_an_unanswered_joint_application_opens_its_parts_by_itself(desk: Desk) -> None:
    case_id = desk.register(JOINT)
    desk.at("2026-03-10 08:00")
    with desk.act() as tx:
        assert sweeps.accept_unanswered(tx) == 1
        assert ring_parts(tx) == 1
    assert parts(desk, case_id)[FARMING].due_on == date(2026, 3, 9)  # counted from the day of receipt


@pytest.mark.row("C5", "S6.2")
def test_a_joint_case_through_the_running_service(broker: BrokerNode, tmp_path: Path) -> None:
    with open_hall(f"sqlite:///{tmp_path / 'test.db'}", broker, tmp_path) as intake:
        clerk = intake.client(Role.CLERK, actor_id="clerk01")
        farmers = intake.client(Role.HANDLING_UNIT, actor_id="u-ny", unit="U-NY")
        director = intake.client(Role.DIRECTOR, actor_id="director")
        plan = {"department": FARMING, "limit": 5, "task": "现场踏勘"}
        setting = {"rule": "all_finished", "reason": "镇联审制度", "parts": [plan]}
        assert director.put(f"/joint/settings/{JOINT}", json=setting).json()["version"] == 1
        assert clerk.put(f"/joint/settings/{JOINT}", json=setting).status_code == 403
        body = {"item_code": JOINT, "applicant": SYNTHETIC, "received": [1, 2, 3, 4, 5, 6]}
        case = clerk.post("/cases", json=body).json()
        path = f"/cases/{case['id']}"
        assert clerk.post(f"{path}/accept", json={}).status_code == 200
        shown = clerk.get(path)
        assert [part["department"] for part in shown.json()["parts"]] == [BUILDING, FARMING]
        assert shown.json()["joint"]["rule"] == "all_finished"
        [mine] = farmers.get("/joint/parts", params={"state": "open"}).json()["items"]
        assert (mine["task"], mine["applicant"]["name"], mine["window"]) == ("现场踏勘", "样*甲", 1)
        assert farmers.get(path).status_code == 403
        agreed = farmers.post(
            f"/joint/parts/{mine['id']}/answer", json={"answer": "agreed"}, headers={"If-Match": f'"{mine["version"]}"'}
        )
        assert agreed.json()["state_words"] == "同意"
        # The case has changed with the answer: who looked before must look again.
        stale = clerk.post(f"{path}/complete", json={}, headers={"If-Match": shown.headers["ETag"]})
        assert stale.json()["code"] == "stale_version"
        assert clerk.post(f"{path}/complete", json={}).json()["code"] == "joint_part_open"
        due = clerk.get("/joint/parts", params={"due_before": "2026-03-25", "unit": "U-CJ"}).json()["items"]
        answer = {"answer": "conditional", "opinion": "放样后验线", "paper": "函〔2026〕8号"}
        assert clerk.post(f"/joint/parts/{due[0]['id']}/answer", json=answer).json()["by_window"] is True
        assert clerk.post(f"{path}/complete", json={}).json()["state"] == "completed"
        heard = intake.wait_for(JOINT_PART_ANSWERED, 2)
        assert sorted(event.data["answer"] for event in heard) == ["agreed", "conditional"]
        with intake.db.reading() as tx:
            assert tx.one(Case, case["id"]).version == 5
