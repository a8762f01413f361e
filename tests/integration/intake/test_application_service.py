"""Online applications through the running service: a person without a sign-in, a clerk, and the clocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import eventlet
import pytest

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.events.intake import (
    APPLICATION_SUBMITTED,
    APPLICATION_SUPPLEMENTED,
    APPLICATION_TAKEN_IN,
    CASE_ACCEPTED,
    CASE_REGISTERED,
)
from tests.integration.intake.booking_desk import hall, person
from tests.integration.intake.hall import open_hall
from tests.integration.intake.online_desk import ITEM, QUICK
from tests.support.harness import Client, Running
from tests.support.papers import pdf, picture

JPEG = {"Content-Type": "image/jpeg", "Content-Disposition": "attachment; filename*=UTF-8''%E6%88%B7.jpg"}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(hall("2026-03-02 09:00"))


@pytest.fixture
def intake(database_url: str, broker: BrokerNode, tmp_path: Path, clock: FixedClock) -> Iterator[Running]:
    with open_hall(database_url, broker, tmp_path, clock) as running:
        yield running


def by(intake: Running, link: str) -> Client:
    return Client(intake.anonymous().base, {"Authorization": f"Link {link}"})


def begin(intake: Running, n: int = 1, item: str = QUICK) -> Any:
    begun = intake.anonymous().post("/applications", json={"item_code": item, "applicant": person(n)})
    assert begun.status_code == 201, begun.text
    return begun.json()


def link_for(intake: Running, begun: Any, n: int, purpose: str) -> Any:
    told = {"number": begun["number"], "code": begun["code"], "phone": person(n)["phone"], "purpose": purpose}
    return intake.anonymous().post("/applications/link", json=told)


@pytest.mark.row("S4.4", "C10")
def test_an_application_from_the_first_line_to_the_acceptance(
    intake: Running, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    public, clerk = intake.anonymous(), intake.client(Role.CLERK, actor_id="clerk05")
    assert public.post("/applications", json={"item_code": "BM-GT-001", "applicant": person(1)}).json()["code"] == (
        "item_not_online"
    )
    assert ITEM in [item["code"] for item in public.get("/online-items").json()["items"]]
    begun = begin(intake, item=ITEM)
    assert begun["applicant"]["phone"] == "138****0001" and len(begun["materials"]) >= 5
    mine = by(intake, begun["link"])
    assert mine.put("/applications/mine", json={"note": "家庭情况"}).json()["note"] == "家庭情况"
    sent = mine.post("/applications/mine/attachments?material=1", data=picture(), headers=JPEG)
    assert (sent.status_code, sent.json()["name"], sent.json()["state"]) == (201, "户.jpg", "unscanned")
    for content, code in ((b"<html>", "file_type_refused"), (pdf(password="x"), "pdf_encrypted")):
        assert mine.post("/applications/mine/attachments", data=content, headers=JPEG).json()["code"] == code
    extra = mine.post("/applications/mine/attachments", data=pdf(), headers={"Content-Type": "application/pdf"}).json()
    left = mine.post(f"/applications/mine/attachments/{extra['id']}/remove").json()["attachments"]
    assert [each["material_seq"] for each in left] == [1]
    incomplete = mine.post("/applications/mine/submit", json={}).json()
    assert incomplete["code"] == "application_incomplete" and len(incomplete["data"]["missing"]) == 4
    key = {"Idempotency-Key": "one-press-of-the-button"}
    first, again = (mine.post("/applications/mine/submit", json={"incomplete": True}, headers=key) for _ in range(2))
    assert first.json() == again.json() and again.headers["Idempotency-Replayed"] == "true"
    assert (first.json()["received_on"], first.json()["reply_by"]) == ("2026-03-02", "2026-03-09")
    assert mine.get("/applications/mine").status_code == 401

    [waiting] = clerk.get("/applications?work=precheck&mine=true").json()["items"]
    path = f"/applications/{waiting['id']}"
    assert waiting["number"] == begun["number"] and intake.client(Role.CLERK).get(path).status_code == 200
    shown = clerk.get(path).json()
    paper = clerk.get(f"/attachments/{shown['attachments'][0]['id']}/content")
    assert paper.content == picture()
    stale = clerk.post(f"{path}/ask", json={}, headers={"If-Match": '"1"'})
    assert stale.json()["code"] == "stale_version"
    seen = {"If-Match": f'"{shown["version"]}"'}
    notice = clerk.post(f"{path}/ask", json={"problems": [{"name": "照片", "problem": "模糊"}]}, headers=seen)
    assert notice.status_code == 201, notice.text
    assert [item["name"] for item in notice.json()["items"]][-1] == "照片" and len(notice.json()["items"]) == 5
    assert clerk.post(f"{path}/take-in", json={}).json()["code"] == "application_already_taken_in"

    clock.advance(3600)
    link = link_for(intake, begun, 1, "supplement").json()["link"]
    mine = by(intake, link)
    assert [item["problem"] for item in mine.get("/applications/mine").json()["notice"]["items"]][-1] == "模糊"
    for material in (2, 3, 4, 6):
        more = picture(size=(50 + material, 40))
        assert mine.post(f"/applications/mine/attachments?material={material}", data=more, headers=JPEG).ok
    handed = mine.post("/applications/mine/supplement", json={"note": "照片已重拍"})
    assert handed.json()["state_words"] == "补正材料已提交，等待窗口核对"
    assert len(clerk.get("/applications?work=supplement").json()["items"]) == 1
    assert clerk.post(f"{path}/check", json={"items": []}).status_code == 422  # says nothing to the person
    accepted = clerk.post(f"{path}/check", json={})
    assert (accepted.json()["state"], len(clerk.get(f"/cases/{accepted.json()['id']}").json()["attachments"])) == (
        "accepted", 6,  # the one taken away among them, without its name
    )  # fmt: skip
    assert clerk.post(f"{path}/person", json={"reason": "核对"}).json()["resident_id"] == person(1)["resident_id"]
    for event in (APPLICATION_SUBMITTED, APPLICATION_TAKEN_IN, CASE_REGISTERED, APPLICATION_SUPPLEMENTED):
        intake.wait_for(event)
    [told] = intake.wait_for(CASE_ACCEPTED)
    assert told.data["channel"] == "online"
    logged = capsys.readouterr().out
    assert "/applications/mine/submit" in logged
    for secret in (begun["link"], link, begun["code"], person(1)["name"], person(1)["phone"], "户.jpg"):
        assert secret not in logged


@pytest.mark.row("S4.4")
def test_wrong_guesses_are_counted_although_they_are_refused(intake: Running, clock: FixedClock) -> None:
    begun = begin(intake)
    wrong = {"number": begun["number"], "code": "22222222", "phone": person(1)["phone"], "purpose": "fill"}
    answers = [intake.anonymous().post("/applications/link", json=wrong) for _ in range(5)]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "application_link_refused")}
    right = link_for(intake, begun, 1, "fill")
    assert {**right.json(), "instance": None} == {**answers[0].json(), "instance": None}
    clock.advance(16 * 60)
    limited = link_for(intake, begun, 1, "fill")
    assert limited.status_code == 429  # by address: six at once
    with intake.db.reading() as tx:
        keys = tx.session.execute(tx.kernel.idempotency_key.select()).all()
    assert begun["link"] not in str(keys) and begun["code"] not in str(keys)


def test_two_clerks_and_two_presses_make_one_case(intake: Running) -> None:
    begun = begin(intake)
    mine = by(intake, begun["link"])
    pool = eventlet.GreenPool()
    press = lambda _: mine.post("/applications/mine/submit", json={"incomplete": True}).status_code  # noqa: E731
    outcomes = pool.imap(press, range(4))
    assert Counter(outcomes) == {200: 1, 401: 3}
    [waiting] = intake.client(Role.CLERK).get("/applications").json()["items"]
    clerks = [intake.client(Role.CLERK, actor_id=f"clerk0{n}") for n in range(1, 7)]
    path = f"/applications/{waiting['id']}/take-in"
    answers = list(pool.imap(lambda clerk: clerk.post(path, json={}).status_code, clerks))
    assert Counter(answers) == {200: 1, 409: 5}
    assert len(intake.client(Role.CLERK).get("/cases").json()["items"]) == 1
