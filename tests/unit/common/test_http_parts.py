"""Parts of the HTTP layer that need no server: rates, clients, traces, messages, keys, bodies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, fields, validate
from marshmallow import ValidationError as SchemaError
from sqlalchemy.exc import OperationalError

from libs.common.actor import Actor, Cause
from libs.common.errors import Invalid, Refused, TooMany
from libs.common.http.body import DEPTH_LIMIT, check_storable, parse_query
from libs.common.http.call import Call
from libs.common.http.idempotency import read_key, request_hash
from libs.common.http.messages import in_chinese
from libs.common.http.openapi import openapi, refusals_of
from libs.common.http.problems import MalformedRequest, answer_to, invalid
from libs.common.http.rates import Buckets, Rate, client_of
from libs.common.http.spec import routes_of
from libs.common.http.tracing import cause_of
from tests.support.desk import Desk


def test_a_bucket_fills_again() -> None:
    buckets = Buckets(Rate(per_second=2, burst=3))
    for _ in range(3):
        buckets.take("a", now=0.0)
    with pytest.raises(TooMany) as refused:
        buckets.take("a", now=0.0)
    assert refused.value.data["retry_after"] == 1
    buckets.take("b", now=0.0)
    buckets.take("a", now=0.5)
    with pytest.raises(TooMany):
        buckets.take("a", now=0.5)


def test_buckets_do_not_fill_the_memory() -> None:
    buckets = Buckets(Rate(), most=100)
    for number in range(1000):
        buckets.take(str(number), now=0.0)
    assert len(buckets._levels) == 100


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("9.9.9.9", None, "9.9.9.9"),
        ("9.9.9.9", "8.8.8.8", "9.9.9.9"),
        ("127.0.0.1", "8.8.8.8", "8.8.8.8"),
        ("172.18.0.2", "1.1.1.1, 8.8.8.8, 10.0.0.7", "8.8.8.8"),
        ("127.0.0.1", "192.168.1.20", "192.168.1.20"),
        ("::1", "2001:4860:4860::8888", "2001:4860:4860::8888"),
        ("127.0.0.1", "nonsense", "nonsense"),
    ],
)
def test_only_our_proxies_are_believed(peer: str, forwarded: str | None, client: str) -> None:
    environ = {"REMOTE_ADDR": peer} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    assert client_of(environ) == client


def test_a_trace_is_begun_when_none_is_given() -> None:
    one, two = cause_of({}), cause_of({})
    assert one.correlation_id != two.correlation_id
    assert one.traceparent is not None
    assert len(one.traceparent) == 55


class Everything(Schema):
    text = fields.String(required=True)
    size = fields.Integer(validate=validate.Range(min=1, max=9))
    below = fields.Integer(validate=validate.Range(max=9, max_inclusive=False))
    kind = fields.String(validate=validate.OneOf(["a", "b"]))
    short = fields.String(validate=validate.Length(max=2))
    exact = fields.String(validate=validate.Length(equal=2))
    long = fields.String(validate=validate.Length(min=2))
    shape = fields.String(validate=validate.Regexp("^x$"))
    when = fields.AwareDateTime()
    day = fields.Date()
    yes = fields.Boolean()
    many = fields.List(fields.Integer())
    inner = fields.Nested(lambda: Everything(only=["text"]))
    same = fields.String(validate=validate.Equal("x"))
    subset = fields.List(fields.String(), validate=validate.ContainsOnly(["a"]))
    number = fields.Float()
    record = fields.Dict()
    uuid = fields.UUID()
    mail = fields.Email()
    null = fields.String()


def test_every_message_is_chinese() -> None:
    wrong = {
        "size": 10, "below": 9, "kind": "c", "short": "xxx", "exact": "x", "long": "x", "shape": "y",
        "when": "2026-03-02T08:00:00", "day": "x", "yes": "maybe", "many": ["x"], "inner": {"text": 1}, "same": "y",
        "subset": ["b"], "number": "x",
        "record": 1, "uuid": "x", "mail": "x", "null": None, "unknown": 1,
    }  # fmt: skip
    with pytest.raises(SchemaError) as refused:
        Everything().load(wrong)
    errors = {error["field"]: error["message"] for error in invalid(refused.value).errors}
    assert set(errors) == {*wrong, "text"} - {"many", "inner"} | {"many.0", "inner.text"}
    assert not [message for message in errors.values() if message.isascii()]
    assert errors["size"] == "应不小于 1且不大于 9"
    assert errors["kind"] == "应为以下之一：a, b"
    assert in_chinese("自己的话") == "自己的话"


def test_keys_of_the_public_must_be_hard_to_guess() -> None:
    assert read_key(None, public=True) is None
    assert read_key("1", public=False) == "1"
    for key, public in (("1", True), ("", False), ("x" * 129, False), ("钥匙", False), ("a b", False)):
        with pytest.raises(MalformedRequest):
            read_key(key, public=public)


def test_what_makes_requests_the_same() -> None:
    one = request_hash("POST", "/a", "", {"x": 1})
    assert one == request_hash("POST", "/a", "", {"x": 1})
    others = [("PUT", "/a", "", 1), ("POST", "/b", "", 1), ("POST", "/a", "q=1", 1), ("POST", "/a", "", 2)]
    assert len({one, *(request_hash(method, path, query, {"x": x}) for method, path, query, x in others)}) == 5


def test_seen_versions() -> None:
    call = Call(Actor("u"), Cause.fresh(), "", "/", {}, 1.0, if_none_match='W/"1", "3"')
    assert [call.has_seen(version) for version in (1, 2, 3)] == [True, False, True]


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab中", max_size=3), inner, max_size=3),
)


@given(json_values)
def test_storable_values_pass(value: object) -> None:
    check_storable(value)


@pytest.mark.parametrize("bad", ["\0", "\ud800", 2**63, -(2**63) - 1, {"a\0": 1}, [[{"x": ["\0"]}]]])
def test_unstorable_values_do_not(bad: object) -> None:
    with pytest.raises(Invalid):
        check_storable({"deep": [bad]})


def test_depth_is_bounded() -> None:
    value: object = 1
    for _ in range(DEPTH_LIMIT + 1):
        value = [value]
    with pytest.raises(MalformedRequest):
        check_storable(value)


@given(st.text(max_size=40))
def test_no_query_string_breaks_the_parser(text: str) -> None:
    try:
        parse_query(text, {"x"})
    except Refused as refused:
        assert refused.status in (400, 422)


def test_a_database_error_tells_the_log_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    quoted = Exception("null value\nDETAIL: 张三 13800001234")
    error = OperationalError("insert …", {"id": "331082199003071234"}, quoted)
    answer = answer_to(error, Cause.fresh())
    assert answer.status == 500
    logged = capsys.readouterr()
    for secret in ("331082199003071234", "张三", "13800001234"):
        assert secret not in answer.body.decode() + logged.out + logged.err


def test_a_description_needs_no_running_service() -> None:
    document = openapi(Desk)
    assert document["openapi"] == "3.1.0"
    assert {code["code"] for code in document["x-error-codes"]} >= {"taken_number", "stale_version", "timeout"}
    assert all(len({r.code for r in refusals_of(s)}) == len(refusals_of(s)) for s in routes_of(Desk))
