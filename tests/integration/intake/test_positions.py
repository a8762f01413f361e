"""The position page's API and the holder of a ticket, against the running service."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlalchemy import select, text

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.events.devices import TICKET_REQUESTED
from libs.common.events.intake import TICKET_ISSUED, TICKET_NEAR, TICKET_REPRINT_ASKED
from services.intake.hall.holders.actions import forget_holders
from services.intake.hall.holders.tables import TicketHolder
from services.intake.hall.queue.tables import Ticket
from tests.integration.intake.hall import MONDAY_MORNING, at, open_hall
from tests.support.harness import Running
from tests.support.waiting import eventually

SITE = "https://bm.example.cn"
RESIDENT, PHONE = "331082195001011233", "13800001234"  # synthetic
UNKNOWN = "0" * 32


@pytest.fixture(autouse=True)
def site(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of these tests know the public address."""
    from tests.support import harness

    load = harness.load_settings
    monkeypatch.setattr(
        harness, "load_settings", lambda environment: load(environment={**environment, "BIANMIN_PUBLIC_URL": SITE})
    )


def token_of(hall: Running, press: str) -> str:
    data = {
        "request_id": press, "terminal_id": "kiosk-1", "press_id": press, "business_class": "F",
        "priority_ground": None, "person": None, "further": [], "at": MONDAY_MORNING,
    }  # fmt: skip
    hall.publish(TICKET_REQUESTED, press, data)

    def mine() -> str | None:
        return next((e.data["position_url"] for e in hall.heard(TICKET_ISSUED) if e.data["press_id"] == press), None)

    url = eventually(mine)
    assert url and url.startswith(f"{SITE}/position#")
    return str(url.partition("#")[2])


@pytest.mark.row("Q12", "Q13")
def test_the_paper_s_address_shows_the_place_until_the_day_is_over(
    database_url: str, broker: BrokerNode, tmp_path: Path
) -> None:
    clock: FixedClock = at(MONDAY_MORNING)
    with open_hall(database_url, broker, tmp_path, clock) as hall:
        anyone, clerk = hall.anonymous(), hall.client(Role.CLERK, actor_id="clerk06")
        desk = [clerk.post("/tickets", json={"business_class": "F"}).json() for _ in range(2)]
        assert desk[0]["position_url"] == f"{SITE}/position#{desk[0]['position_token']}"
        clerk.post("/windows/6/next", json={})
        clerk.post("/windows/11/next", json={})
        token = token_of(hall, "p-1")
        shown = anyone.get(f"/positions/{token}").json()
        assert shown == {
            "number": "F003", "state": "waiting", "ahead": 0, "estimated_seconds": 210, "window": None, "notice_at": 3,
            "near": shown["near"], "at": "2026-03-02T01:00:00+00:00",
        }  # fmt: skip
        assert anyone.get(f"/positions/{desk[0]['position_token']}").json()["window"] == 6
        # A wrong, a malformed and yesterday's token are told the same, byte for byte but for the trace.
        answers = [anyone.get(f"/positions/{wrong}") for wrong in (UNKNOWN, "x", token[:-1], token.upper())]
        clock.advance(timedelta(days=1))
        answers.append(anyone.get(f"/positions/{token}"))
        assert {answer.status_code for answer in answers} == {404}
        assert {answer.json()["code"] for answer in answers} == {"no_such_position"}
        assert len({(a.json()["title"], a.json().get("detail"), tuple(sorted(a.json()))) for a in answers}) == 1
        for path in ("notice", "holder", "qr"):
            asked = anyone.get if path == "qr" else anyone.put
            body = {} if path == "qr" else {"json": {"places": 2} if path == "notice" else {"phone": PHONE}}
            assert asked(f"/positions/{token}/{path}", **body).json()["code"] == "no_such_position"
        with hall.db.reading() as tx:
            stored = tx.session.execute(text("SELECT * FROM ticket")).all()
        assert token not in str(stored), "the table holds the digest alone"


