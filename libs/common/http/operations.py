"""What every service offers those who run it: figures, health, its own description, and its parked messages."""

import json
import time
from typing import Any

import eventlet
from amqp.exceptions import AMQPError
from kombu import Connection
from kombu.exceptions import OperationalError as BrokerUnreachable
from marshmallow import Schema, fields, validate
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from libs.common.actor import Role
from libs.common.database import Database
from libs.common.http.answer import Answer
from libs.common.http.authentication import PUBLIC
from libs.common.http.call import Call
from libs.common.http.idempotency import purge_keys
from libs.common.http.openapi import openapi
from libs.common.http.routing import route
from libs.common.messaging import parked
from libs.common.scheduler import every
from libs.common.transaction import ReadTransaction, Transaction

LARGEST_LAG_SECONDS = 60.0
"""A relay further behind (real seconds) makes the service not ready."""

PROBE_SECONDS = 3.0
PROBE_AGAIN_SECONDS = 2.0
OPERATORS = frozenset({Role.OPERATOR})



class ParkedQuery(Schema):
    queue = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


class ParkedView(Schema):
    """A message set aside (搁置的消息)."""

    id = fields.String()
    queue = fields.String()
    event_id = fields.String(allow_none=True)
    event_type = fields.String(allow_none=True)
    routing_key = fields.String()
    reason = fields.String()
    tries = fields.Integer()
    state = fields.String()
    first_failed_at = fields.AwareDateTime()
    parked_at = fields.AwareDateTime()


class ParkedDetail(ParkedView):
    body = fields.String()
    stack = fields.String()
    settled_at = fields.AwareDateTime(allow_none=True)
    settled_by = fields.String(allow_none=True)
    settled_why = fields.String(allow_none=True)


class ParkedList(Schema):
    items = fields.List(fields.Nested(ParkedView))


class DropReason(Schema):
    reason = fields.String(required=True, validate=validate.Length(min=2, max=500))


class Health(Schema):
    alive = fields.Boolean()


class Readiness(Schema):
    ready = fields.Boolean()
    checks = fields.Dict(metadata={"description": "database、broker、relay 各自的 ok 与说明"})


class BrokerProbe:
    """Whether the broker lets us in, asked at most every PROBE_AGAIN_SECONDS, however often others ask us."""

    def __init__(self) -> None:
        self._asked: dict[str, tuple[float, dict[str, Any]]] = {}

    def ask(self, url: str) -> dict[str, Any]:
        at, known = self._asked.get(url, (float("-inf"), {}))
        if time.monotonic() - at < PROBE_AGAIN_SECONDS:
            return known
        found = self._connect(url)
        self._asked[url] = (time.monotonic(), found)
        return found

    def _connect(self, url: str) -> dict[str, Any]:
        try:
            with eventlet.Timeout(PROBE_SECONDS), Connection(url, connect_timeout=PROBE_SECONDS) as connection:
                # Below kombu's own connect(), which would rest two seconds and try again.
                transport = connection.transport
                transport.close_connection(transport.establish_connection())
            return {"ok": True}
        except (OSError, AMQPError, BrokerUnreachable, eventlet.Timeout) as error:
            return {"ok": False, "error": type(error).__name__}


BROKER = BrokerProbe()


def check_database(database: Database) -> dict[str, Any]:
    """Whether the database answers."""
    try:
        with database.reading() as tx:
            tx.session.execute(text("select 1"))
        return {"ok": True}
    except SQLAlchemyError as error:
        return {"ok": False, "error": type(error).__name__}


def check_relay(database: Database) -> dict[str, Any]:
    """How old (real seconds) the oldest message is that waits for the broker."""
    outbox = database.kernel.outbox
    try:
        with database.reading() as tx:
            oldest = tx.session.execute(select(func.min(outbox.c.written_at)).where(outbox.c.fate.is_(None))).scalar()
            lag = database.clock.real_seconds(tx.now - oldest) if oldest else 0.0
        return {"ok": lag <= LARGEST_LAG_SECONDS, "lag_seconds": round(lag, 3), "limit": LARGEST_LAG_SECONDS}
    except SQLAlchemyError as error:
        return {"ok": False, "error": type(error).__name__}


class OperationsRoutes:
    """Mixed into every service."""

    db: Database
    settings: Any

    @route("GET", "/metrics", roles=PUBLIC, rate=None, bare=True, mode="none", text=True, summary="指标")
    def metrics(self, call: Call) -> Answer:
        return Answer(200, generate_latest(), CONTENT_TYPE_LATEST)

    @route("GET", "/healthz", roles=PUBLIC, rate=None, bare=True, mode="none", returns=Health(), summary="存活")
    def healthz(self, call: Call) -> dict[str, Any]:
        return {"alive": True}

    @route("GET", "/readyz", roles=PUBLIC, rate=None, bare=True, mode="none", returns=Readiness(), summary="就绪")
    def readyz(self, call: Call) -> Answer:
        """200 when the database and the broker answer and the relay keeps up, 503 with the reasons otherwise."""
        checks = {
            "database": check_database(self.db),
            "broker": BROKER.ask(self.settings.amqp_url),
            "relay": check_relay(self.db),
        }
        ready = all(check["ok"] for check in checks.values())
        return Answer.json({"ready": ready, "checks": checks}, 200 if ready else 503)

    @route("GET", "/openapi.json", roles=PUBLIC, rate=None, bare=True, mode="none", text=True, summary="接口说明")
    def openapi_document(self, call: Call) -> Answer:
        return Answer(200, json.dumps(openapi(type(self)), ensure_ascii=False).encode())

    @every(seconds=600.0)
    def forget_keys(self, tx: Transaction) -> None:
        """Drop idempotency keys that nobody will repeat any more."""
        purge_keys(tx)

    @route("GET", "/parked", roles=OPERATORS, query=ParkedQuery(), returns=ParkedList(), summary="搁置的消息")
    def list_parked(self, tx: ReadTransaction, query: dict[str, Any]) -> dict[str, Any]:
        return {"items": parked.list_parked(tx, **query)}

    @route("GET", "/parked/<parked_id>", roles=OPERATORS, returns=ParkedDetail(), summary="一条搁置的消息")
    def show_parked(self, tx: ReadTransaction, parked_id: str) -> dict[str, Any]:
        return parked.show_parked(tx, parked_id)

    @route(
        "POST",
        "/parked/<parked_id>/replay",
        roles=OPERATORS,
        errors=(parked.AlreadySettled,),
        summary="重新投递",
    )
    def replay_parked(self, tx: Transaction, parked_id: str) -> None:
        parked.replay(tx, parked_id)

    @route(
        "POST",
        "/parked/<parked_id>/drop",
        roles=OPERATORS,
        body=DropReason(),
        errors=(parked.AlreadySettled,),
        summary="放弃，须说明理由",
    )
    def drop_parked(self, tx: Transaction, parked_id: str, body: dict[str, Any]) -> None:
        parked.drop(tx, parked_id, body["reason"])
