"""A delegated item on its way: opened for the agent on duty, taken, done, returned, or taken back."""

import pytest

from libs.common import audit
from libs.common.actor import Role
from libs.common.clock import FixedClock
from libs.common.events.intake import CASE_ACCEPTED, CASE_COMPLETED
from libs.common.events.routing import (
    DELEGATION_DONE,
    DELEGATION_OPENED,
    DELEGATION_RECALLED,
    DELEGATION_RETURNED,
    DELEGATION_TAKEN,
)
from tests.integration.routing.town import BEITANG, HOUTANG, accept, agent, completed
from tests.support.harness import Running


@pytest.mark.row("S4.6", "S5.4", "R1")
def test_through_the_village_and_back(routing: Running) -> None:
    case_id = accept(routing)
    (opened,) = routing.wait_for(DELEGATION_OPENED)
    assert opened.data["agent_id"] == f"agent-{BEITANG}-a"
    assert opened.data["why"] == "户籍村北塘村；A岗代办员甲01在岗"
    here, clerk = agent(routing, BEITANG), routing.client(Role.CLERK)
    (work,) = here.get("/delegations", params={"centre": "taozhu"}).json()["items"]
    assert (work["case_id"], work["due_on"], work["applicant"]) == (case_id, "2026-03-23", "张*三")
    path = f"/delegations/{work['id']}"

    taken = here.post(f"{path}/take", headers={"If-Match": '"1"'})
    assert (taken.json()["state"], taken.headers["ETag"]) == ("taken", '"2"')
    assert here.post(f"{path}/done", headers={"If-Match": '"1"'}).json()["code"] == "stale_version"
    assert here.post(f"{path}/done").json()["state"] == "done"
    assert here.post(f"{path}/return", json={"outcome": "done"}).json()["state"] == "returned"

    (returned,) = routing.wait_for(DELEGATION_RETURNED)
    assert returned.data["outcome"] == "done" and returned.data["case_id"] == case_id
    (accepted,) = routing.heard(CASE_ACCEPTED)
    events = [*routing.heard(DELEGATION_OPENED), *routing.heard(DELEGATION_TAKEN)]
    events += [*routing.heard(DELEGATION_DONE), returned]
    assert [event.sequence for event in events] == [1, 2, 3, 4]
    assert events[0].correlation_id == accepted.correlation_id and events[0].causation_id == accepted.id
    steps = clerk.get(f"{path}/history").json()["items"]
    assert [step["move"] for step in steps] == ["open", "take", "finish", "return_done"]
    decision = clerk.get(f"/decisions/{case_id}").json()
    assert (decision["outcome"], decision["post"]) == ("delegated", "A")
    with routing.db.reading() as tx:
        assert audit.verify(tx).ok


@pytest.mark.row("S4.6")
def test_nobody_outside_the_village_sees_or_touches_it(routing: Running) -> None:
    accept(routing)
    (opened,) = routing.wait_for(DELEGATION_OPENED)
    path = f"/delegations/{opened.data['delegation_id']}"
    neighbour = agent(routing, HOUTANG)
    assert neighbour.get("/delegations", params={"centre": "taozhu"}).json()["items"] == []
    asked = neighbour.get("/delegations", params={"centre": "taozhu", "village": BEITANG})
    calls = [asked, neighbour.get(path), neighbour.get(f"{path}/history"), neighbour.post(f"{path}/take")]
    assert {(call.status_code, call.json()["code"]) for call in calls} == {(403, "outside_village")}
    elsewhere = routing.client(Role.DIRECTOR, centres=frozenset({"elsewhere"}))
    assert elsewhere.get(path).status_code == 403
    assert elsewhere.get("/delegations", params={"centre": "taozhu"}).status_code == 403
    # A director of the centre reads it but does not do the village's work, not even with a village role.
    director = routing.client(Role.DIRECTOR, Role.VILLAGE_AGENT, villages=frozenset({HOUTANG}))
    assert director.get(path).json()["village_code"] == BEITANG
    assert director.post(f"{path}/take").json()["code"] == "outside_village"
    assert routing.client(Role.CLERK).post(f"{path}/take").status_code == 403