@pytest.mark.row("Q13", "Q14")
def test_the_notice_comes_at_the_chosen_place_and_a_reprint_keeps_the_address(
    database_url: str, broker: BrokerNode, tmp_path: Path
) -> None:
    with open_hall(database_url, broker, tmp_path) as hall:
        anyone, clerk = hall.anonymous(), hall.client(Role.CLERK)
        for _ in range(4):
            clerk.post("/tickets", json={"business_class": "F"})
        token = token_of(hall, "p-1")
        assert anyone.put(f"/positions/{token}/notice", json={"places": 0}).status_code == 422
        assert anyone.put(f"/positions/{token}/notice", json={"places": 21}).status_code == 422
        assert anyone.put(f"/positions/{token}/notice", json={"places": 5}).json()["notice_at"] == 5

        def mine() -> list[object]:
            return [e.data for e in hall.heard(TICKET_NEAR) if e.data["number"] == "F005"]

        (notice,) = eventually(lambda: mine() or None)
        assert notice == {
            "ticket_id": notice["ticket_id"], "number": "F005", "business_class": "F", "ahead": 4, "notice_at": 5,
            "at": MONDAY_MORNING,
        }  # fmt: skip
        assert anyone.get(f"/positions/{token}").json()["near"] is True
        clerk.post(f"/tickets/{notice['ticket_id']}/reprint", json={})
        (again,) = hall.wait_for(TICKET_REPRINT_ASKED)
        assert again.data["position_url"] == f"{SITE}/position#{token}"
        code = anyone.get(f"/positions/{token}/qr")
        assert (code.status_code, code.headers["Content-Type"]) == (200, "image/svg+xml")
        drawn = ElementTree.fromstring(code.content)
        assert drawn.tag.endswith("svg") and int(drawn.attrib["width"]) == int(drawn.attrib["height"]) > 200
        assert len(mine()) == 1


@pytest.mark.row("Q2", "X3")
def test_an_id_number_or_phone_finds_the_ticket_and_is_shown_to_nobody(
    database_url: str, broker: BrokerNode, tmp_path: Path
) -> None:
    clock = at(MONDAY_MORNING)
    with open_hall(database_url, broker, tmp_path, clock) as hall:
        anyone, clerk = hall.anonymous(), hall.client(Role.CLERK)
        plain = clerk.post("/tickets", json={"business_class": "F"})
        at_desk = clerk.post("/tickets", json={"business_class": "F", "resident_id": RESIDENT})
        token = token_of(hall, "p-1")
        typed = anyone.put(f"/positions/{token}/holder", json={"phone": PHONE})
        assert (typed.status_code, typed.content) == (204, b"")
        assert anyone.put(f"/positions/{token}/holder", json={"phone": "123"}).status_code == 422
        bound = clerk.put(f"/tickets/{plain.json()['id']}/holder", json={"phone": PHONE})
        assert bound.status_code == 204

        def found(**by: str) -> list[str]:
            return [each["number"] for each in clerk.post("/tickets/find", json=by).json()["tickets"]]

        assert found(resident_id=RESIDENT) == ["F002"]
        assert found(phone=PHONE) == ["F001", "F003"]
        assert found(phone="13900001234") == []
        assert clerk.post("/tickets/find", json={}).status_code == 422
        assert anyone.post("/tickets/find", json={"phone": PHONE}).status_code == 401
        seen = [
            at_desk.text, anyone.get(f"/positions/{token}").text, clerk.get("/tickets").text,
            clerk.get(f"/tickets/{at_desk.json()['id']}").text, clerk.post("/tickets/find", json={"phone": PHONE}).text,
            str([event.data for event in hall.wait_for(TICKET_ISSUED, 3)]),
        ]  # fmt: skip
        with hall.db.reading() as tx:
            for table in ("outbox", "audit", "ticket_holder", "idempotency_key", "ticket"):
                seen.append(str(tx.session.execute(text(f"SELECT * FROM {table}")).all()))
            assert {each.phone for each in tx.session.scalars(select(TicketHolder))} == {PHONE, None}
            assert set(tx.session.scalars(select(Ticket.state))) == {"waiting"}
        for each in seen:
            assert RESIDENT not in each and PHONE not in each
        clock.advance(timedelta(days=2))

        def forgotten() -> bool:
            with hall.db.transaction() as tx:
                forget_holders(tx)
                return not tx.session.scalars(select(TicketHolder)).all()

        assert forgotten()
