"""A petition on its way: registered, dispatched by its category, signed, answered, closed."""

import csv

import pytest

from libs.common import audit
from libs.common.actor import Role
from libs.common.clock import FixedClock
from libs.common.events.petitions import (
    PETITION_ANSWERED,
    PETITION_CLOSED,
    PETITION_DISPATCHED,
    PETITION_REGISTERED,
    PETITION_SIGNED,
)
from services.petitions.register.tables import Category
from tests.integration.petitions.town import TOWN, officer, petition, register, unit
from tests.support.harness import Running

STEPS = (PETITION_REGISTERED, PETITION_DISPATCHED, PETITION_SIGNED, PETITION_ANSWERED, PETITION_CLOSED)


@pytest.mark.row("P1", "P4", "S4.8", "N2")
def test_from_the_call_to_the_closing(petitions: Running, clock: FixedClock) -> None:
    desk, environment = officer(petitions), unit(petitions, "U-SH")
    receipt = desk.post("/petitions", json=petition(), headers={"Idempotency-Key": "k1"})
    assert receipt.status_code == 201
    first = receipt.json()
    assert (first["state"], first["unit"], first["due_on"]) == ("dispatched", "U-SH", "2026-03-09")
    assert first["sign_by"] == "2026-03-03" and not first["provisional"]
    path = f"/petitions/{first['id']}"
    assert desk.get(path).json()["derivation"] == ["交办 3月2日", "时限 5 个工作日", "到期 3月9日"]

    assert environment.post(f"{path}/sign", headers={"If-Match": '"1"'}).json()["code"] == "stale_version"
    assert environment.post(f"{path}/sign", headers={"If-Match": '"2"'}).json()["state"] == "signed"
    clock.advance(3 * 86400)
    answered = environment.post(f"{path}/answer", json={"text": "已责令停止夜间作业。"}).json()
    assert (answered["state"], answered["timing"]) == ("answered", "early")
    assert desk.post(f"{path}/close").json()["state"] == "closed"
    petitions.wait_for(PETITION_CLOSED)
    told = [petitions.heard(event)[0] for event in STEPS]
    assert [event.sequence for event in told] == [1, 2, 3, 4, 5]
    assert not any("陈样例" in str(event.data) or "石材" in str(event.data) for event in told)
    moves = [step["move"] for step in desk.get(f"{path}/history").json()["items"]]
    assert moves == ["register", "dispatch", "sign", "answer", "close"]
    with petitions.db.reading() as tx:
        assert audit.verify(tx).ok


def test_every_illegal_move_is_refused_by_its_own_name(petitions: Running) -> None:
    path, desk, environment = register(petitions), officer(petitions), unit(petitions, "U-SH")
    answer = {"text": "已处理"}
    assert environment.post(f"{path}/answer", json=answer).json()["code"] == "petition_not_signed"
    assert desk.post(f"{path}/close").json()["code"] == "petition_not_answered"
    assert desk.post(f"{path}/dispatch", json={"unit": "U-PC"}).json()["code"] == "petition_not_registered"
    assert environment.post(f"{path}/answer", json={"text": " "}).json()["code"] == "answer_empty"
    assert environment.post(f"{path}/sign").status_code == 200
    assert environment.post(f"{path}/sign").json()["code"] == "petition_not_dispatched"
    again = desk.post(f"{path}/redispatch", json={"unit": "U-PC"})
    assert again.json()["code"] == "petition_not_redispatchable"
    environment.post(f"{path}/answer", json=answer)
    assert environment.post(f"{path}/answer", json=answer).json()["code"] == "petition_not_signed"
    # Roles: a unit does not close, an officer does not answer.
    assert environment.post(f"{path}/close").status_code == 403
    assert desk.post(f"{path}/answer", json=answer).status_code == 403


def test_the_same_number_is_one_petition(petitions: Running) -> None:
    desk = officer(petitions)
    first = desk.post("/petitions", json=petition()).json()
    assert desk.post("/petitions", json=petition()).json()["id"] == first["id"]
    assert desk.post("/petitions", json=petition(text="另一件事")).json()["code"] == "petition_number_taken"
    own = [desk.post("/petitions", json=petition(number=None)).json()["number"] for _ in range(2)]
    assert own == ["SQ20260302-0001", "SQ20260302-0002"]
    assert len(petitions.wait_for(PETITION_REGISTERED, 3)) == 3


