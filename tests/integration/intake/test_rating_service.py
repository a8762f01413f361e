"""Ratings through the running service: the evaluator over the broker, the QR code, roles, ETag, metrics."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.events.devices import RATING_GIVEN
from libs.common.events.intake import (
    RATING_APPEAL_DECIDED,
    RATING_RECORDED,
    RECTIFICATION_CLOSED,
    RECTIFICATION_DEADLINE_REACHED,
    RECTIFICATION_OPENED,
)
from tests.integration.intake.case_desk import IMMEDIATE, SYNTHETIC
from tests.integration.intake.hall import MONDAY_MORNING, at, open_hall
from tests.support.harness import Client, Running
from tests.support.waiting import eventually

DAY = "?first=2026-03-02&last=2026-03-02"


def ended_case(clerk: Client) -> Any:
    case = clerk.post("/cases", json={"item_code": IMMEDIATE, "applicant": SYNTHETIC, "received": [1, 2]}).json()
    clerk.post(f"/cases/{case['id']}/accept", json={})
    assert clerk.post(f"/cases/{case['id']}/complete", json={}).status_code == 200
    return case


def served_ticket(clerk: Client) -> str:
    assert clerk.post("/tickets", json={"business_class": "A"}).status_code == 201
    for verb in ("next", "serve", "finish"):
        answer = clerk.post(f"/windows/1/{verb}", json={})
        assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def pressed(hall: Running, handling: str, level: str) -> None:
    data = {
        "request_id": f"v-{handling}-{level}", "terminal_id": "evaluator-1", "handling_id": handling, "level": level,
        "indicators": ["207"], "at": hall.db.clock.now(),
    }  # fmt: skip
    hall.publish(RATING_GIVEN, handling, data)


@pytest.mark.row("C12", "C13", "N11", "S4.14")
def test_ratings_from_every_side(database_url: str, broker: BrokerNode, tmp_path: Path) -> None:
    clock: FixedClock = at(MONDAY_MORNING)
    with open_hall(database_url, broker, tmp_path, clock) as hall:
        clerk, lead = hall.client(Role.CLERK, actor_id="clerk01"), hall.client(Role.WINDOW_LEAD, actor_id="lead01")
        director, public = hall.client(Role.DIRECTOR, actor_id="director"), hall.anonymous()
        ticket, case = served_ticket(clerk), ended_case(clerk)
        clock.advance(5)

        offered = public.get("/ratings/indicators").json()["items"]
        assert len(offered) == 40 and {"code", "text", "level", "tier"} == offered[0].keys()
        paper = {"number": case["case_number"], "code": case["query_code"]}
        # No answer is no answer: without a level there is no rating, least of all a good one.
        assert public.post("/ratings/by-code", json=paper).json()["errors"][0]["field"] == "level"
        assert director.get("/ratings").json()["items"] == []
        wrong = public.post("/ratings/by-code", json={**paper, "code": "x", "level": "satisfied"})
        assert (wrong.status_code, wrong.json()["code"]) == (404, "unknown_handling")
        given = public.post(
            "/ratings/by-code",
            json={**paper, "level": "dissatisfied", "comment": "致电13800001234", "indicators": ["214"]},
        )
        assert given.status_code == 201 and given.json().keys() == {"rating_id", "level"}
        assert public.post("/ratings/by-code", json={**paper, "level": "satisfied"}).json()["code"] == "already_rated"
        pressed(hall, ticket, "very_satisfied")
        hall.wait_for(RATING_RECORDED, 2)
        pressed(hall, ticket, "very_dissatisfied")
        ignored = {"already_rated": 1}
        eventually(lambda: director.get(f"/ratings/figures{DAY}").json()["ignored"] == ignored)

        own = {"handling_id": ticket, "level": "very_satisfied", "channel": "phone"}
        assert clerk.post("/ratings", json=own).status_code == 403
        as_lead = hall.client(Role.WINDOW_LEAD, actor_id="clerk01")
        assert as_lead.post("/ratings", json=own).json()["code"] == "rates_own_work"
        assert lead.post("/ratings", json={**own, "channel": "evaluator"}).status_code == 422
        for path in ("/ratings", f"/ratings/figures{DAY}", "/rectifications"):
            assert clerk.get(path).status_code == 403
        shown = {one["handling_kind"]: one for one in director.get("/ratings").json()["items"]}
        assert shown["case"]["comment"] == "致电138****1234"
        assert shown["ticket"]["indicators"] == [{"code": "207", "text": "没有提供材料样本"}]

        (opened,) = hall.wait_for(RECTIFICATION_OPENED)
        path = f"/rectifications/{opened.data['rectification_id']}"
        assert as_lead.get("/rectifications").json()["items"] == [] and as_lead.get(path).status_code == 404
        assert clerk.get("/ratings/mine").json() == {"items": []}
        first = lead.get(path)
        assert lead.post(f"{path}/rectify", json={"finding": "justified", "measures": "x"}).json()["code"] == (
            "rectification_not_contacted"
        )
        # Nobody called: the clock tells it by itself.
        clock.advance(86_400 * 2)
        (late,) = hall.wait_for(RECTIFICATION_DEADLINE_REACHED)
        assert (late.data["clock"], late.data["kind"]) == ("contact", "overdue")
        contact = {"outcome": "reached", "words": "已联系"}
        assert (
            lead.post(f"{path}/contact", json=contact, headers={"If-Match": first.headers["ETag"]}).status_code == 200
        )
        stale = lead.post(f"{path}/contact", json=contact, headers={"If-Match": first.headers["ETag"]})
        assert stale.status_code == 412
        assert lead.post(f"{path}/rectify", json={"finding": "justified", "measures": "已重新培训"}).status_code == 200
        assert lead.post(f"{path}/call-back", json={"outcome": "settled", "words": "满意"}).json()["state"] == "closed"
        assert hall.wait_for(RECTIFICATION_CLOSED)[0].data["contact_in_time"] is False
        (mine,) = clerk.get("/ratings/mine").json()["items"]
        assert (mine["measures"], mine["level"]) == ("已重新培训", "dissatisfied")

        appeal = clerk.post(f"/ratings/{mine['rating_id']}/appeal", json={"ground": "系统故障所致"})
        assert appeal.status_code == 201
        decide = f"/appeals/{appeal.json()['id']}/uphold"
        verdict = {"finding": "mistaken", "reason": "经查系统停机"}
        assert director.post(decide, json=verdict).status_code == 428
        assert lead.post(decide, json=verdict, headers={"If-Match": '"1"'}).status_code == 403
        assert director.post(decide, json=verdict, headers={"If-Match": '"1"'}).json()["state"] == "upheld"
        hall.wait_for(RATING_APPEAL_DECIDED)
        table = director.get(f"/ratings/figures{DAY}").json()
        assert (table["whole"]["excluded"], table["whole"]["satisfaction"]) == ({"mistaken": 1}, 100.0)
        assert 'bianmin_rectifications_total{outcome="settled"}' in requests.get(f"{hall.url}/metrics", timeout=20).text
