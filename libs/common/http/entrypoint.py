"""The nameko side of a route: reads and checks a request, and gives it to a worker."""

import hashlib
import re
import time
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from typing import Any

from eventlet import Timeout as Alarm
from eventlet.event import Event as Signal
from nameko.containers import WorkerContext
from nameko.extensions import Entrypoint
from werkzeug.routing import Rule

from libs.common.actor import Actor, Cause
from libs.common.errors import Timeout
from libs.common.http import body as bodies
from libs.common.http.answer import Answer
from libs.common.http.authentication import holder_of, link_of, require
from libs.common.http.call import Call
from libs.common.http.idempotency import read_key, request_hash
from libs.common.http.measures import RouteFigures
from libs.common.http.problems import MalformedRequest, PreconditionRequired
from libs.common.http.rates import Buckets, client_of
from libs.common.http.server import ApiServer
from libs.common.http.spec import RouteSpec

BODY_SECONDS = 15.0
FILE_SECONDS = 60.0
"""A file over a village's line."""
_ETAG = re.compile(r'(?:W/)?"(\d{1,18})"')


class RouteEntrypoint(Entrypoint):
    """One route of one service."""

    server = ApiServer()

    def __init__(self, spec: RouteSpec, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.spec = spec
        self._buckets = Buckets(spec.rate) if spec.rate else None

    def setup(self) -> None:
        self.figures = RouteFigures(self.container.service_name, self.spec)
        self.server.register_provider(self)

    def stop(self) -> None:
        self.server.drain()
        self.server.unregister_provider(self)

    def get_url_rule(self) -> Rule:
        return Rule(self.spec.full_path(self.container.service_name), methods=[self.spec.method])

    def answer(self, environ: Mapping[str, Any], parts: dict[str, Any], cause: Cause) -> Answer:
        """The answer to a request that matched this route. Raises Refused, ValidationError, or what went wrong."""
        with ExitStack() as until_answered:
            call = self._read(environ, parts, cause, until_answered)
            if self.spec.bare:
                # Health and figures must be told even when every worker is taken.
                return self._answer_aside(call)
            return self._answer_by_worker(call)

    def _read(
        self, environ: Mapping[str, Any], parts: dict[str, Any], cause: Cause, until_answered: ExitStack
    ) -> Call:
        """Everything that can be refused cheaply is, in the order: rate, sign-in, headers, query, body."""
        spec = self.spec
        client = client_of(environ)
        if self._buckets is not None:
            self._buckets.take(client)
        actor = self._actor(environ)
        for part in parts.values():
            if isinstance(part, str):
                bodies.check_text(part)
        arguments = dict(parts)
        call = Call(actor, cause, client, environ["PATH_INFO"], arguments, spec.time_limit)
        query_string = environ.get("QUERY_STRING", "")
        self._read_headers(environ, call)
        if spec.query is not None:
            arguments["query"] = spec.query.load(bodies.parse_query(query_string, spec.query_lists))
        if spec.body is not None:
            content = bodies.read_body(environ, spec.body_limit, BODY_SECONDS)
            parse = bodies.parse_form if spec.form else bodies.parse_json
            sent = parse(environ, content)
            arguments["body"] = spec.body.load(sent)
        elif spec.upload:
            sender = client if actor.kind == "public" else actor.id
            until_answered.enter_context(self.server.files.taken(sender))
            content = bodies.read_file(environ, spec.body_limit, FILE_SECONDS, spec.upload)
            arguments["content"] = content
            sent = hashlib.sha256(content).hexdigest()
        else:
            sent = None
        if call.key is not None:
            call.request_hash = request_hash(spec.method, call.path, query_string, sent)
        # The time limit is for our work; a slow sender has had time of its own.
        call.began = time.monotonic()
        return call

    def _actor(self, environ: Mapping[str, Any]) -> Actor:
        header = environ.get("HTTP_AUTHORIZATION")
        if self.spec.link:
            return holder_of(link_of(header))
        actor = self.server.authenticator.actor(header)
        require(actor, self.spec.roles)
        return actor

    def _read_headers(self, environ: Mapping[str, Any], call: Call) -> None:
        spec = self.spec
        if spec.mode == "write" and spec.idempotent:
            call.key = read_key(environ.get("HTTP_IDEMPOTENCY_KEY"), public=call.actor.kind == "public")
        if spec.link:
            call.link = link_of(environ.get("HTTP_AUTHORIZATION"))
        if spec.upload:
            call.file_name = bodies.file_name(environ)
        call.if_none_match = environ.get("HTTP_IF_NONE_MATCH")
        seen = environ.get("HTTP_IF_MATCH")
        if seen is None:
            if spec.if_match:
                raise PreconditionRequired()
        elif seen != "*":
            found = _ETAG.fullmatch(seen)
            if found is None:
                raise MalformedRequest('If-Match 应为一个版本，如 "3"', field="If-Match")
            call.if_match = int(found[1])

    def _answer_by_worker(self, call: Call) -> Answer:
        done = Signal()
        alarm = Alarm(self.spec.time_limit)
        try:
            self.container.spawn_worker(self, (call,), {}, handle_result=partial(_pass_on, done))
        except Alarm as fired:
            if fired is not alarm:
                raise
            raise Timeout("系统繁忙，请稍后再试") from None
        finally:
            alarm.cancel()
        # Not limited from here: the worker limits itself, and alone knows whether it committed.
        answer: Answer = done.wait()
        return answer

    def _answer_aside(self, call: Call) -> Answer:
        service = self.container.service_cls()
        context = WorkerContext(self.container, service, self, (call,), {})
        for dependency in self.container.dependencies:
            setattr(service, dependency.attr_name, dependency.get_dependency(context))
        answer: Answer = getattr(service, self.method_name)(call)
        return answer


def _pass_on(done: Signal, _worker: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
    if exc_info is None:
        done.send(result)
    else:
        done.send_exception(exc_info[1])
    return result, exc_info


