"""Idempotency keys and retries under races, on both databases."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import eventlet
import pytest
from sqlalchemy import select

from libs.common.actor import Role
from libs.common.http.idempotency import KEPT, purge_keys
from tests.support.desk import RunningDesk, Slip, running_desk


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[RunningDesk]:
    with running_desk(database_url, tmp_path) as running:
        yield running


@pytest.mark.row("C9")
def test_a_repeat_gets_the_first_answer(desk: RunningDesk) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = desk.call("POST", "/slips", json={"number": "A001"}, headers=headers)
    second = desk.call("POST", "/slips", json={"number": "A001"}, headers=headers)
    assert (second.status_code, second.content) == (201, first.content)
    assert (second.headers["ETag"], second.headers["Content-Type"]) == ('"1"', "application/json")
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert desk.count() == 1


@pytest.mark.row("C9")
def test_another_request_under_the_same_key_is_refused(desk: RunningDesk) -> None:
    headers = {"Idempotency-Key": "k1"}
    desk.call("POST", "/slips", json={"number": "A001"}, headers=headers)
    other = desk.call("POST", "/slips", json={"number": "A002"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    theirs = {"Authorization": f"Bearer {desk.token(Role.CLERK, name='u2')}", **headers}
    assert desk.call("POST", "/slips", json={"number": "A002"}, headers=theirs).status_code == 201
    assert desk.count() == 2


def test_a_refusal_is_not_kept(desk: RunningDesk) -> None:
    headers = {"Idempotency-Key": "k1"}
    slip = desk.call("POST", "/slips", json={"number": "A001"}).json()
    assert desk.call("POST", "/slips", json={"number": "A001"}, headers=headers).status_code == 409
    with desk.db.transaction() as tx:
        tx.session.delete(tx.one(Slip, slip["id"]))
    assert desk.call("POST", "/slips", json={"number": "A001"}, headers=headers).status_code == 201


@pytest.mark.row("C9")
def test_many_at_once_take_effect_once(desk: RunningDesk) -> None:
    def send(key: str, number: str) -> tuple[str, int, str]:
        body = {"number": number, "remark": "slow"}
        answer = desk.call("POST", "/slips", json=body, headers={"Idempotency-Key": key})
        return number, answer.status_code, answer.text

    pool = eventlet.GreenPool(12)
    answers = list(pool.starmap(send, [(f"key-{n % 2}", f"A{n % 2}") for n in range(12)]))
    assert Counter(status for _, status, _ in answers) == {201: 12}
    assert len({(number, body) for number, _, body in answers}) == 2
    assert desk.count() == 2


def test_two_that_race_for_one_number(desk: RunningDesk) -> None:
    """The loser is told by the action's own refusal, also where both had looked before either wrote."""
    pool = eventlet.GreenPool(6)
    send = lambda _: desk.call("POST", "/slips", json={"number": "A001", "remark": "slow"})  # noqa: E731
    answers = list(pool.imap(send, range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"taken_number"}


def test_a_deadlock_is_tried_again(desk: RunningDesk) -> None:
    for number in ("A1", "A2"):
        desk.call("POST", "/slips", json={"number": number})
    pool = eventlet.GreenPool(4)
    paths = ["/crossed/A1/A2", "/crossed/A2/A1"]
    answers = list(pool.imap(lambda path: desk.call("GET", path), paths))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert {item["version"] for item in desk.call("GET", "/slips").json()["items"]} == {3}


def test_keys_are_forgotten_in_the_end(desk: RunningDesk) -> None:
    desk.call("POST", "/slips", json={"number": "A001"}, headers={"Idempotency-Key": "k1"})
    with desk.db.transaction() as tx:
        assert purge_keys(tx) == 0
        tx.now += 2 * KEPT
        assert purge_keys(tx) == 1
    with desk.db.reading() as tx:
        assert tx.session.execute(select(tx.kernel.idempotency_key)).all() == []
