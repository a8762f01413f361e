"""From the work on a case to its archive through the running service: HTTP, real broker, clocks that tick."""

from pathlib import Path

import pytest

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.events.intake import (
    CASE_ARCHIVED,
    CASE_DISPOSED,
    CASE_STAGE_ENDED,
    DELIVERY_DEADLINE_REACHED,
    DELIVERY_DELIVERED,
)
from tests.integration.intake.case_desk import PROMISED, SYNTHETIC
from tests.integration.intake.hall import MONDAY_MORNING, at, open_hall

DAY = 86_400
VILLAGE, NUMBER = "331082114206", "33108219900307123844"


@pytest.mark.row("C8", "S6.2", "C10")
def test_a_case_is_worked_on_completed_delivered_archived_and_disposed_of(broker: BrokerNode, tmp_path: Path) -> None:
    clock = at(MONDAY_MORNING)
    with open_hall(f"sqlite:///{tmp_path / 'test.db'}", broker, tmp_path, clock) as intake:
        clerk, director = intake.client(Role.CLERK, actor_id="clerk05"), intake.client(Role.DIRECTOR)
        agent = intake.client(Role.VILLAGE_AGENT, actor_id="agent-a", villages=frozenset({VILLAGE}))
        body = {"item_code": PROMISED, "applicant": SYNTHETIC, "received": [1, 2, 3, 4, 5], "village_code": VILLAGE}
        case = clerk.post("/cases", json=body).json()
        path = f"/cases/{case['id']}"
        assert clerk.post(f"{path}/accept", json={}).status_code == 200
        assert "site_visit" in [kind["code"] for kind in intake.anonymous().get("/stage-kinds").json()["items"]]
        begun = clerk.post(f"{path}/stages", json={"kind": "site_visit"})
        assert begun.status_code == 201
        assert clerk.post(f"{path}/complete", json={}).json()["code"] == "stage_open"
        stale = {"If-Match": '"1"'}
        finish = {"opinion": "与申报一致"}
        assert clerk.post(f"{path}/stages/1/finish", json=finish, headers=stale).json()["code"] == "stale_version"
        fresh = {"If-Match": begun.headers["ETag"]}
        assert clerk.post(f"{path}/stages/1/finish", json=finish, headers=fresh).status_code == 200
        refused = clerk.post(f"{path}/complete", json={"result_code": "returned"}).json()
        assert (refused["code"], refused["errors"][0]["field"]) == ("invalid", "result_code")
        ending = {"result_code": "issued", "certificate_number": NUMBER, "way": "village_agent"}
        done = clerk.post(f"{path}/complete", json=ending, headers={"Idempotency-Key": "press-9"})
        assert (done.json()["result"], done.json()["certificate_number"]) == ("出证办结", "33108**********23844")
        again = clerk.post(f"{path}/complete", json=ending, headers={"Idempotency-Key": "press-9"})
        assert again.json() == done.json() and NUMBER not in again.text
        looked = clerk.post(f"{path}/certificate", json={"reason": "电话核对"})
        assert looked.json() == {"certificate_number": NUMBER}
        assert clerk.post(f"{path}/archive", json={}).json()["code"] == "delivery_open"
        clock.advance(10 * DAY)
        [reached] = intake.wait_for(DELIVERY_DEADLINE_REACHED, timeout=20)
        assert reached.data["kind"] == "approaching"
        assert clerk.post(f"{path}/delivery/send", json={"carrier": "代办员甲01"}).json()["state"] == "sent"
        [given] = agent.get("/deliveries").json()["items"]
        assert (given["case_number"], given["applicant"]["name"]) == (case["case_number"], "样*甲")
        assert agent.post(f"{path}/delivery/deliver", json={}).json()["state_words"] == "已送达"
        public = intake.anonymous().post(
            "/progress", json={"number": case["case_number"], "code": case["query_code"]}
        ).json()
        assert (public["delivery"]["words"], public["stages"][0]["words"]) == ("已送达", "现场核查")
        assert [each["id"] for each in clerk.get("/archive/waiting").json()["items"]] == [case["id"]]
        filed = clerk.post(f"{path}/archive", json={"retention": "ten_years"})
        assert filed.json()["archived_at"] is not None
        [kept] = clerk.get("/archive", params={"number": "taozhu-WS·2026-D10-0001"}).json()["items"]
        assert (kept["keep_until"], kept["retention_name"]) == ("2036-12-31", "10年")
        decision = {"case_ids": [case["id"]], "reason": "经鉴定无继续保存价值"}
        assert clerk.post("/archive/disposal", json=decision).status_code == 403
        assert director.post("/archive/disposal", json=decision).json()["code"] == "retention_runs"
        clock.advance(365 * 11 * DAY)
        clerk, director = intake.client(Role.CLERK, actor_id="clerk05"), intake.client(Role.DIRECTOR)
        assert len(director.get("/archive/disposal").json()["items"]) == 1
        [gone] = director.post("/archive/disposal", json=decision).json()["items"]
        assert gone["state"] == "disposed"
        assert clerk.get(path).json()["applicant"]["name"] == "（已销毁）"
        for event in (CASE_STAGE_ENDED, DELIVERY_DELIVERED, CASE_ARCHIVED, CASE_DISPOSED):
            assert intake.wait_for(event)[0].data["case_number"] == case["case_number"]
