"""Bookings through the running service: HTTP without a sign-in, the desk, the clock, a real broker."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from eventlet import GreenPool
from sqlalchemy import select

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.events.intake import BOOKING_ARRIVED, BOOKING_LAPSED, BOOKING_MISSED, BOOKING_REMINDER, TICKET_ISSUED
from services.intake.appointments.booking.tables import Booking
from tests.integration.intake.booking_desk import ITEM, WINDOW, hall, person
from tests.integration.intake.hall import open_hall
from tests.support.harness import Client


def body(n: int, slot: str) -> dict[str, Any]:
    return {"item_code": ITEM, "starts_at": hall(slot).isoformat(), "applicant": person(n)}


def from_address(client: Client, address: str) -> Client:
    """The same client at another public address, as our proxy tells it."""
    return Client(client.base, {**client.headers, "X-Forwarded-For": address})


@pytest.mark.row("C11", "C14", "S4.10")
def test_a_resident_books_moves_is_reminded_and_arrives(database_url: str, broker: BrokerNode, tmp_path: Path) -> None:
    clock = FixedClock(hall("2026-03-02 09:00"))
    with open_hall(database_url, broker, tmp_path, clock) as intake:
        public, clerk = intake.anonymous(), intake.client(Role.CLERK)
        offered = public.get("/bookings/slots", params={"item_code": ITEM}).json()
        assert (offered["window"], len(offered["days"])) == (WINDOW, 6)
        wrong = public.post("/bookings", json={**body(1, "2026-03-04 09:30"), "applicant": {"name": "样本"}})
        assert wrong.status_code == 422
        held = public.post("/bookings", json=body(1, "2026-03-04 09:30"))
        assert held.status_code == 201, held.text
        mine = {"number": held.json()["number"], "code": held.json()["code"]}
        assert held.json()["qr"].endswith(f"{mine['number']}/{mine['code']}")
        assert public.post("/bookings/confirm", json=mine).json()["state_words"] == "已预约"
        shown = public.post("/bookings/show", json=mine)
        assert shown.json()["applicant"]["resident_id"] == "331082********" + person(1)["resident_id"][-4:]
        for secret in (person(1)["resident_id"], person(1)["phone"], mine["code"], "样本1"):
            assert secret not in shown.text
        moved = public.post(
            "/bookings/reschedule", json={**mine, "starts_at": hall("2026-03-04 14:00").isoformat()},
            headers={"Idempotency-Key": "a-key-hard-to-guess", "If-Match": shown.headers["ETag"]},
        )  # fmt: skip
        spent = public.post("/bookings/show", json=mine)
        assert (spent.status_code, spent.json()["code"]) == (404, "booking_not_found")
        mine["code"] = moved.json()["code"]
        clock.at = hall("2026-03-03 14:00")
        [reminder] = intake.wait_for(BOOKING_REMINDER)
        assert reminder.data["starts_at"] == hall("2026-03-04 14:00")
        clock.at = hall("2026-03-04 14:05")
        [listed] = clerk.get("/bookings", params={"window": WINDOW}).json()["items"]
        assert (listed["number"], listed["code"], listed["state"]) == (mine["number"], None, "booked")
        arrived = clerk.post("/bookings/arrive", json={"qr": moved.json()["qr"]}).json()
        assert (arrived["state"], arrived["ticket_number"]) == ("arrived", "E001")
        [ticket], [told] = intake.wait_for(TICKET_ISSUED), intake.wait_for(BOOKING_ARRIVED)
        assert (ticket.data["priority_ground"], told.data["ticket_id"]) == ("预约", ticket.data["ticket_id"])
        assert "样本" not in "".join(str(event.data) for event in intake.heard_events)


@pytest.mark.row("C11")
def test_the_desk_sets_the_offer_and_the_clock_frees_and_misses(broker: BrokerNode, tmp_path: Path) -> None:
    clock = FixedClock(hall("2026-03-02 09:00"))
    with open_hall(f"sqlite:///{tmp_path / 'test.db'}", broker, tmp_path, clock) as intake:
        clerk, lead, public = intake.client(Role.CLERK), intake.client(Role.WINDOW_LEAD), intake.anonymous()
        rule = {"slot_minutes": 30, "places": 1, "item_places": {}}
        assert clerk.put(f"/bookings/rules/{WINDOW}", json=rule).status_code == 403
        assert lead.put(f"/bookings/rules/{WINDOW}", json=rule).json()["version"] == 1
        assert public.get(f"/bookings/rules/{WINDOW}").status_code == 401
        assert public.post("/bookings", json=body(1, "2026-03-03 09:30")).json()["state"] == "held"
        full = clerk.post("/bookings/desk", json=body(2, "2026-03-03 09:30")).json()
        assert full["code"] == "slot_full"
        clock.advance(600)
        intake.wait_for(BOOKING_LAPSED)
        booked = clerk.post("/bookings/desk", json=body(2, "2026-03-03 09:30")).json()
        assert (booked["state"], booked["channel"]) == ("booked", "phone")
        renewed = clerk.post(f"/bookings/{booked['id']}/code").json()["code"]
        assert renewed not in (None, booked["code"])
        revealed = clerk.post(f"/bookings/{booked['id']}/person", json={"reason": "电话通知改期"}).json()
        assert revealed["phone"] == person(2)["phone"]
        span = {"starts_at": hall("2026-03-03 09:00").isoformat(), "ends_at": hall("2026-03-03 12:00").isoformat()}
        refused = clerk.post("/bookings/blackouts", json={**span, "reason": "停电"}).json()
        assert (refused["code"], refused["data"]["bookings"]) == ("booked_inside", 1)
        clock.at = hall("2026-03-03 10:00")
        intake.wait_for(BOOKING_MISSED)
        late = clerk.post("/bookings/arrive", json={"number": booked["number"]}).json()
        assert late["code"] == "booking_missed"
        made = clerk.post("/bookings/blackouts", json={**span, "reason": "停电"}).json()
        assert [each["reason"] for each in clerk.get("/bookings/blackouts").json()["items"]] == ["停电"]
        assert clerk.request("DELETE", f"/bookings/blackouts/{made['id']}").status_code == 204
        elsewhere = intake.client(Role.CLERK, centres=frozenset({"other"}))
        assert elsewhere.post(f"/bookings/{booked['id']}/cancel", json={"reason": "试"}).status_code == 403


@pytest.mark.row("C11")
def test_numbers_cannot_be_tried_out(broker: BrokerNode, tmp_path: Path) -> None:
    with open_hall(f"sqlite:///{tmp_path / 'test.db'}", broker, tmp_path) as intake:
        guesser = from_address(intake.anonymous(), "203.0.113.7")
        guess = {"number": "Y114260302050001", "code": "22222222"}
        for path in ("show", "confirm", "cancel"):
            answers = [guesser.post(f"/bookings/{path}", json=guess).status_code for _ in range(13)]
            assert answers[:10] == [404] * 10 and 429 in answers[10:]
        assert from_address(guesser, "203.0.113.8").post("/bookings/show", json=guess).status_code == 404


@pytest.mark.row("C11")
def test_one_person_at_many_places_at_once_has_one_place(database_url: str, broker: BrokerNode, tmp_path: Path) -> None:
    """The same person asks for six slots at once: whatever is answered, one booking is open at the end."""
    with open_hall(database_url, broker, tmp_path, FixedClock(hall("2026-03-02 09:00"))) as intake:
        slots = [f"2026-03-{day:02} 09:30" for day in (3, 4, 5)] * 2
        answers: list[int] = []

        def ask(n: int, slot: str) -> None:
            client = from_address(intake.anonymous(), f"203.0.113.{n}")
            answers.append(client.post("/bookings", json=body(1, slot)).status_code)

        pool = GreenPool(6)
        for n, slot in enumerate(slots):
            pool.spawn_n(ask, n, slot)
        pool.waitall()
        assert 201 in answers and set(answers) <= {201, 409}
        with intake.db.reading() as tx:
            states = Counter(tx.session.scalars(select(Booking.state)))
        assert states == {"held": 1, "lapsed": answers.count(201) - 1} or states == {"held": 1}
