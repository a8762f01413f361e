"""Several matters on one ticket: it goes on by itself, and each has its figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.events.devices import TICKET_REQUESTED
from libs.common.events.intake import TICKET_FINISHED, TICKET_ISSUED, TICKET_MATTER_FINISHED, TICKET_REFUSED
from tests.integration.intake.hall import MONDAY_MORNING, at, open_hall


@pytest.mark.row("Q3", "Q16")
def test_a_ticket_goes_on_to_its_next_matter_and_each_is_counted(
    database_url: str, broker: BrokerNode, tmp_path: Path
) -> None:
    clock = at(MONDAY_MORNING)
    with open_hall(database_url, broker, tmp_path, clock) as hall:
        clerk = hall.client(Role.CLERK, actor_id="clerk05")
        further = [{"item_code": "BM-GT-001"}, {"business_class": "F"}, {"business_class": "A"}]
        asked = {"business_class": "E", "further": further}
        ticket = clerk.post("/tickets", json=asked).json()
        assert hall.wait_for(TICKET_ISSUED)[0].data["matters"] == 3, "an item of window 1 and class A are one matter"
        clock.advance(60)
        others = clerk.post("/tickets", json={"business_class": "A"}).json()

        def serve(window: int, waits: int, lasts: int) -> dict[str, object]:
            clock.advance(waits)
            called = clerk.post(f"/windows/{window}/next", json={})
            assert called.json()["number"] == ticket["number"]
            clerk.post(f"/windows/{window}/serve", json={})
            clock.advance(lasts)
            return dict(clerk.post(f"/windows/{window}/finish", json={}).json())

        first = serve(5, 60, 300)
        assert (first["state"], first["number"], first["business_class"]) == ("waiting", "E001", "A")
        assert first["matter"] == 2
        position = hall.anonymous().get(f"/positions/{ticket['position_token']}").json()
        assert (position["number"], position["ahead"]) == ("E001", 0), "in the next queue it keeps its place in time"
        second = serve(1, 90, 200)
        assert (second["state"], second["business_class"], second["matter"]) == ("waiting", "F", 3)
        more = clerk.post(f"/tickets/{ticket['id']}/matters", json={"business_class": "M"})
        assert more.status_code == 201
        assert clerk.post(f"/tickets/{ticket['id']}/matters", json={"business_class": "M"}).json()["code"] == (
            "matter_on_ticket"
        )
        assert serve(6, 30, 100)["business_class"] == "M"
        last = serve(12, 10, 50)
        assert (last["state"], last["matter"], last["business_class"]) == ("finished", 4, "M")
        matters = clerk.get(f"/tickets/{ticket['id']}").json()["matters"]
        told = ("business_class", "items", "window", "clerk", "waiting_seconds", "handling_seconds", "state")
        assert [tuple(each[name] for name in told) for each in matters] == [
            ("E", [], 5, "clerk05", 120, 300, "done"),
            ("A", ["BM-GT-001"], 1, "clerk05", 90, 200, "done"),
            ("F", [], 6, "clerk05", 30, 100, "done"),
            ("M", [], 12, "clerk05", 10, 50, "done"),
        ]
        done = [(e.data["window"], e.data["handling_seconds"]) for e in hall.wait_for(TICKET_MATTER_FINISHED, 3)]
        (finished,) = hall.wait_for(TICKET_FINISHED)
        assert [*done, (finished.data["window"], finished.data["handling_seconds"])] == [
            (5, 300), (1, 200), (6, 100), (12, 50),
        ]  # fmt: skip
        single = clerk.get(f"/tickets/{others['id']}").json()["matters"]
        assert [(each["business_class"], each["state"]) for each in single] == [("A", "open")]
        late = clerk.post(f"/tickets/{ticket['id']}/matters", json={"business_class": "B"})
        assert late.json()["code"] == "not_transferable"


@pytest.mark.row("Q3")
def test_the_kiosk_asks_for_several_and_what_cannot_be_is_refused(
    database_url: str, broker: BrokerNode, tmp_path: Path
) -> None:
    with open_hall(database_url, broker, tmp_path) as hall:
        clerk = hall.client(Role.CLERK)

        def press(press_id: str, *further: str) -> None:
            data = {
                "request_id": press_id, "terminal_id": "kiosk-1", "press_id": press_id, "business_class": "A",
                "priority_ground": None, "person": None, "further": list(further), "at": MONDAY_MORNING,
            }  # fmt: skip
            hall.publish(TICKET_REQUESTED, press_id, data)

        press("p-1", "B", "C")
        assert hall.wait_for(TICKET_ISSUED)[0].data["matters"] == 3
        press("p-2", "Y")
        press("p-3", "B", "C", "D", "E", "F")
        codes = {event.data["press_id"]: event.data["code"] for event in hall.wait_for(TICKET_REFUSED, 2)}
        assert codes == {"p-2": "unknown_class", "p-3": "too_many_matters"}
        bad = {"business_class": "A", "further": [{}]}
        assert clerk.post("/tickets", json=bad).status_code == 422
        nowhere = {"business_class": "A", "further": [{"item_code": "BM-XX-999"}]}
        assert clerk.post("/tickets", json=nowhere).json()["code"] == "item_not_offered"
        assert clerk.post("/tickets", json={"business_class": "A"}).json()["number"] == "A002", "no number was used up"
