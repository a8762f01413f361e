"""The hall over HTTP, without kiosk and caller: desk tickets, the window's keys, closing, tallies, the guide."""

from datetime import timedelta
from pathlib import Path

import pytest

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.events.intake import (
    TALLY_RECORDED,
    TICKET_FINISHED,
    TICKET_REACTIVATED,
    TICKET_TRANSFERRED,
    TICKET_VOIDED,
)
from tests.integration.intake.hall import MONDAY_MORNING, at, open_hall


@pytest.mark.row("Q15", "Q16", "Q8")
def test_a_hall_works_from_the_desk_alone(database_url: str, broker: BrokerNode, tmp_path: Path) -> None:
    clock = at(MONDAY_MORNING)
    with open_hall(database_url, broker, tmp_path, clock) as hall:
        clerk = hall.client(Role.CLERK, actor_id="clerk-7")
        issued = clerk.post("/tickets", json={"business_class": "F"}, headers={"Idempotency-Key": "one"})
        again = clerk.post("/tickets", json={"business_class": "F"}, headers={"Idempotency-Key": "one"})
        assert (issued.status_code, issued.json()["number"], issued.json()["ahead"]) == (201, "F001", 0)
        assert again.json() == issued.json()
        clock.advance(120)
        called = clerk.post("/windows/6/next", json={})
        assert (called.status_code, called.json()["state"], called.json()["clerk"]) == (200, "called", "clerk-7")
        assert clerk.post("/windows/6/next", json={}).json()["code"] == "still_calling"
        ticket = called.json()["id"]
        stale = clerk.post("/windows/6/serve", json={"ticket_id": ticket}, headers={"If-Match": '"1"'})
        assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
        clock.advance(30)
        assert clerk.post("/windows/6/serve", json={"ticket_id": ticket}).json()["state"] == "serving"
        assert clerk.post("/windows/6/next", json={}).json()["code"] == "still_serving"
        clock.advance(600)
        assert clerk.post("/windows/6/finish", json={}).json()["state"] == "finished"
        history = clerk.get(f"/tickets/{ticket}").json()
        assert [(p["state"], p["window"], p["clerk"]) for p in history["periods"]] == [
            ("waiting", None, None), ("called", 6, "clerk-7"), ("serving", 6, "clerk-7"),
        ]  # fmt: skip
        assert all(period["ended_at"] for period in history["periods"])
        (finished,) = hall.wait_for(TICKET_FINISHED)
        assert (finished.data["waiting_seconds"], finished.data["handling_seconds"]) == (150, 600)


def test_who_may_do_what_and_where(database_url: str, broker: BrokerNode, tmp_path: Path) -> None:
    with open_hall(database_url, broker, tmp_path) as hall:
        assert hall.anonymous().post("/tickets", json={"business_class": "A"}).status_code == 401
        assert hall.client(Role.DIRECTOR).post("/windows/1/next", json={}).status_code == 403
        stranger = hall.client(Role.CLERK, centres=frozenset({"elsewhere"}))
        assert stranger.post("/tickets", json={"business_class": "A", "centre": "taozhu"}).status_code == 403
        assert stranger.get("/tickets", params={"centre": "taozhu"}).status_code == 403
        county = hall.client(Role.DIRECTOR, centres=frozenset({"*"}))
        assert county.get("/queue").status_code == 422
        assert county.get("/queue", params={"centre": "taozhu"}).status_code == 200


@pytest.mark.row("Q1")
def test_closing_voids_what_is_left_and_numbers_restart_the_next_day(
    database_url: str, broker: BrokerNode, tmp_path: Path
) -> None:
    clock = at(MONDAY_MORNING)
    with open_hall(database_url, broker, tmp_path, clock) as hall:
        clerk, lead = hall.client(Role.CLERK), hall.client(Role.WINDOW_LEAD)
        for _ in range(4):
            clerk.post("/tickets", json={"business_class": "B"})
        for window in (2, 11):
            clerk.post(f"/windows/{window}/next", json={})
        clerk.post("/windows/2/serve", json={})
        queue = clerk.get("/queue").json()
        assert next(c for c in queue["classes"] if c["business_class"] == "B")["waiting"] == 2
        assert {w["window"]: w["state"] for w in queue["windows"] if w["state"]} == {2: "serving", 11: "called"}
        assert clerk.post("/queue/close", json={}).status_code == 403
        assert lead.post("/queue/close", json={}).json() == {"voided": 3}
        was = sorted(event.data["was"] for event in hall.wait_for(TICKET_VOIDED, 3))
        assert was == ["called", "waiting", "waiting"]
        clock.advance(timedelta(days=1))
        assert clerk.post("/tickets", json={"business_class": "B"}).json()["number"] == "B001"
        assert clerk.post("/windows/2/next", json={}).json()["number"] == "B001"
        lead.post("/queue/close", json={})
        assert len(hall.wait_for(TICKET_VOIDED, 5)) == 5, "who was still served when yesterday ended is among them"
        listed = clerk.get("/tickets", params={"date": "2026-03-02", "limit": 3}).json()
        assert [t["number"] for t in listed["items"]] == ["B001", "B002", "B003"]
        assert {t["state"] for t in listed["items"]} == {"voided"}
        assert listed["next"]


