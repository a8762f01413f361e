"""First-asked responsibility, accountability and second trips through the running service: roles, ETag, refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.events.intake import ACCOUNTABILITY_CLOSED, ACCOUNTABILITY_OPENED, INQUIRY_HANDED_OVER
from tests.integration.intake.case_desk import REPORTED, SYNTHETIC
from tests.integration.intake.hall import open_hall

MARCH = "first=2026-03-01&last=2026-03-31"
PHOTO = {"problems": [{"name": "照片", "problem": "未带"}]}


@pytest.mark.row("S2.2", "S2.3", "N5")
def test_nobody_passes_on_silently_and_a_second_trip_is_answered_for(broker: BrokerNode, tmp_path: Path) -> None:
    with open_hall(f"sqlite:///{tmp_path / 'hall.db'}", broker, tmp_path) as hall:
        first, second = (hall.client(Role.CLERK, actor_id=login) for login in ("clerk05", "clerk08"))
        director, reporter = hall.client(Role.DIRECTOR, actor_id="director"), hall.client(Role.REPORTER)
        asked = first.post("/inquiries", json={"subject": "如何申请低保", "window": 5})
        assert (asked.status_code, asked.json()["holder"]) == (201, "clerk05")
        path = f"/inquiries/{asked.json()['id']}"
        assert first.post(f"{path}/offer", json={"receiver": "clerk08"}).status_code == 422
        offer = {"receiver": "clerk08", "reason": "轮岗"}
        assert second.post(f"{path}/offer", json=offer).json()["code"] == "not_answerable"
        assert first.post(f"{path}/offer", json=offer, headers={"If-Match": '"1"'}).json()["state"] == "offered"
        assert first.post(f"{path}/accept", json={}).json()["code"] == "not_the_receiver"
        assert [one["id"] for one in second.get("/inquiries?mine=true").json()["items"]] == [asked.json()["id"]]
        assert second.post(f"{path}/accept", json={}, headers={"If-Match": '"1"'}).status_code == 412
        assert second.post(f"{path}/accept", json={}).json()["holder"] == "clerk08"
        assert hall.wait_for(INQUIRY_HANDED_OVER)[0].data["handovers"] == 1

        case = first.post("/cases", json={"item_code": REPORTED, "applicant": SYNTHETIC, "received": [1, 2]}).json()
        assert first.post(f"/cases/{case['id']}/notice", json={}).status_code == 201
        again = second.post(f"/cases/{case['id']}/notice", json=PHOTO)
        assert (again.json()["code"], again.json()["data"]["untold"]) == ("second_notice", ["照片"])
        assert second.post(f"/cases/{case['id']}/notice", json={**PHOTO, "override_reason": "漏看"}).status_code == 201
        (opened,) = hall.wait_for(ACCOUNTABILITY_OPENED)
        assert opened.data["ground"] == "second_trip"
        entry = f"/accountability/{opened.data['entry_id']}"
        assert second.get(entry).status_code == 404 and second.get("/accountability").json()["items"] == []
        assert [one["person"] for one in first.get("/accountability").json()["items"]] == ["clerk05"]
        verdict = {"decision": "reminded", "reason": "应一次告知"}
        assert first.post(f"{entry}/decide", json=verdict).status_code == 403
        assert director.post(f"{entry}/decide", json=verdict).status_code == 428
        version = {"If-Match": director.get(entry).headers["ETag"]}
        assert director.post(f"{entry}/decide", json=verdict, headers=version).json()["code"] == "not_heard_yet"
        assert first.post(f"{entry}/statement", json={"statement": "指南没有写照片"}).json()["state"] == "stated"
        assert director.post(f"{entry}/decide", json=verdict, headers=version).status_code == 412
        version = {"If-Match": director.get(entry).headers["ETag"]}
        assert director.post(f"{entry}/decide", json=verdict, headers=version).json()["state"] == "decided"
        assert hall.wait_for(ACCOUNTABILITY_CLOSED)[0].data["decision"] == "reminded"

        (row,) = reporter.get(f"/accountability/figures?{MARCH}&by=person").json()["rows"]
        assert (row["key"], row["grounds"]["second_trip"], row["open"]) == ("clerk05", 1, 0)
        (guide,) = reporter.get(f"/notices/second-trips?{MARCH}").json()["rows"]
        assert (guide["key"], guide["second_trips"], guide["guide_wrong"]) == (REPORTED, 1, True)
        for hidden in (f"/accountability/figures?{MARCH}", f"/notices/second-trips?{MARCH}"):
            assert first.get(hidden).status_code == 403
