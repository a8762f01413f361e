"""The catalogue's editors through the running service: roles, versions, refusals, a midnight, a restart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.events.intake import ITEM_DRAFT_CHANGED, ITEM_PUBLISHED, ITEM_RETIRED
from tests.integration.intake.booking_desk import hall as wall
from tests.integration.intake.hall import open_hall
from tests.support.waiting import eventually

CODE = "BM-GT-003"


@pytest.mark.row("C1", "S5.1", "S4.3", "C9")
def test_a_version_from_its_draft_to_its_midnight(broker: BrokerNode, tmp_path: Path) -> None:
    clock = FixedClock(wall("2026-03-02 09:00"))
    with open_hall(f"sqlite:///{tmp_path / 'test.db'}", broker, tmp_path, clock) as intake:
        lead, director = intake.client(Role.WINDOW_LEAD, actor_id="lead"), intake.client(Role.DIRECTOR)
        clerk, public = intake.client(Role.CLERK), intake.anonymous()
        assert clerk.post("/catalogue/drafts", json={"code": CODE}).status_code == 403
        assert public.get("/catalogue/drafts").status_code == 401
        made = lead.post("/catalogue/drafts", json={"code": CODE, "content": {"promised_limit": 21, "fee": "  "}})
        draft = made.json()
        path = f"/catalogue/drafts/{draft['id']}"
        assert (made.status_code, made.headers["ETag"], draft["state_words"]) == (201, '"1"', "草稿")
        assert {(fault["field"], fault["code"]) for fault in draft["faults"]} == {
            ("promised_limit", "promised_over_legal"), ("fee", "disclosure_missing"),
        }  # fmt: skip
        seen = {"If-Match": '"1"'}
        assert director.post(f"{path}/publish", json={}, headers=seen).json()["code"] == "promised_over_legal"
        assert lead.request("PATCH", path, json={"promised_limit": 8}).json()["code"] == "precondition_required"
        changed = lead.request("PATCH", path, json={"promised_limit": 8}, headers=seen)
        assert (changed.headers["ETag"], changed.json()["faults"][0]["message"]) == ('"2"', "缺少收费标准")
        stale = lead.request("PATCH", path, json={"fee": "1元"}, headers=seen)
        assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
        seen = {"If-Match": '"2"'}
        incomplete = director.post(f"{path}/publish", json={}, headers=seen).json()
        assert (incomplete["code"], incomplete["data"]) == ("item_incomplete", {"missing": ["fee"]})
        lead.request("PATCH", path, json={"fee": "不收费"}, headers=seen)
        seen = {"If-Match": '"3"'}
        decision = {"valid_from": "2026-03-10"}
        assert lead.post(f"{path}/publish", json=decision, headers=seen).status_code == 403
        scheduled = director.post(f"{path}/publish", json=decision, headers=seen).json()
        assert (scheduled["state"], scheduled["valid_from"], scheduled["faults"]) == ("scheduled", "2026-03-10", [])
        (difference,) = scheduled["differences"]
        assert (difference["words"], difference["was"], difference["now"]) == ("承诺时限（工作日）", "10", "8")
        (listed,) = clerk.get("/catalogue/drafts", params={"state": "scheduled"}).json()["items"]
        assert (listed["code"], listed["name"]) == (CODE, "设施农业用地备案")
        # What is only drafted is nobody's to read.
        guide = public.get(f"/items/{CODE}").json()
        assert (guide["version"], guide["promised_limit"], guide["next_from"]) == (1, 10, "2026-03-10")
        assert public.get(f"/items/{CODE}", params={"version": 2}).status_code == 404
        # The service stands still over the midnight.
        intake.container.stop()
        clock.at = wall("2026-03-11 10:00")
        intake.restart()
        eventually(lambda: public.get(f"/items/{CODE}").json()["version"] == 2)
        assert public.get(f"/items/{CODE}").json()["valid_from"] == "2026-03-10"
        assert public.get(f"/items/{CODE}", params={"version": 1}).json()["valid_until"] == "2026-03-09"
        _ends(intake, clock, director, public)


def _ends(intake: Any, clock: FixedClock, director: Any, public: Any) -> None:
    end = {"last_day": "2026-03-12", "reason": "事项划转至市级窗口"}
    path = f"/catalogue/items/{CODE}"
    assert director.post(f"{path}/end", json=end, headers={"If-Match": '"1"'}).json()["code"] == "stale_version"
    ended = director.post(f"{path}/end", json=end, headers={"If-Match": '"2"'}).json()
    assert (ended["state"], ended["valid_until"]) == ("published", "2026-03-12")
    assert public.get(f"/items/{CODE}").json()["valid_until"] == "2026-03-12"
    clock.at = wall("2026-03-13 00:00")
    assert public.get(f"/items/{CODE}").json()["code"] == "item_not_offered"
    (retired,) = intake.wait_for(ITEM_RETIRED)
    assert (retired.data["version"], str(retired.data["last_day"])) == (2, "2026-03-12")
    versions = director.get(f"{path}/versions").json()["items"]
    assert [(each["version"], each["state"]) for each in versions] == [(2, "retired"), (1, "retired")]
    published = [event.data for event in intake.heard(ITEM_PUBLISHED) if event.data["item_code"] == CODE]
    assert [told["version"] for told in published] == [1, 2]
    states = [event.data["state"] for event in intake.heard(ITEM_DRAFT_CHANGED)]
    assert states == ["draft", "scheduled", "published"]


@pytest.mark.row("C9")
def test_what_no_draft_can_be_is_refused_before_it_is_kept(broker: BrokerNode, tmp_path: Path) -> None:
    with open_hall(f"sqlite:///{tmp_path / 'test.db'}", broker, tmp_path) as intake:
        lead = intake.client(Role.WINDOW_LEAD)
        for wrong in (
            {"code": "A B"}, {"code": "x" * 41}, {"code": "X", "content": {"kind": "quick"}},
            {"code": "X", "content": {"window": "1"}}, {"code": "X", "content": {"code": "Y"}},
            {"code": "X", "content": {"name": "名" * 121}}, {"code": "X", "content": {"materials": [{"copies": -1}]}},
        ):  # fmt: skip
            refused = lead.post("/catalogue/drafts", json=wrong)
            assert (refused.status_code, refused.json()["code"]) == (422, "invalid"), wrong
        key = {"Idempotency-Key": "draft-1"}
        first, again = (lead.post("/catalogue/drafts", json={"code": "X-1"}, headers=key) for _ in range(2))
        assert first.status_code == 201 and first.json() == again.json()
        stands = lead.post("/catalogue/drafts", json={"code": "X-1"}).json()
        assert (stands["code"], stands["data"]) == ("draft_stands", {"draft": first.json()["id"]})
        assert lead.get("/catalogue/faults").json() == {"items": []}
