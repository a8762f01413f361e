"""Who gets to see whom: a unit only its own petitions, and of those never the caller (信访工作条例 art. 30)."""

import pytest
from sqlalchemy import String, select, type_coerce

from libs.common.actor import Role
from services.petitions.register.tables import Petition
from tests.integration.petitions.town import CALLER, officer, register, unit
from tests.support.harness import Running

TRACES = (*CALLER.values(), "陈*例", "138****1234", "secret", "wants_secrecy")


@pytest.mark.row("P1")
def test_a_unit_sees_its_own_petitions_and_no_other(petitions: Running) -> None:
    own, other = register(petitions), register(petitions, number="SQ-2", category_code="C0203")
    environment, police = unit(petitions, "U-SH"), unit(petitions, "U-PC")
    listed = environment.get("/petitions", params={"centre": "taozhu"}).json()["items"]
    assert [item["number"] for item in listed] == ["SQ202603-001"]
    asked = environment.get("/petitions", params={"centre": "taozhu", "unit": "U-PC"}).json()["items"]
    assert asked == []
    reason = {"reason": "联系核实"}
    calls = [environment.get(other), environment.get(f"{other}/history"), environment.post(f"{other}/sign")]
    calls += [police.get(own), police.post(f"{own}/answer", json={"text": "好"})]
    calls += [police.post(f"{own}/caller", json=reason)]
    assert {(call.status_code, call.json()["code"]) for call in calls} == {(403, "not_your_petition")}
    nobody = petitions.client(Role.HANDLING_UNIT)
    assert nobody.get("/petitions", params={"centre": "taozhu"}).json()["items"] == []
    stranger = petitions.client(Role.PETITION_OFFICER, centres=frozenset({"elsewhere"}))
    assert stranger.get(own).status_code == 403
    assert stranger.post(f"{own}/close").status_code == 403


@pytest.mark.row("P1")
def test_no_view_of_the_unit_shows_the_caller_or_his_wish(petitions: Running) -> None:
    paths = [
        register(petitions),
        register(petitions, number="SQ-2", wants_secrecy=True),
        # A report (举报), confidential by its category, sent to the same unit.
        register(petitions, number="SQ-3", category_code="C1202", unit="U-SH"),
    ]
    environment, desk = unit(petitions, "U-SH"), officer(petitions)
    answers = [environment.get("/petitions", params={"centre": "taozhu"})]
    for path in paths:
        answers += [
            environment.get(path),
            environment.get(f"{path}/history"),
            environment.post(f"{path}/sign"),
        ]
        answers += [environment.post(f"{path}/answer", json={"text": "已处理"})]
    for answer in answers:
        assert answer.status_code == 200
        assert not [trace for trace in TRACES if trace in answer.text]
    views = [environment.get(path).json() for path in paths]
    assert {frozenset(view) for view in views} == {frozenset(views[0])}
    shown = desk.get(paths[1]).json()
    assert (shown["caller_name"], shown["caller_phone"], shown["secret"]) == ("陈*例", "138****1234", True)
    assert [desk.get(path).json()["secret"] for path in paths] == [False, True, True]


@pytest.mark.row("P1")
def test_the_caller_is_shown_in_clear_for_a_reason_that_is_written_down(petitions: Running) -> None:
    plain, secret = register(petitions), register(petitions, number="SQ-2", wants_secrecy=True)
    anonymous = register(petitions, number="SQ-3", caller_name=None, caller_phone=None)
    environment, desk = unit(petitions, "U-SH"), officer(petitions)
    reason = {"reason": "电话核实噪音时段"}
    assert environment.post(f"{plain}/caller", json=reason).json() == CALLER
    refused = [environment.post(f"{path}/caller", json=reason) for path in (secret, anonymous)]
    bodies = [{**answer.json(), "instance": ""} for answer in refused]
    assert bodies[0] == bodies[1] and bodies[0]["code"] == "caller_withheld"
    assert desk.post(f"{secret}/caller", json=reason).json() == CALLER
    assert desk.post(f"{secret}/caller", json={"reason": " "}).status_code == 422
    # An officer who belongs to the unit gets what the unit gets (回避).
    torn = petitions.client(Role.PETITION_OFFICER, Role.HANDLING_UNIT, unit="U-SH")
    assert torn.post(f"{secret}/caller", json=reason).json()["code"] == "caller_withheld"
    assert "caller_name" not in torn.get(secret).json()
    with petitions.db.reading() as tx:
        audit = tx.kernel.audit
        actors = select(audit.c.actor).where(audit.c.action == "petition.reveal-caller").order_by(audit.c.id)
        assert tx.session.scalars(actors).all() == ["u-sh", "officer"]


@pytest.mark.row("P1")
def test_a_caller_is_found_by_phone_and_stored_sealed(petitions: Running) -> None:
    register(petitions)
    register(petitions, number="SQ-2", caller_phone="13900005678")
    desk = officer(petitions)
    found = desk.post("/petitions/find", json={"centre": "taozhu", "caller_phone": "138 0000 1234"}).json()
    assert [item["number"] for item in found["items"]] == ["SQ202603-001"]
    by_name = desk.post("/petitions/find", json={"centre": "taozhu", "caller_name": "陈样例"}).json()
    assert len(by_name["items"]) == 2
    assert desk.post("/petitions/find", json={"centre": "taozhu"}).status_code == 422
    torn = petitions.client(Role.PETITION_OFFICER, unit="U-SH")
    assert torn.post("/petitions/find", json={"centre": "taozhu", "caller_name": "陈样例"}).json() == {
        "items": []
    }
    assert unit(petitions, "U-SH").post("/petitions/find", json={"centre": "taozhu"}).status_code == 403
    with petitions.db.reading() as tx:
        columns = (Petition.text, Petition.caller_name, Petition.caller_phone)
        stored = tx.session.execute(select(*(type_coerce(column, String) for column in columns))).all()
        outbox = tx.session.scalars(select(tx.kernel.outbox.c.body)).all()
        trail = tx.session.scalars(select(tx.kernel.audit.c.details)).all()
        everything = str([*map(tuple, stored), outbox, trail])
    assert (
        "陈样例" not in everything
        and "1234" not in everything.replace("12345", "")
        and "石材" not in everything
    )
