"""The outbox keeps order and bounds; the inbox answers a command once and the same way."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from libs.terminal.inbox import DONE, Inbox, failed
from libs.terminal.outbox import RESERVE, Outbox, OutboxFull
from libs.terminal.store import Store

AT = datetime(2026, 3, 2, 0, 31, 5, 123000, tzinfo=UTC)


@pytest.fixture
def store() -> Store:
    return Store(":memory:")


@pytest.mark.row("D6")
def test_messages_come_back_in_order_with_their_time_after_reopening(tmp_path: Path) -> None:
    first = Store(tmp_path / "k.db")
    outbox = Outbox(first, "k-1")
    for number in range(5):
        assert outbox.add(f"m-{number}", "ticket-requested", AT, {"n": number})
    outbox.remove([e.position for e in outbox.after(0, 2)])
    first.close()

    outbox = Outbox(Store(tmp_path / "k.db"), "k-1")
    assert [(e.id, e.at, e.data) for e in outbox.after(0, 10)] == [
        (f"m-{n}", AT, {"n": n}) for n in (2, 3, 4)
    ]


def test_terminals_in_one_store_do_not_see_each_other(store: Store) -> None:
    one, other = Outbox(store, "k-1"), Outbox(store, "k-2")
    one.add("m-1", "heartbeat", AT, {})
    other.add("m-1", "heartbeat", AT, {})
    one.remove([e.position for e in one.after(0, 9)])
    assert (len(one), len(other)) == (0, 1)


def test_the_same_id_is_kept_once(store: Store) -> None:
    outbox = Outbox(store, "k-1")
    assert outbox.add("m-1", "ticket-printed", AT, {"outcome": "printed"})
    assert not outbox.add("m-1", "ticket-printed", AT, {"outcome": "failed"})
    assert [e.data for e in outbox.after(0, 9)] == [{"outcome": "printed"}]


def test_a_full_outbox_refuses_instead_of_forgetting(store: Store) -> None:
    outbox = Outbox(store, "k-1", capacity=3)
    for number in range(3):
        outbox.add(f"m-{number}", "ticket-requested", AT, {})
    with pytest.raises(OutboxFull):
        outbox.add("m-3", "ticket-requested", AT, {})
    for number in range(RESERVE):
        outbox.add(f"a-{number}", "acknowledged", AT, {}, reserved=True)
    with pytest.raises(OutboxFull):
        outbox.add("a-last", "acknowledged", AT, {}, reserved=True)
    assert len(outbox) == 3 + RESERVE


def test_what_is_rolled_back_was_never_there(store: Store) -> None:
    outbox, inbox = Outbox(store, "k-1"), Inbox(store, "k-1")
    inbox.record("c-1", "call", b"{}")
    with pytest.raises(RuntimeError), store.transaction():
        inbox.finish("c-1", DONE)
        outbox.add("m-1", "acknowledged", AT, {})
        raise RuntimeError
    assert (len(outbox), inbox.outcome("c-1")) == (0, None)


@pytest.mark.row("D4")
def test_the_first_outcome_of_a_command_stands(store: Store) -> None:
    inbox = Inbox(store, "k-1")
    assert inbox.record("c-1", "call", b"{}")
    assert not inbox.record("c-1", "call", b"{}")
    assert [each.id for each in inbox.unfinished()] == ["c-1"]
    assert inbox.finish("c-1", failed("jam"))
    assert not inbox.finish("c-1", DONE)
    assert inbox.outcome("c-1") == failed("jam")
    assert not inbox.unfinished()


def test_old_commands_are_forgotten_unfinished_ones_are_not(store: Store) -> None:
    inbox = Inbox(store, "k-1", remembered=10)
    inbox.record("open", "call", b"{}")
    for number in range(600):
        inbox.record(f"c-{number}", "call", b"{}")
        inbox.finish(f"c-{number}", DONE)
    Inbox(store, "k-1", remembered=10)
    with store.reading() as connection:
        kept = [row[0] for row in connection.execute("SELECT id FROM inbox ORDER BY position")]
    assert kept == ["open", *(f"c-{number}" for number in range(590, 600))]
