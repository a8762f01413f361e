"""A call carried out: its transaction opened, the method run, the answer made before the commit."""

from collections.abc import Callable
from random import random
from typing import Any

import eventlet
from sqlalchemy.exc import DBAPIError

from libs.common.errors import Refused
from libs.common.http import idempotency
from libs.common.http.answer import JSON, Answer, etag, version_of
from libs.common.http.call import Call
from libs.common.http.problems import answer_to, is_duplicate
from libs.common.http.spec import RouteSpec

ATTEMPTS = 3
SERIALIZATION_FAILURE, DEADLOCK = "40001", "40P01"


def perform(spec: RouteSpec, handler: Callable[..., Any], service: Any, call: Call) -> Answer:
    """The answer of ``handler``, or the problem that it refused with; Timeout when the call's time was up."""
    try:
        return _perform(spec, handler, service, call)
    except Exception as error:  # nothing leaves for nameko, which would log it with all it holds
        return answer_to(error, call.cause)


def _perform(spec: RouteSpec, handler: Callable[..., Any], service: Any, call: Call) -> Answer:
    with call.limited():
        if spec.mode == "none":
            return make_answer(spec, call, handler(service, call, **call.arguments))
        if spec.mode == "read":
            with service.db.reading(call.actor, call.cause) as tx:
                tx.link = call.link
                return make_answer(spec, call, handler(service, tx, **call.arguments))
    return _write_again_on_conflict(spec, handler, service, call)


def _write_again_on_conflict(spec: RouteSpec, handler: Callable[..., Any], service: Any, call: Call) -> Answer:
    """PostgreSQL may end a transaction for the sake of another: nothing was done, so do it again.

    A doubled unique key is tried again too: the action then sees the row that came first, and says so itself.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with call.limited():
                return _write(spec, handler, service, call)
        except DBAPIError as error:
            if attempt == ATTEMPTS or not _passing(error):
                raise
            eventlet.sleep(0.01 * attempt * (1 + random()))
    raise AssertionError("unreachable")


def _passing(error: DBAPIError) -> bool:
    code = getattr(error.orig, "pgcode", None)
    return code in {SERIALIZATION_FAILURE, DEADLOCK} or (code is not None and is_duplicate(error))


def _write(spec: RouteSpec, handler: Callable[..., Any], service: Any, call: Call) -> Answer:
    with service.db.transaction(call.actor, call.cause) as tx:
        tx.if_match, tx.link = call.if_match, call.link
        if call.key is not None and (earlier := idempotency.claim(tx, call, spec.key)):
            return earlier
        # A handler may take its body apart; when the transaction is tried again, it gets the whole one again.
        arguments = {name: dict(part) if type(part) is dict else part for name, part in call.arguments.items()}
        try:
            result = handler(service, tx, **arguments)
        except Refused as refused:
            if not refused.kept:
                raise
            if call.key is not None:
                idempotency.release(tx, call, spec.key)
            call.seal()
            return answer_to(refused, call.cause)
        # Versions and defaults are set by the flush; the answer must show them.
        tx.session.flush()
        answer = make_answer(spec, call, result)
        if call.key is not None:
            idempotency.keep(tx, call, spec.key, answer)
        call.seal()
    return answer


def make_answer(spec: RouteSpec, call: Call, result: Any) -> Answer:
    """``result`` as the route declares it, with the ETag of its version; 304 when the caller has that version."""
    if isinstance(result, Answer):
        return result
    if spec.text:
        return Answer.text(str(result), spec.status)
    if spec.returns is None:
        return Answer(spec.status, b"", JSON)
    version = version_of(result) if spec.etag else None
    headers = [] if version is None else [("ETag", etag(version))]
    if spec.method == "GET" and version is not None and call.has_seen(version):
        return Answer(304, b"", JSON, headers)
    return Answer.json(spec.returns.dump(result), spec.status, headers)