@pytest.mark.row("Q8", "Q9", "Q10", "Q17")
def test_the_desk_s_further_verbs_happen_once_for_each_request(
    database_url: str, broker: BrokerNode, tmp_path: Path
) -> None:
    with open_hall(database_url, broker, tmp_path) as hall:
        clerk = hall.client(Role.CLERK, actor_id="clerk12")
        ids = [clerk.post("/tickets", json={"business_class": "M"}).json()["id"] for _ in range(2)]
        assert clerk.post("/windows/12/call", json={"number": "M002"}).json()["state"] == "called"
        for _ in range(2):
            clerk.post("/windows/12/recall", json={})
        assert clerk.post("/windows/12/absent", json={}).json()["misses"] == 1
        once = {"Idempotency-Key": "again"}
        first = clerk.post(f"/tickets/{ids[1]}/reactivate", json={}, headers=once)
        assert (first.status_code, first.json()["state"]) == (200, "waiting")
        assert clerk.post(f"/tickets/{ids[1]}/reactivate", json={}, headers=once).json() == first.json()
        assert clerk.post(f"/tickets/{ids[1]}/reactivate", json={}).json()["code"] == "not_missed"
        assert clerk.get("/tickets", params={"number": "M002"}).json()["items"][0]["id"] == ids[1]
        clerk.post("/windows/12/next", json={})
        clerk.post("/windows/12/serve", json={})
        held = clerk.post("/windows/12/hold", json={"reason": "取户口簿"})
        assert (held.json()["number"], held.json()["state"]) == ("M001", "held")
        assert clerk.post("/windows/12/resume", json={}).json()["state"] == "serving"
        moved = clerk.post(f"/tickets/{ids[0]}/transfer", json={"window": 1}).json()
        assert (moved["state"], moved["business_class"], moved["for_window"]) == ("waiting", "A", 1)
        assert clerk.post(f"/tickets/{ids[0]}/transfer", json={}).status_code == 422
        paused = clerk.post("/windows/12/pause", json={"message": "午间休息", "until": "2026-03-02T14:00:00+08:00"})
        assert (paused.json()["state"], paused.json()["clerk"]) == ("paused", "clerk12")
        assert clerk.post("/windows/12/next", json={}).json()["code"] == "window_not_open"
        twelfth = next(w for w in clerk.get("/queue").json()["windows"] if w["window"] == 12)
        assert (twelfth["duty"], twelfth["held"]) == ("paused", [])
        stranger = hall.client(Role.CLERK, centres=frozenset({"elsewhere"}))
        assert stranger.post(f"/tickets/{ids[0]}/transfer", json={"window": 2}).status_code == 403
        assert hall.wait_for(TICKET_TRANSFERRED)[0].data["to_window"] == 1
        assert len(hall.wait_for(TICKET_REACTIVATED)) == 1


@pytest.mark.row("Q18")
def test_quick_work_is_tallied_and_taken_back(database_url: str, broker: BrokerNode, tmp_path: Path) -> None:
    with open_hall(database_url, broker, tmp_path) as hall:
        clerk = hall.client(Role.CLERK)
        three = {"window": 12, "kind": "copy", "quantity": 3}
        assert clerk.post("/tallies", json=three).status_code == 201
        assert clerk.post("/tallies", json={"window": 12, "kind": "copy", "quantity": -1}).status_code == 201
        too_much = clerk.post("/tallies", json={"window": 12, "kind": "copy", "quantity": -3})
        assert (too_much.status_code, too_much.json()["code"]) == (409, "takes_back_too_much")
        assert clerk.post("/tallies", json={"window": 12, "kind": "haircut"}).status_code == 422
        assert clerk.post("/tallies", json={"window": 77, "kind": "copy"}).status_code == 404
        assert [event.data["quantity"] for event in hall.wait_for(TALLY_RECORDED, 2)] == [3, -1]


@pytest.mark.row("S4.3", "S5.1", "S2.1")
def test_anyone_may_read_the_guide(database_url: str, broker: BrokerNode, tmp_path: Path) -> None:
    with open_hall(database_url, broker, tmp_path) as hall:
        public = hall.anonymous()
        first = public.get("/items", params={"limit": 50}).json()
        rest = public.get("/items", params={"limit": 50, "cursor": first["next"]}).json()
        assert len({item["code"] for item in first["items"] + rest["items"]}) == 78
        found = public.get("/items", params={"text": "低保", "kind": "reported"}).json()["items"]
        assert [item["code"] for item in found] == ["BM-MZ-001"]
        guide = public.get("/items/BM-MZ-001").json()
        assert guide["window_name"] == "民政残联"
        for field in ("name", "procedure", "conditions", "materials", "promised_limit", "fee", "fee_basis"):
            assert guide[field], field
        assert public.get("/items/BM-XX-999").json()["code"] == "item_not_offered"
        centre = public.get("/centre").json()
        window = next(w for w in centre["windows"] if w["number"] == 5)
        assert (window["post_a"]["name"], window["post_b"]["name"]) == ("窗口员05", "窗口员08")
        general = next(w for w in centre["windows"] if w["number"] == 11)
        assert general["classes"][0] == "L"
        assert len(general["classes"]) == 12
        assert len(centre["hours"]) == 16
