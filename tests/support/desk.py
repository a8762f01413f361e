"""A small service with one table, to try the HTTP layer on: a real container, real sockets, no broker."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import eventlet
import requests
from marshmallow import Schema, fields, validate
from nameko.containers import ServiceContainer
from sqlalchemy import String, select, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from libs.common.actor import Actor, Role
from libs.common.broker.ports import free_ports
from libs.common.clock import SystemClock
from libs.common.columns import UtcDateTime
from libs.common.database import Database, metadata_for
from libs.common.errors import Refused, StaleVersion
from libs.common.http import PUBLIC, Answer, Call, Page, PageQuery, Rate, page, route
from libs.common.http.operations import OperationsRoutes
from libs.common.identity.secrets import init_secrets, private_key
from libs.common.identity.tokens import issue
from libs.common.ids import new_id
from libs.common.provider import DatabaseProvider
from libs.common.runner import container_config
from libs.common.settings import Settings, load_settings
from libs.common.transaction import ReadTransaction, Transaction


class Base(DeclarativeBase):
    metadata = metadata_for("desk")


class Slip(Base):
    """A slip of paper with a number that only one may have."""

    __tablename__ = "slip"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    remark: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[Any] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class TakenNumber(Refused):
    code, title = "taken_number", "号码已被占用"


class WrongWord(Refused):
    code, title, status, kept = "wrong_word", "口令有误", 404, True


class NewSlip(Schema):
    number = fields.String(required=True, validate=validate.Length(min=1, max=20))
    remark = fields.String(load_default="")


class Remark(Schema):
    remark = fields.String(required=True, validate=validate.Length(max=200))


class SlipView(Schema):
    id = fields.String()
    number = fields.String()
    remark = fields.String()
    at = fields.AwareDateTime()
    version = fields.Integer()


class SlipQuery(PageQuery):
    tag = fields.List(fields.String(), load_default=list)


class SlipForm(Schema):
    username = fields.String(required=True)


CLERK = frozenset({Role.CLERK})
PAPERS = ("application/zip", "text/csv")


class Desk(OperationsRoutes):
    name = "desk"
    metadata = Base.metadata
    db: Database = DatabaseProvider()  # type: ignore[assignment]

    @property
    def settings(self) -> Settings:  # type: ignore[override]
        return self.db.settings

    @route(
        "POST", "/slips", roles=CLERK, body=NewSlip(), returns=SlipView(), status=201, errors=(TakenNumber,)
    )
    def add(self, tx: Transaction, body: dict[str, Any]) -> Slip:
        if tx.session.execute(select(Slip).where(Slip.number == body["number"])).first():
            raise TakenNumber(number=body["number"])
        if body["remark"] == "slow":
            pause(tx, 0.3)
        slip = Slip(id=new_id(), at=tx.now, version=1, **body)
        tx.session.add(slip)
        tx.audit("slip.add", slip.id, number=slip.number)
        return slip

    @route("GET", "/slips", roles=CLERK, query=SlipQuery(), returns=Page(SlipView()))
    def list(self, tx: ReadTransaction, query: dict[str, Any]) -> dict[str, Any]:
        found = select(Slip)
        if query["tag"]:
            found = found.where(Slip.remark.in_(query["tag"]))
        return page(
            tx, found, order_by=[Slip.at.desc(), Slip.number], cursor=query["cursor"], limit=query["limit"]
        )

    @route("GET", "/slips/<slip_id>", roles=CLERK, returns=SlipView())
    def show(self, tx: ReadTransaction, slip_id: str) -> Slip:
        return tx.one(Slip, slip_id)

    @route("PUT", "/slips/<slip_id>", roles=CLERK, body=Remark(), returns=SlipView(), if_match=True)
    def change(self, tx: Transaction, slip_id: str, body: dict[str, Any]) -> Slip:
        slip = tx.one(Slip, slip_id)
        changed = update(Slip).where(Slip.id == slip_id, Slip.version == tx.if_match)
        done = tx.session.execute(changed.values(version=Slip.version + 1, **body))
        if done.rowcount != 1:
            raise StaleVersion(version=slip.version)
        tx.session.refresh(slip)
        return slip

    @route("POST", "/late", roles=CLERK, body=NewSlip(), time_limit=0.3)
    def late(self, tx: Transaction, body: dict[str, Any]) -> None:
        tx.session.add(Slip(id=new_id(), at=tx.now, **body))
        tx.session.flush()
        pause(tx, 0.6)

    @route("GET", "/broken", roles=CLERK, returns=SlipView())
    def broken(self, tx: ReadTransaction) -> None:
        raise RuntimeError("secret of the house 331082199003071234")

    @route("GET", "/open", roles=PUBLIC, rate=Rate(per_second=0.5, burst=3), text=True)
    def open(self, tx: ReadTransaction) -> str:
        return "开放"

    @route("POST", "/form", roles=PUBLIC, rate=None, body=SlipForm(), form=True, mode="read", text=True)
    def form(self, tx: ReadTransaction, body: dict[str, Any]) -> str:
        return f"allow {body['username']} {tx.actor.kind}"

    @route("POST", "/papers", roles=CLERK, upload=PAPERS, body_limit=400 * 1024, returns=SlipView(), etag=False)
    def file_paper(self, tx: Transaction, content: bytes) -> Slip:
        slip = Slip(id=new_id(), number=new_id()[-20:], at=tx.now, version=1, remark=str(len(content)))
        tx.session.add(slip)
        return slip

    @route("POST", "/echo", roles=CLERK, upload=PAPERS, mode="none", download=PAPERS)
    def echo(self, call: Call, content: bytes) -> Answer:
        return Answer(200, content, PAPERS[0])

    @route("POST", "/aside", roles=CLERK, body=NewSlip(), mode="none", returns=SlipView(), status=201)
    def aside(self, call: Call, body: dict[str, Any]) -> Slip:
        eventlet.sleep(0.01)
        with call.transaction(self.db) as tx:
            slip = Slip(id=new_id(), at=tx.now, version=1, **body)
            tx.session.add(slip)
        return slip

    @route("GET", "/doors/mine", roles=PUBLIC, link=True, text=True)
    def door(self, tx: ReadTransaction) -> str:
        return f"{tx.actor.kind} {tx.actor.id} {tx.link}"

    @route("PUT", "/doors/mine", roles=PUBLIC, link=True, body=Remark(), returns=SlipView())
    def write_on_door(self, tx: Transaction, body: dict[str, Any]) -> Slip:
        """A wrong word is refused, and the slip that counts it stays."""
        slip = Slip(id=new_id(), number=new_id()[-20:], at=tx.now, version=1, remark=tx.link or "")
        tx.session.add(slip)
        if body["remark"] == "wrong":
            raise WrongWord()
        return slip

    @route("POST", "/files", roles=PUBLIC, link=True, upload=PAPERS, mode="none", text=True, rate=None)
    def send_file(self, call: Call, content: bytes) -> str:
        eventlet.sleep(0.2)
        return f"{call.file_name} {call.link} {len(content)}"

    @route("GET", "/crossed/<first>/<second>", roles=CLERK, mode="write", text=True)
    def crossed(self, tx: Transaction, first: str, second: str) -> Answer:
        """Locks two rows in the order given: two calls in opposite order dead-lock on PostgreSQL."""
        for number in (first, second):
            tx.session.execute(update(Slip).where(Slip.number == number).values(version=Slip.version + 1))
            pause(tx, 0.2)
        return Answer.text("locked")


def pause(tx: ReadTransaction, seconds: float) -> None:
    """Time passes inside a transaction; yields on PostgreSQL, must not on SQLite."""
    if tx.session.get_bind().dialect.name == "postgresql":
        tx.session.execute(text(f"select pg_sleep({seconds})"))
    else:
        eventlet.patcher.original("time").sleep(seconds)


@dataclass
class RunningDesk:
    """The service while it runs, and how to call it."""

    url: str
    settings: Settings
    db: Database
    container: ServiceContainer

    def token(self, *roles: Role, name: str = "u1") -> str:
        actor = Actor(id=name, name="测试员", roles=frozenset(roles), centres=frozenset({"*"}))
        return issue(actor, private_key(self.settings.secrets_dir))

    def call(self, method: str, path: str, *, roles: tuple[Role, ...] = (Role.CLERK,), **more: Any) -> Any:
        """A request to ``/api/desk/v1<path>`` by somebody with ``roles``; none sends no token."""
        headers = dict(more.pop("headers", {}))
        if roles:
            headers.setdefault("Authorization", f"Bearer {self.token(*roles)}")
        where = path if path.startswith("/..") else f"/api/desk/v1{path}"
        return requests.request(method, self.url + where.removeprefix("/.."), headers=headers, timeout=20, **more)

    def count(self) -> int:
        with self.db.reading() as tx:
            return len(tx.session.execute(select(Slip.id)).all())


@contextmanager
def running_desk(
    database_url: str, folder: Path, amqp_url: str = "amqp://127.0.0.1:9/", workers: int = 32
) -> Iterator[RunningDesk]:
    """Runs the desk on an empty database. Port 9 answers nobody: only readiness asks for the broker."""
    init_secrets(folder / "secrets")
    environment = {
        "BIANMIN_AMQP_URL": amqp_url,
        "BIANMIN_DATABASE_URL": database_url,
        "BIANMIN_SECRETS_DIR": str(folder / "secrets"),
        "BIANMIN_HTTP_PORT": str(free_ports(1)[0]),
        "BIANMIN_MAX_WORKERS": str(workers),
    }
    settings = replace(load_settings(environment=environment), clock=SystemClock())
    db = Database(database_url, "desk", settings.clock, Base.metadata, settings)
    db.create_all()
    container = ServiceContainer(Desk, container_config(settings, "desk"))
    container.start()
    try:
        yield RunningDesk(f"http://{settings.http_address('desk')}", settings, db, container)
    finally:
        container.stop()
        db.dispose()
