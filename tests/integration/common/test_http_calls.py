"""Routes of a real service over real sockets: answers, refusals, limits."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import eventlet
import pytest
import requests

from libs.common.actor import Role
from tests.support.desk import RunningDesk, running_desk
from tests.support.postgres import PostgresServer

PROBLEM = "application/problem+json"


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[RunningDesk]:
    with running_desk(database_url, tmp_path) as running:
        yield running


@pytest.fixture
def sqlite_desk(tmp_path: Path) -> Iterator[RunningDesk]:
    with running_desk(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path) as running:
        yield running


def test_a_write_and_a_read(desk: RunningDesk) -> None:
    made = desk.call("POST", "/slips", json={"number": "A001", "remark": "雨"})
    assert made.status_code == 201, made.text
    assert made.headers["ETag"] == '"1"'
    assert "雨" in made.text
    shown = desk.call("GET", f"/slips/{made.json()['id']}")
    assert shown.json() == made.json()
    assert shown.json()["at"].endswith("+00:00")
    again = desk.call("GET", f"/slips/{made.json()['id']}", headers={"If-None-Match": '"1"'})
    assert (again.status_code, again.content) == (304, b"")


def test_an_action_that_refuses_leaves_nothing(desk: RunningDesk) -> None:
    desk.call("POST", "/slips", json={"number": "A001"})
    refused = desk.call("POST", "/slips", json={"number": "A001"}, headers={"X-Correlation-Id": "corr-12345"})
    assert refused.status_code == 409
    assert refused.headers["Content-Type"] == PROBLEM
    assert refused.json() == {
        "type": "urn:bianmin:problem:taken_number",
        "title": "号码已被占用",
        "status": 409,
        "code": "taken_number",
        "instance": "corr-12345",
        "data": {"number": "A001"},
    }
    assert desk.count() == 1


def test_version_must_be_said_and_be_the_present_one(desk: RunningDesk) -> None:
    slip = desk.call("POST", "/slips", json={"number": "A001"}).json()
    path = f"/slips/{slip['id']}"
    assert desk.call("PUT", path, json={"remark": "x"}).json()["code"] == "precondition_required"
    changed = desk.call("PUT", path, json={"remark": "x"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    stale = desk.call("PUT", path, json={"remark": "y"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    wrong = desk.call("PUT", path, json={"remark": "y"}, headers={"If-Match": "1"})
    assert (wrong.status_code, wrong.json()["field"]) == (400, "If-Match")


def test_pages_hold_still_and_end(desk: RunningDesk) -> None:
    for number in range(7):
        assert desk.call("POST", "/slips", json={"number": f"A{number:03}"}).status_code == 201
    seen, cursor = [], None
    while True:
        query = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        answer = desk.call("GET", "/slips", params=query)
        assert answer.status_code == 200, answer.text
        seen += [item["number"] for item in answer.json()["items"]]
        desk.call("POST", "/slips", json={"number": f"B{len(seen)}"})  # newer ones do not shift the pages
        if (cursor := answer.json()["next"]) is None:
            break
    assert seen == [f"A{number:03}" for number in reversed(range(7))]
    assert desk.call("GET", "/slips?limit=201").json()["errors"][0]["field"] == "limit"
    for forged in ("x", "W10", "WyJhIl0", "4pyT"):
        refused = desk.call("GET", "/slips", params={"cursor": forged})
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_cursor")
    assert desk.call("GET", "/slips?tag=a&tag=b").json()["items"] == []
    assert desk.call("GET", "/slips?limit=1&limit=2").status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "code"),
    [
        ("GET", "/nothing", {}, 404, "no_such_path"),
        ("GET", "/slips/unknown", {}, 404, "not_found"),
        ("DELETE", "/slips", {}, 405, "method_not_allowed"),
        ("POST", "/slips", {"data": "{", "headers": {"Content-Type": "application/json"}}, 400, "malformed_request"),
        ("POST", "/slips", {"data": "x=1"}, 415, "unsupported_media_type"),
        ("POST", "/slips", {"json": {}}, 422, "invalid"),
        ("POST", "/slips", {"json": {"number": "1", "more": 1}}, 422, "invalid"),
        ("POST", "/slips", {"json": [1]}, 422, "invalid"),
        ("POST", "/slips", {"json": {"number": "a\0"}}, 422, "invalid"),
        ("POST", "/slips", {"data": rb'{"number": "\ud800"}'}, 422, "invalid"),
        ("POST", "/slips", {"data": b'{"number": NaN}'}, 400, "malformed_request"),
        ("POST", "/slips", {"data": b'{"number": ' + b"9" * 30 + b"}"}, 422, "invalid"),
        ("POST", "/slips", {"data": b'{"number": ' + b"9" * 5000 + b"}"}, 400, "malformed_request"),
        ("POST", "/slips", {"data": b"[" * 60 + b"]" * 60}, 400, "malformed_request"),
        ("POST", "/slips", {"data": b"[" * 100_000}, 400, "malformed_request"),
        ("POST", "/slips", {"data": b'{"number": "\xff"}'}, 400, "malformed_request"),
        ("POST", "/slips", {"data": b" " * 300_000}, 413, "too_large"),
        ("GET", "/slips/a%00b", {}, 422, "invalid"),
        ("GET", "/slips?limit=%FF", {}, 400, "malformed_request"),
        ("GET", "/slips?colour=red", {}, 422, "invalid"),
        ("PUT", "/slips/1", {"json": {"remark": "1"}, "headers": {"If-Match": "1"}}, 400, "malformed_request"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused(
    sqlite_desk: RunningDesk, method: str, path: str, more: dict, status: int, code: str
) -> None:
    if isinstance(more.get("data"), bytes):
        more = {**more, "headers": {"Content-Type": "application/json"}}
    refused = sqlite_desk.call(method, path, **more)
    assert (refused.status_code, refused.json()["code"]) == (status, code), refused.text
    assert refused.headers["Content-Type"] == PROBLEM
    assert refused.json()["instance"] == refused.headers["X-Correlation-Id"]
    assert sqlite_desk.count() == 0


def test_messages_are_chinese_and_name_the_field(sqlite_desk: RunningDesk) -> None:
    errors = sqlite_desk.call("POST", "/slips", json={"number": "x" * 21, "colour": 1}).json()["errors"]
    assert {(error["field"], error["message"]) for error in errors} == {
        ("number", "长度应在 1 到 20 之间"),
        ("colour", "没有这一项"),
    }


def test_405_says_what_is_allowed(sqlite_desk: RunningDesk) -> None:
    assert sqlite_desk.call("DELETE", "/slips").headers["Allow"] == "GET, HEAD, POST"


def test_who_may_call(sqlite_desk: RunningDesk) -> None:
    nobody = sqlite_desk.call("GET", "/slips", roles=())
    assert (nobody.status_code, nobody.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert sqlite_desk.call("GET", "/slips", roles=(Role.AUDITOR,)).json()["code"] == "forbidden"
    for header in ("Bearer x.y.z", "Basic abc", "Bearer"):
        refused = sqlite_desk.call("GET", "/open", headers={"Authorization": header})
        assert refused.status_code == 401


def test_nothing_of_the_inside_is_told(sqlite_desk: RunningDesk) -> None:
    failed = sqlite_desk.call("GET", "/broken")
    assert failed.json()["code"] == "internal_error"
    assert "secret" not in failed.text
    assert "RuntimeError" not in failed.text
    assert sqlite_desk.call("GET", "/slips").status_code == 200


def test_a_client_that_asks_too_often_waits(sqlite_desk: RunningDesk) -> None:
    answers = [sqlite_desk.call("GET", "/open", roles=()) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    other = sqlite_desk.call("GET", "/open", roles=(), headers={"X-Forwarded-For": "203.0.113.9"})
    assert (other.status_code, other.text) == (200, "开放")


def test_a_form_from_the_broker(sqlite_desk: RunningDesk) -> None:
    answer = sqlite_desk.call("POST", "/form", roles=(), data={"username": "kiosk-1"})
    assert (answer.status_code, answer.text) == (200, "allow kiosk-1 public")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert sqlite_desk.call("POST", "/form", roles=(), json={}).status_code == 415


def test_a_file_is_taken_as_it_is_up_to_a_limit_of_its_own(sqlite_desk: RunningDesk) -> None:
    anything, zipped = bytes(range(256)) * 1200, {"Content-Type": "application/zip"}  # 300 KiB, more than JSON may have
    echoed = sqlite_desk.call("POST", "/echo", data=anything, headers=zipped)
    assert (echoed.content, echoed.headers["Content-Type"]) == (anything, "application/zip")
    keyed = {**zipped, "Idempotency-Key": "paper-1"}
    filed = [sqlite_desk.call("POST", "/papers", data=anything, headers=keyed) for _ in range(2)]
    assert filed[0].json() == filed[1].json() and filed[0].json()["remark"] == str(len(anything))
    assert "ETag" not in filed[0].headers
    other = sqlite_desk.call("POST", "/papers", data=anything[1:], headers=keyed)
    assert other.json()["code"] == "idempotency_conflict"
    large = sqlite_desk.call("POST", "/papers", data=anything * 2, headers=zipped)
    assert (large.status_code, large.json()["data"]) == (413, {"limit": 400 * 1024})
    pieces = sqlite_desk.call("POST", "/papers", data=iter([anything] * 2), headers=zipped)
    assert pieces.status_code == 413
    wrong = sqlite_desk.call("POST", "/papers", data=anything, headers={"Content-Type": "image/png"})
    assert (wrong.status_code, wrong.json()["code"]) == (415, "unsupported_media_type")
    assert sqlite_desk.call("POST", "/papers", data=b"", headers={"Content-Type": "text/csv; charset=utf-8"}).ok
    assert sqlite_desk.count() == 2


def test_a_route_without_transaction_opens_its_own(desk: RunningDesk) -> None:
    assert desk.call("POST", "/aside", json={"number": "A001"}).status_code == 201
    twice = desk.call("POST", "/aside", json={"number": "A001"})
    assert (twice.status_code, twice.json()["code"]) == (409, "conflict")
    assert desk.count() == 1


def test_time_up_means_nothing_done(desk: RunningDesk) -> None:
    late = desk.call("POST", "/late", json={"number": "A001"})
    assert (late.status_code, late.json()["code"]) == (503, "timeout")
    assert desk.count() == 0
    for number in range(12):  # more than the connection pool holds: broken connections are not given out again
        assert desk.call("POST", "/slips", json={"number": f"B{number}"}).status_code == 201


def test_when_every_worker_is_taken_callers_are_told_and_health_answers(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    with running_desk(postgres.create_database(), tmp_path, workers=2) as desk:
        pool = eventlet.GreenPool(6)
        late = [pool.spawn(desk.call, "POST", "/late", json={"number": f"A{n}"}) for n in range(6)]
        eventlet.sleep(0.1)
        assert desk.call("GET", "/../healthz", roles=()).elapsed.total_seconds() < 0.15
        assert {answer.wait().status_code for answer in late} == {503}
        assert desk.count() == 0
        assert desk.call("POST", "/slips", json={"number": "B1"}).status_code == 201


def test_the_trace_goes_in_and_out(sqlite_desk: RunningDesk) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = sqlite_desk.call("GET", "/slips", headers={"traceparent": parent, "X-Correlation-Id": "case-42-abc"})
    version, trace, span, flags = answer.headers["traceparent"].split("-")
    assert (version, trace, flags) == ("00", "0af7651916cd43dd8448eb211c80319c", "01")
    assert span != "b7ad6b7169203331"
    assert answer.headers["X-Correlation-Id"] == "case-42-abc"
    odd = sqlite_desk.call("GET", "/slips", headers={"traceparent": "nonsense", "X-Correlation-Id": "a b"})
    assert odd.status_code == 200
    assert odd.headers["X-Correlation-Id"] != "a b"


def test_head_has_headers_only(sqlite_desk: RunningDesk) -> None:
    answer = sqlite_desk.call("HEAD", "/slips")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 0


def test_bad_clients_do_not_hurt_the_others(sqlite_desk: RunningDesk) -> None:
    host, port = sqlite_desk.url.removeprefix("http://").split(":")
    token = sqlite_desk.token(Role.CLERK)
    head = f"POST /api/desk/v1/slips HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    head += "Content-Type: application/json\r\n"
    for sent in (b"", b"\x16\x03\x01", b"GET /\r\n\r\n", (head + "Content-Length: 50\r\n\r\n{").encode(),
                 (head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n").encode()):  # fmt: skip
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(sent)
    assert sqlite_desk.call("GET", "/slips").json() == {"items": [], "next": None}


def test_a_chunked_body_is_read_and_bounded(sqlite_desk: RunningDesk) -> None:
    headers = {"Content-Type": "application/json"}
    body = json.dumps({"number": "A001"}).encode()
    made = sqlite_desk.call("POST", "/slips", data=iter([body[:5], body[5:]]), headers=headers)
    assert made.status_code == 201
    large = sqlite_desk.call("POST", "/slips", data=iter([b" " * 100_000] * 4), headers=headers)
    assert large.status_code == 413


def test_one_connection_serves_many_calls(sqlite_desk: RunningDesk) -> None:
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {sqlite_desk.token(Role.CLERK)}"
        url = f"{sqlite_desk.url}/api/desk/v1/slips"
        statuses = [session.post(url, json={"number": f"A{n}"}).status_code for n in range(5)]
        statuses += [session.post(url, data=b"{").status_code, session.get(url).status_code]
    assert statuses == [201] * 5 + [415, 200]


def test_stopping_finishes_what_was_begun(tmp_path: Path) -> None:
    with running_desk(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path) as desk:
        begun = eventlet.spawn(desk.call, "POST", "/slips", json={"number": "A001", "remark": "slow"})
        eventlet.sleep(0.1)
        started = time.monotonic()
    assert begun.wait().status_code == 201
    assert time.monotonic() - started < 5
