"""People who apply online, for tests: synthetic, each with a link and papers drawn here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from libs.common.http.authentication import holder_of
from libs.common.transaction import Transaction
from services.intake.online.applications import deciding, filling, links, views
from services.intake.online.applications.tables import Application
from services.intake.online.attachments.keeping import Paper, attach, store_of
from tests.integration.intake.booking_desk import person
from tests.integration.intake.case_desk import Desk

CENTRE, ITEM, QUICK = "taozhu", "BM-MZ-001", "BM-JH-001"
"""ITEM asks for 1, 2, 3, 4 and 6; of QUICK 1 is required and 2 may follow."""
NOTE = "样本家庭情况说明"


@dataclass
class Person:
    """The ``n``-th, with what they were told when they began."""

    desk: Desk
    n: int
    id: str
    number: str
    code: str
    link: str

    @property
    def phone(self) -> str:
        return str(person(self.n)["phone"])

    @contextmanager
    def act(self, link: str | None = None) -> Iterator[Transaction]:
        """By a link: the one to fill the draft by, unless said."""
        secret = link or self.link
        with self.desk.db.transaction(holder_of(secret)) as tx:
            tx.link = secret
            yield tx

    def renewed(self, purpose: str, **wrong: str) -> str:
        told = {"number": self.number, "code": self.code, "phone": self.phone, **wrong}
        with self.desk.act() as tx:
            return links.renew(tx, **told, purpose=purpose)[1]

    def upload(self, content: bytes, material: int | None, link: str | None = None) -> str:
        paper = Paper(store_of(self.desk.db.settings).put(content), "image/jpeg", len(content), 1)
        with self.act(link) as tx:
            application = links.by_link(tx, lock=True)
            return attach(
                tx, paper, centre=application.centre, channel="online", name="样本.jpg", case_id=application.case_id,
                application_id=application.id, material_seq=material,
            ).id  # fmt: skip

    def submit(self, incomplete: bool = True) -> None:
        with self.act() as tx:
            filling.submit(tx, incomplete)

    def row(self) -> Application:
        with self.desk.db.reading() as tx:
            application = tx.one(Application, self.id)
            tx.session.expunge(application)
            return application


def begin(desk: Desk, n: int = 1, item: str = ITEM, **more: Any) -> Person:
    with desk.act() as tx:
        said = {"applicant": person(n), "note": NOTE, "village_code": "331082114206", **more}
        application, code, link = filling.begin(tx, CENTRE, item_code=item, **said)
        return Person(desk, n, application.id, application.number, code, link)


def submitted(desk: Desk, n: int = 1, item: str = ITEM, materials: tuple[int, ...] = (1, 2)) -> Person:
    """An application handed in with a paper for each of ``materials``."""
    one = begin(desk, n, item)
    for material in materials:
        one.upload(b"paper %d of %d" % (material, n), material)
    one.submit()
    return one


def take_in(desk: Desk, one: Person, **more: Any) -> str:
    """The id of the case that the application became."""
    with desk.act() as tx:
        return deciding.take_in(tx, one.id, **more).id


def in_words(desk: Desk, one: Person) -> str:
    """Where it stands, as its person reads it."""
    with desk.db.reading() as tx:
        return str(views.summary(tx, tx.one(Application, one.id))["state_words"])