def test_every_illegal_move_is_refused_by_its_own_name(routing: Running) -> None:
    accept(routing)
    (opened,) = routing.wait_for(DELEGATION_OPENED)
    here, path = agent(routing, BEITANG), f"/delegations/{opened.data['delegation_id']}"
    done, undone = {"outcome": "done"}, {"outcome": "not_done", "reason": "户主外出"}

    def code(verb: str, body: dict[str, str] | None = None) -> str:
        answer = here.post(f"{path}/{verb}", json=body) if body else here.post(f"{path}/{verb}")
        assert answer.json()["title"] != "操作被拒绝"
        return str(answer.json()["code"])

    assert code("done") == "delegation_not_taken"
    assert code("return", done) == "delegation_not_done"
    assert code("return", {"outcome": "not_done", "reason": " "}) == "return_reason_missing"
    assert here.post(f"{path}/take").status_code == 200
    assert code("take") == "delegation_not_open"
    assert here.post(f"{path}/return", json=undone).json()["reason"] == "户主外出"
    assert code("return", undone) == "delegation_already_settled"
    assert code("done") == "delegation_not_taken"
    assert here.post("/delegations/none/take").status_code == 404


@pytest.mark.row("R1", "R4")
def test_b_covers_and_the_town_keeps_what_nobody_can_take(routing: Running, clock: FixedClock) -> None:
    accept(routing, village_code=HOUTANG)
    (covered,) = routing.wait_for(DELEGATION_OPENED)
    assert covered.data["post"] == "B" and "周一不是A岗" in covered.data["why"]

    absence = {
        "agent_id": f"agent-{HOUTANG}-b",
        "from_day": "2026-03-02",
        "until_day": "2026-03-03",
        "reason": "培训",
    }
    there = agent(routing, HOUTANG)
    assert agent(routing, BEITANG).post("/absences", json=absence).json()["code"] == "outside_village"
    assert there.post("/absences", json=absence).status_code == 201
    director = routing.client(Role.DIRECTOR)
    assert director.post("/absences", json=absence).json()["code"] == "absence_overlaps"
    backwards = {**absence, "until_day": "2026-03-01"}
    assert director.post("/absences", json=backwards).json()["code"] == "absence_backwards"

    kept, unknown = accept(routing, village_code=HOUTANG), accept(routing, village_code="331082999201")
    last = accept(routing, village_code=BEITANG)
    routing.wait_for(DELEGATION_OPENED, 2)
    clerk = routing.client(Role.CLERK)
    answer = clerk.get(f"/decisions/{kept}").json()
    assert answer["outcome"] == "kept" and answer["agent_id"] is None
    assert "周一不是A岗" in answer["why"] and "3月2日请假（培训）" in answer["why"]
    assert "不是现行的村" in clerk.get(f"/decisions/{unknown}").json()["why"]
    assert {event.data["case_id"] for event in routing.heard(DELEGATION_OPENED)} >= {last}
    duty = there.get(f"/villages/{HOUTANG}/duty", params={"on": "2026-03-03"}).json()
    assert duty["post"] == "A"


def test_the_hall_takes_back_what_the_village_has_not_finished(routing: Running) -> None:
    slow, quick = accept(routing), accept(routing)
    routing.wait_for(DELEGATION_OPENED, 2)
    here = agent(routing, BEITANG)
    work = here.get("/delegations", params={"centre": "taozhu"}).json()["items"]
    ids = {item["case_id"]: item["id"] for item in work}
    here.post(f"/delegations/{ids[quick]}/take")
    here.post(f"/delegations/{ids[quick]}/done")
    for case_id in (quick, slow):
        routing.publish(CASE_COMPLETED, case_id, completed(case_id))
    (recalled,) = routing.wait_for(DELEGATION_RECALLED)
    assert recalled.data["case_id"] == slow
    assert here.post(f"/delegations/{ids[slow]}/take").json()["code"] == "delegation_not_open"
    assert here.get(f"/delegations/{ids[quick]}").json()["state"] == "done"
    with routing.db.reading() as tx:
        assert tx.session.execute(tx.kernel.parked.select()).all() == []


@pytest.mark.row("R2")
def test_the_territory_is_a_tree_cut_to_what_one_may_see(routing: Running) -> None:
    tree = routing.client(Role.DIRECTOR).get("/territory", params={"centre": "taozhu"}).json()
    assert tree["town"] == "桃渚镇" and len(tree["area_offices"]) == 4
    assert sum(len(office["villages"]) for office in tree["area_offices"]) == 55
    own = agent(routing, BEITANG).get("/territory", params={"centre": "taozhu"}).json()
    assert [village["code"] for office in own["area_offices"] for village in office["villages"]] == [BEITANG]
    before = routing.client(Role.DIRECTOR).get("/territory", params={"centre": "taozhu", "on": "2020-01-01"})
    assert before.json()["area_offices"] == []
