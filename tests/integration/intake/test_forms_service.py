"""A form's way over HTTP: numbered, printed, kept byte for byte, taken out again, voided. And what an agent may do."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from libs.common.actor import Role
from libs.common.audit import verify
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.documents import DocumentStore
from libs.common.events.intake import CASE_REGISTERED, FORM_NUMBERED, FORM_PRINTED, FORM_VOIDED, MANDATE_CHANGED
from services.intake.casework.forms.tables import Form
from services.intake.casework.mandates.actions import expire_mandates
from services.intake.casework.mandates.tables import Mandate
from tests.integration.intake.case_desk import ALL_OF_REPORTED, IMMEDIATE, REPORTED, SYNTHETIC
from tests.integration.intake.hall import open_hall
from tests.integration.intake.test_forms import MANDATE, RARE
from tests.support.harness import Client, Running

DAY = 86_400


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def intake(database_url: str, broker: BrokerNode, tmp_path: Path, clock: FixedClock) -> Iterator[Running]:
    with open_hall(database_url, broker, tmp_path, clock) as running:
        yield running


@pytest.fixture
def clerk(intake: Running) -> Client:
    return intake.client(Role.CLERK, actor_id="clerk05")


def register(clerk: Client, item: str = REPORTED, received: list[int] | None = None, **more: Any) -> Any:
    applicant = {**SYNTHETIC, "name": RARE}
    received = ALL_OF_REPORTED if received is None else received
    return clerk.post("/cases", json={"item_code": item, "applicant": applicant, "received": received, **more})


def audited(intake: Running, action: str) -> int:
    audit = intake.db.kernel.audit
    with intake.db.reading() as tx:
        return len(tx.session.scalars(select(audit.c.id).where(audit.c.action == action)).all())


@pytest.mark.row("S6.3", "C9")
def test_what_was_handed_out_is_kept_byte_for_byte(intake: Running, clerk: Client, clock: FixedClock) -> None:
    phones = {"enquiry_phone": "0576-00000000", "complaint_phone": "12345"}
    assert clerk.put("/centres/taozhu/letterhead", json=phones).status_code == 403
    director = intake.client(Role.DIRECTOR, actor_id="director")
    assert director.put("/centres/taozhu/letterhead", json=phones).json()["version"] == 1
    case = register(clerk).json()
    path = f"/cases/{case['id']}/forms/promised-notice"
    assert clerk.post(path, json={}).json()["code"] == "form_not_for_case"
    assert clerk.post(f"/cases/{case['id']}/accept", json={}).status_code == 200
    key = {"Idempotency-Key": "print-1"}
    first, again = (clerk.post(path, json={"paper": "receipt"}, headers=key) for _ in range(2))
    assert first.status_code == 201 and first.json() == again.json()
    form = first.json()
    assert (form["state"], form["serial"], form["sha256"]) == ("numbered", "20260500001", None)
    assert clerk.post(path, json={}).json()["data"]["serial"] == "20260500001", "one paper of a kind stands"
    assert clerk.get(f"/forms/{form['id']}/pdf").json()["code"] == "form_not_printed"

    # Printed hours after it was numbered, it still bears the moment of its number.
    clock.advance(3 * 3600)
    printed = clerk.post(f"/forms/{form['id']}/print")
    assert (printed.status_code, printed.headers["Content-Type"]) == (200, "application/pdf")
    text = "".join(PdfReader(BytesIO(printed.content)).pages[1].extract_text().split())
    for said in (RARE, "331082********1238", "0576-00000000", case["query_code"], "2026年3月2日8时30分"):
        assert said in text
    clock.advance(DAY)
    director.put("/centres/taozhu/letterhead", json={**phones, "enquiry_phone": "0576-11111111"})
    auditor = intake.client(Role.AUDITOR, actor_id="auditor")
    copies = [clerk.post(f"/forms/{form['id']}/print"), auditor.get(f"/forms/{form['id']}/pdf")]
    assert [copy.content for copy in copies] == [printed.content, printed.content]
    shown = clerk.get(f"/forms/{form['id']}").json()
    assert shown["sha256"] == hashlib.sha256(printed.content).hexdigest() and shown["size"] == len(printed.content)
    [numbered], [told] = intake.wait_for(FORM_NUMBERED), intake.wait_for(FORM_PRINTED)
    assert (told.data["sha256"], told.data["serial"], numbered.sequence, told.sequence) == (
        shown["sha256"], "20260500001", 1, 2,
    )  # fmt: skip
    assert (audited(intake, "form.print"), audited(intake, "form.fetch")) == (1, 2)

    stranger = intake.client(Role.CLERK, centres=frozenset({"other"}))
    for asked in (stranger.post(f"/forms/{form['id']}/print"), stranger.get(f"/forms/{form['id']}/pdf"),
                  auditor.post(f"/forms/{form['id']}/print")):  # fmt: skip
        assert asked.status_code == 403
    assert stranger.get("/forms").json()["items"] == []

    assert clerk.post(f"/forms/{form['id']}/void", json={"reason": "延期"}).status_code == 403
    voided = director.post(f"/forms/{form['id']}/void", json={"reason": "批准延长，重新出具"}).json()
    assert voided["state"] == "void"
    assert director.post(f"/forms/{form['id']}/void", json={"reason": "再次"}).json()["code"] == "form_void"
    assert clerk.post(f"/forms/{form['id']}/print").json()["code"] == "form_void"
    assert auditor.get(f"/forms/{form['id']}/pdf").content == printed.content, "a void paper is evidence too"
    assert clerk.post(path, json={}).json()["serial"] == "20260500002"
    assert intake.wait_for(FORM_VOIDED)[0].data["reason"] == "批准延长，重新出具"
    listed = clerk.get(f"/forms?case_id={case['id']}").json()["items"]
    assert [(one["serial"], one["state"]) for one in listed] == [("20260500002", "numbered"), ("20260500001", "void")]
    with intake.db.reading() as tx:
        assert verify(tx).ok


@pytest.mark.row("S6.3")
def test_a_number_whose_printing_fails_waits_and_a_damaged_copy_is_told(intake: Running, clerk: Client) -> None:
    asked = {"item_code": IMMEDIATE, "person": "样本\U00016a38"}
    form = clerk.post("/forms/one-time-notice", json=asked).json()
    refused = clerk.post(f"/forms/{form['id']}/print")
    assert (refused.status_code, refused.json()["code"]) == (409, "form_character_missing")
    assert clerk.get(f"/forms/{form['id']}").json()["state"] == "numbered"
    good = clerk.post("/forms/one-time-notice", json={**asked, "person": RARE}).json()
    assert (form["serial"], good["serial"]) == ("20260300001", "20260300002")
    pdf = clerk.post(f"/forms/{good['id']}/print").content
    # As after a kill between the kept copy and the commit: the copy is there, nothing tells of it.
    with intake.db.transaction() as tx:
        tx.session.execute(update(Form).where(Form.id == good["id"]).values(state="numbered", sha256=None, size=None))
    assert clerk.post(f"/forms/{good['id']}/print").content == pdf
    store = DocumentStore(intake.settings.documents_dir)
    assert len([path for path in store.folder.rglob("*") if path.is_file()]) == 1
    store.path(hashlib.sha256(pdf).hexdigest()).write_bytes(b"something else")
    damaged = clerk.get(f"/forms/{good['id']}/pdf")
    assert (damaged.status_code, damaged.json()["code"]) == (500, "document_damaged")
    with intake.db.reading() as tx:
        stored = tx.session.connection().exec_driver_sql("SELECT content FROM form").scalars().all()
    assert not any(RARE in content for content in stored), "a name lies encrypted"


def reported_up(clerk: Client, at: str) -> None:
    """The case was decided above and the person told so."""
    assert clerk.post(f"{at}/report", json={}).status_code == 200
    assert clerk.post(f"{at}/report/answer", json={"approved": True, "answer": "同意"}).status_code == 200
    assert clerk.post(f"{at}/report/tell", json={"how": "phone"}).status_code == 200


@pytest.mark.row("S6.4", "C7")
def test_an_agents_every_act_is_held_against_the_mandate(intake: Running, clerk: Client, clock: FixedClock) -> None:
    drafted = clerk.post("/mandates", json=MANDATE)
    assert drafted.status_code == 201, drafted.text
    mandate = drafted.json()
    assert (mandate["principal"], mandate["agent"], mandate["agent_phone"]) == ("样***䶮", "样*丁", "139****5678")
    path, by = f"/mandates/{mandate['id']}", {"mandate_id": mandate["id"]}
    paper = clerk.post(f"{path}/form").json()
    assert clerk.post(f"/forms/{paper['id']}/print").status_code == 200
    assert register(clerk, **by).json()["code"] == "mandate_not_signed"
    assert clerk.post(f"{path}/sign").json()["state"] == "active"
    assert clerk.post(f"{path}/sign").json()["code"] == "mandate_signed"
    assert register(clerk, IMMEDIATE, [1, 2], **by).json()["code"] == "mandate_other_matter"
    other = {"item_code": REPORTED, "applicant": {**SYNTHETIC, "name": "样本乙"}, "received": [1], **by}
    assert clerk.post("/cases", json=other).json()["code"] == "mandate_other_principal"
    case = register(clerk, received=[1, 2], **by).json()
    assert intake.wait_for(CASE_REGISTERED)[0].subject == case["id"] and len(intake.heard(CASE_REGISTERED)) == 1
    at = f"/cases/{case['id']}"
    assert clerk.post(f"{at}/materials", json={"received": [3], **by}).status_code == 200
    assert clerk.post(f"{at}/notice", json={}).status_code == 201
    assert clerk.post(f"{at}/supplement", json=by).json()["code"] == "mandate_lacks_power"
    assert clerk.post(f"{at}/supplement", json={}).json()["state"] == "accepted", "the applicant in person"
    assert clerk.post(f"{at}/withdraw", json={"reason": "不办了", **by}).json()["code"] == "mandate_lacks_power"
    assert clerk.get(at).json()["state"] == "accepted"
    reported_up(clerk, at)
    assert clerk.post(f"{at}/complete", json=by).json()["state"] == "completed"
    assert audited(intake, "mandate.use") == 3
    assert clerk.post(f"{path}/revoke", json={"reason": "委托人要求"}).json()["state"] == "revoked"
    assert register(clerk, **by).json()["code"] == "mandate_revoked"
    assert clerk.post(f"{path}/form").json()["code"] == "mandate_revoked"
    assert [event.data["state"] for event in intake.wait_for(MANDATE_CHANGED, 3)] == ["drafted", "active", "revoked"]

    lapsing = clerk.post("/mandates", json={**MANDATE, "valid_until": "2026-03-03"}).json()
    assert clerk.post(f"/mandates/{lapsing['id']}/sign").status_code == 200
    clock.advance(2 * DAY)
    late = register(clerk, mandate_id=lapsing["id"]).json()
    assert (late["code"], late["data"]) == ("mandate_expired", {"until": "2026-03-03"})
    with intake.db.transaction() as tx:
        expire_mandates(tx)
    assert clerk.get(f"/mandates/{lapsing['id']}").json()["state"] == "expired"
    with intake.db.reading() as tx:
        clear = tx.session.connection().exec_driver_sql("SELECT * FROM mandate").all()
        assert len(tx.session.scalars(select(Mandate)).all()) == 2
    assert RARE not in str(clear) and SYNTHETIC["resident_id"] not in str(clear)
