"""Delivery on a real broker and both databases: once each, retried, parked, replayed, in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from libs.common.broker.node import BrokerNode
from libs.common.database import metadata_for
from libs.common.errors import Refused
from libs.common.events import Envelope
from libs.common.events.intake import TALLY_RECORDED
from libs.common.events.routing import DELEGATION_TAKEN
from libs.common.messaging import subscribe, subscribe_batch
from libs.common.messaging.parked import drop, list_parked, replay, show_parked
from libs.common.messaging.relay import Relay
from libs.common.provider import DatabaseProvider
from libs.common.transaction import Transaction
from tests.support.harness import Running, run_service
from tests.support.waiting import eventually


class Base(DeclarativeBase):
    metadata = metadata_for("reporting")


class Heard(Base):
    __tablename__ = "heard"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    reaction: Mapped[str]
    sequence: Mapped[int]
    correlation: Mapped[str]


class Broken(Refused):
    code, title = "broken_for_the_test", "测试用"


MENDED: set[str] = set()
TRIED: list[str] = []


class Ears:
    name = "reporting"
    metadata = Base.metadata
    db = DatabaseProvider()
    relay = Relay()

    @subscribe(TALLY_RECORDED, reaction="count")
    def on_tally(self, tx: Transaction, event: Envelope) -> None:
        TRIED.append(event.subject)
        if event.subject == "poisoned" and "poisoned" not in MENDED:
            raise Broken("bad")
        if event.subject.startswith("flaky") and TRIED.count(event.subject) < 3:
            raise RuntimeError("not yet")
        if event.subject == "hopeless":
            raise RuntimeError("never")
        _note(tx, event, "count")
        tx.emit(DELEGATION_TAKEN, event.subject, "taozhu", {**DELEGATION_TAKEN.load(DELEGATION_TAKEN.example)})

    @subscribe_batch(TALLY_RECORDED, reaction="ordered", size=50)
    def on_batch(self, tx: Transaction, events: list[Envelope]) -> None:
        for event in events:
            if event.subject == "poisoned" and "ordered" not in MENDED:
                raise Broken("bad batch")
            _note(tx, event, "ordered")


def _note(tx: Transaction, event: Envelope, reaction: str) -> None:
    tx.session.add(
        Heard(subject=event.subject, reaction=reaction, sequence=event.sequence, correlation=event.correlation_id)
    )


@pytest.fixture
def ears(broker: BrokerNode, database_url: str, tmp_path: Path) -> Any:
    MENDED.clear()
    TRIED.clear()
    with run_service(Ears, database_url, broker, tmp_path) as running:
        yield running


def tally(ears: Running, subject: str) -> str:
    return ears.publish(TALLY_RECORDED, subject, TALLY_RECORDED.load(TALLY_RECORDED.example))


def rows(ears: Running, reaction: str) -> list[tuple[str, int]]:
    with ears.db.reading() as tx:
        query = select(Heard.subject, Heard.sequence).where(Heard.reaction == reaction).order_by(Heard.id)
        return [tuple(row) for row in tx.session.execute(query)]


def parked(ears: Running, queue: str) -> list[dict[str, Any]]:
    with ears.db.reading() as tx:
        return list_parked(tx, queue=queue)


@pytest.mark.row("N10")
def test_each_event_has_its_effect_once_although_delivered_twice(ears: Running) -> None:
    tally(ears, "a")
    with ears.scratch.reading() as tx:
        outbox = tx.kernel.outbox
        sent = dict(tx.session.execute(select(outbox)).mappings().one())
    with ears.scratch.transaction() as tx:
        tx.send(sent["exchange"], sent["routing_key"], sent["body"], message_id=sent["message_id"])
    tally(ears, "b")
    eventually(lambda: len(rows(ears, "count")) >= 2 and len(rows(ears, "ordered")) >= 2)
    assert sorted(rows(ears, "count")) == [("a", 1), ("b", 1)]
    assert rows(ears, "ordered") == [("a", 1), ("b", 1)]


@pytest.mark.row("N10")
def test_what_a_reaction_says_carries_correlation_and_cause(ears: Running) -> None:
    event_id = tally(ears, "a")
    said = ears.wait_for(DELEGATION_TAKEN)[0]
    assert said.causation_id == event_id
    with ears.db.reading() as tx:
        assert said.correlation_id == tx.session.execute(select(Heard.correlation)).scalars().first()


@pytest.mark.row("N10")
def test_a_passing_failure_is_retried_through_a_delay_queue(ears: Running) -> None:
    tally(ears, "flaky")
    eventually(lambda: ("flaky", 1) in rows(ears, "count"))
    assert TRIED.count("flaky") == 3
    assert parked(ears, "reporting.count") == []


@pytest.mark.row("N10")
def test_a_poisoned_event_is_parked_and_the_rest_flows_on_and_replay_works(ears: Running) -> None:
    for subject in ("before", "poisoned", "after"):
        tally(ears, subject)
    for reaction in ("count", "ordered"):
        eventually(lambda reaction=reaction: len(rows(ears, reaction)) == 2)
        assert sorted(subject for subject, _ in rows(ears, reaction)) == ["after", "before"]
        entry = eventually(lambda reaction=reaction: parked(ears, f"reporting.{reaction}"))[0]
        assert "broken_for_the_test" in entry["reason"]
        assert entry["event_type"] == TALLY_RECORDED.type
        with ears.db.reading() as tx:
            assert "raise Broken" in show_parked(tx, entry["id"])["stack"]
        MENDED.update({"poisoned", "ordered"})
        with ears.db.transaction() as tx:
            replay(tx, entry["id"])
        eventually(lambda reaction=reaction: ("poisoned", 1) in rows(ears, reaction))
        assert parked(ears, f"reporting.{reaction}") == []
        MENDED.discard("ordered")
        MENDED.add("ordered" if reaction == "ordered" else "")


@pytest.mark.row("N10")
def test_after_the_last_try_a_failure_is_parked_and_can_be_dropped_with_a_reason(ears: Running) -> None:
    tally(ears, "hopeless")
    entry = eventually(lambda: parked(ears, "reporting.count"))[0]
    assert entry["tries"] == 4
    assert TRIED.count("hopeless") == 4
    with ears.db.transaction() as tx:
        drop(tx, entry["id"], "重复登记")
    with ears.db.reading() as tx:
        audit = tx.kernel.audit
        assert tx.session.execute(select(func.count()).where(audit.c.action == "message.dropped")).scalar() == 1


@pytest.mark.row("N10")
def test_rubbish_on_the_exchange_is_parked_not_lost(ears: Running) -> None:
    with ears.scratch.transaction() as tx:
        tx.send("intake.events", "tally.recorded.v1", "not json at all", message_id="x")
    tally(ears, "good")
    entry = eventually(lambda: parked(ears, "reporting.count"))[0]
    assert "event_refused" in entry["reason"]
    eventually(lambda: ("good", 1) in rows(ears, "count"))
    eventually(lambda: ("good", 1) in rows(ears, "ordered"))


@pytest.mark.row("N10")
def test_a_thousand_events_of_one_subject_arrive_in_order(ears: Running) -> None:
    data = TALLY_RECORDED.load(TALLY_RECORDED.example)
    with ears.db.transaction() as tx:
        for _ in range(1000):
            tx.emit(TALLY_RECORDED, "window-1", "taozhu", data)
    eventually(lambda: len(rows(ears, "ordered")) == 1000, timeout=30)
    assert [sequence for _, sequence in rows(ears, "ordered")] == list(range(1, 1001))
