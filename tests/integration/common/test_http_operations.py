"""Health, figures, the API's own description, and parked messages by HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import SystemClock
from libs.common.messaging.failures import Park
from libs.common.messaging.parked import park
from tests.support.desk import RunningDesk, running_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RunningDesk]:
    with running_desk(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path) as running:
        yield running


def test_alive_but_not_ready_without_a_broker(desk: RunningDesk) -> None:
    assert desk.call("GET", "/../healthz", roles=()).json() == {"alive": True}
    answer = desk.call("GET", "/../readyz", roles=())
    assert answer.status_code == 503
    checks = answer.json()["checks"]
    assert (checks["database"]["ok"], checks["broker"]["ok"], checks["relay"]["ok"]) == (True, False, True)


def test_ready_when_everything_answers(broker: BrokerNode, database_url: str, tmp_path: Path) -> None:
    with running_desk(database_url, tmp_path, broker.amqp_url) as desk:
        answer = desk.call("GET", "/../readyz", roles=())
        assert (answer.status_code, answer.json()["ready"]) == (200, True), answer.text


def test_not_ready_when_the_relay_falls_behind(broker: BrokerNode, tmp_path: Path) -> None:
    with running_desk(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path, broker.amqp_url) as desk:
        with desk.db.transaction() as tx:
            tx.send("desk.events", "x", "{}", message_id="m1")
            tx._messages[0]["written_at"] = tx.now.replace(year=tx.now.year - 1)
        answer = desk.call("GET", "/../readyz", roles=())
        assert (answer.status_code, answer.json()["checks"]["relay"]["ok"]) == (503, False)


def test_figures_name_templates_never_paths(desk: RunningDesk) -> None:
    desk.call("GET", "/slips/331082199003071234")
    desk.call("GET", "/slips?limit=7")
    desk.call("GET", "/nowhere/331082199003071234")
    text = desk.call("GET", "/../metrics", roles=()).text
    line = 'bianmin_http_requests_total{method="GET",route="/slips/<slip_id>",service="desk",status="404"}'
    assert line in text
    assert 'route="unknown",service="desk",status="404"' in text
    assert 'bianmin_http_seconds_bucket{le="0.01",method="GET",route="/slips",service="desk"}' in text
    assert "331082199003071234" not in text


def test_the_description_is_valid_openapi(desk: RunningDesk) -> None:
    document = desk.call("GET", "/../openapi.json", roles=()).json()
    OpenAPIV31SpecValidator(document).validate()
    add = document["paths"]["/api/desk/v1/slips"]["post"]
    assert add["security"] == [{"bearer": []}]
    assert "taken_number 号码已被占用" in add["responses"]["409"]["description"]
    assert "idempotency_conflict" in add["responses"]["409"]["description"]
    assert add["responses"]["201"]["headers"]["ETag"]
    new_slip = document["components"]["schemas"]["NewSlip"]
    assert (new_slip["required"], new_slip["additionalProperties"]) == (["number"], False)
    change = document["paths"]["/api/desk/v1/slips/{slip_id}"]["put"]
    required = {each["name"] for each in change["parameters"] if each["required"]}
    assert required == {"slip_id", "If-Match"}
    assert {"code": "taken_number", "title": "号码已被占用", "status": 409} in document["x-error-codes"]
    assert document["paths"]["/healthz"]["get"]["security"] == []
    paper = document["paths"]["/api/desk/v1/papers"]["post"]
    assert set(paper["requestBody"]["content"]) == {"application/zip", "text/csv"}
    assert "413" in paper["responses"] and "headers" not in paper["responses"]["200"]
    echo = document["paths"]["/api/desk/v1/echo"]["post"]["responses"]["200"]
    assert set(echo["content"]) == {"application/zip", "text/csv"}


def _park(desk: RunningDesk, reason: str) -> str:
    with desk.db.transaction() as tx:
        verdict = Park(reason=reason, stack="at line 1", tries=4)
        return park(
            tx, "desk.reaction", "case.accepted.v1", "{}", verdict,
            event_id=f"event-{reason}", event_type="cn.bianmin.intake.case.accepted.v1",
            first_failed_at=SystemClock().now(),
        )  # fmt: skip


def test_parked_messages_are_listed_shown_replayed_and_dropped(desk: RunningDesk) -> None:
    first, second = _park(desk, "one"), _park(desk, "two")
    as_operator = {"roles": (Role.OPERATOR,)}
    assert desk.call("GET", "/parked").status_code == 403
    listed = desk.call("GET", "/parked", **as_operator).json()["items"]
    assert [item["reason"] for item in listed] == ["one", "two"]
    assert "stack" not in listed[0]
    assert desk.call("GET", f"/parked/{first}", **as_operator).json()["stack"] == "at line 1"
    assert desk.call("POST", f"/parked/{first}/replay", **as_operator).status_code == 204
    again = desk.call("POST", f"/parked/{first}/replay", **as_operator)
    assert (again.status_code, again.json()["code"]) == (409, "already_settled")
    assert desk.call("POST", f"/parked/{second}/drop", json={}, **as_operator).status_code == 422
    assert desk.call("POST", f"/parked/{second}/drop", json={"reason": "测试数据"}, **as_operator).status_code == 204
    assert desk.call("GET", "/parked", **as_operator).json()["items"] == []
    assert desk.call("GET", "/parked/none", **as_operator).status_code == 404