def test_what_cannot_be_registered(petitions: Running) -> None:
    desk = officer(petitions)
    for changed, code in (
        ({"category_code": "C9999"}, "unknown_category"),
        ({"unit": "U-NONE"}, "unknown_unit"),
        ({"received_at": "2026-03-02T10:00:00+08:00"}, "received_in_future"),
        ({"text": "  "}, "invalid"),
        ({"channel": "传真"}, "invalid"),
    ):
        assert desk.post("/petitions", json=petition(**changed)).json()["code"] == code
    assert desk.post("/petitions", json=petition(centre="elsewhere")).status_code == 403
    assert unit(petitions, "U-SH").post("/petitions", json=petition()).status_code == 403
    assert desk.get("/petitions", params={"centre": "taozhu"}).json()["items"] == []


@pytest.mark.row("P4", "N2")
def test_another_unit_before_signing_and_the_clock_goes_on(petitions: Running, clock: FixedClock) -> None:
    path, desk = register(petitions), officer(petitions)
    clock.advance(86400)
    assert desk.post(f"{path}/redispatch", json={"unit": "U-SH"}).json()["code"] == "already_with_unit"
    moved = desk.post(f"{path}/redispatch", json={"unit": "U-ZF"}).json()
    assert (moved["unit"], moved["due_on"], moved["sign_by"]) == ("U-ZF", "2026-03-09", "2026-03-04")
    assert "3月3日转交U-ZF（继续计时）" in desk.get(path).json()["derivation"]
    assert unit(petitions, "U-SH").post(f"{path}/sign").json()["code"] == "not_your_petition"
    assert unit(petitions, "U-ZF").post(f"{path}/sign").status_code == 200
    county = register(petitions, number="SQ-2", county_due_on="2026-03-05")
    assert desk.get(county).json()["due_on"] == "2026-03-05"


@pytest.mark.row("S4.8", "S4.12")
def test_every_petition_of_the_sample_town_is_taken(petitions: Running, clock: FixedClock) -> None:
    clock.advance(30 * 86400)
    desk = officer(petitions)
    with (TOWN / "petitions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        body = {name: row[name] for name in ("channel", "category_code", "text", "received_at")}
        body |= {"centre": "taozhu", "number": row["id"], "village_code": row["village_code"] or None}
        body["wants_secrecy"] = row["wants_secrecy"] == "是"
        assert desk.post("/petitions", json=body).json()["state"] == "dispatched"
    director = petitions.client(Role.DIRECTOR)
    listed = director.get("/petitions", params={"centre": "taozhu", "limit": 40}).json()
    rest = director.get(
        "/petitions", params={"centre": "taozhu", "limit": 40, "cursor": listed["next"]}
    ).json()
    numbers = [item["number"] for item in [*listed["items"], *rest["items"]]]
    assert sorted(numbers) == sorted(row["id"] for row in rows) and rest["next"] is None


@pytest.mark.row("P4")
def test_without_a_default_unit_it_waits_for_an_officer(petitions: Running) -> None:
    with petitions.db.transaction() as tx:
        tx.one(Category, ("taozhu", "C0201")).default_unit = None
    path, desk = register(petitions), officer(petitions)
    waiting = desk.get(path).json()
    assert (waiting["state"], waiting["due_on"], waiting["derivation"]) == ("registered", None, [])
    assert unit(petitions, "U-SH").get(path).json()["code"] == "not_your_petition"
    assert desk.post(f"{path}/dispatch", json={}).json()["code"] == "unit_missing"
    sent = desk.post(f"{path}/dispatch", json={"unit": "U-PC"}, headers={"If-Match": '"1"'}).json()
    assert (sent["state"], sent["unit"], sent["due_on"]) == ("dispatched", "U-PC", "2026-03-09")
    assert unit(petitions, "U-PC").post(f"{path}/sign").status_code == 200
