"""Nothing lost and nothing twice on the way up, whatever dies: terminal, line or broker."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from kombu import Connection, Queue

from libs.common.broker.node import BrokerNode
from libs.terminal.envelope import stamp
from libs.terminal.vocabulary import Kind
from tests.integration.terminal.centre import Centre, Heard
from tests.integration.terminal.relay import Relay
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[3]
KIOSK = "kiosk-killed"


def first_arrivals(heard: list[Heard]) -> list[Heard]:
    """What the centre keeps: duplicates, by id, dropped."""
    seen: dict[str, Heard] = {}
    for each in heard:
        earlier = seen.setdefault(each.message.id, each)
        assert (earlier.data, earlier.message.at) == (each.data, each.message.at)
    return list(seen.values())


class Process:
    """The publisher, from number ``first`` on."""

    def __init__(self, store: Path, centre: str, port: int, broker: BrokerNode, first: int, last: int) -> None:
        command = [sys.executable, "-m", "tests.integration.terminal.publisher", str(store), centre]
        command += [str(port), broker.user, str(first), str(last)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{broker.password}\n")
        self._process.stdin.close()
        self._lines = self._process.stdout

    def kept(self, until: int | None = None) -> dict[int, str]:
        """Number → time of the presses it said were kept, reading on to ``until`` or its end."""
        kept: dict[int, str] = {}
        for line in self._lines:
            if not line.endswith("\n"):
                break  # cut off by the kill
            number, at = line.split()
            kept[int(number)] = at
            if int(number) == until:
                break
        return kept

    def kill(self) -> dict[int, str]:
        """kill -9; what it still said before."""
        self._process.kill()
        kept = self.kept()
        self._process.wait(10)
        return kept

    def wait(self) -> int:
        return self._process.wait(60)


@pytest.mark.row("D6", "N9", "N10")
def test_presses_survive_kill_9_of_the_terminal_and_cuts_of_the_line(
    centre: Centre, broker: BrokerNode, relay: Relay, tmp_path: Path
) -> None:
    last, kept = 400, {}
    for started, stop_at in enumerate((60, 130, 200, 290), 1):
        process = Process(tmp_path / "kiosk.db", centre.code, relay.port, broker, len(kept) + 1, last)
        kept |= process.kept(until=stop_at - 30)
        centre.await_events(KIOSK, "hello", started)
        if stop_at in (130, 290):
            relay.cut()  # the process dies with its line down
        kept |= process.kept(until=stop_at)
        kept |= process.kill()
        relay.mend()
    process = Process(tmp_path / "kiosk.db", centre.code, relay.port, broker, len(kept) + 1, last)
    kept |= process.kept()
    assert process.wait() == 0
    assert sorted(kept) == list(range(1, last + 1))

    eventually(lambda: len(first_arrivals(centre.events(KIOSK, "ticket-requested"))) == last)
    arrived = first_arrivals(centre.events(KIOSK, "ticket-requested"))
    assert [each.data["number"] for each in arrived] == list(range(1, last + 1))
    assert len(centre.events(KIOSK, "hello")) >= 5
    # A press kept but not yet said when the process died was pressed again under the same id: the first counts.
    assert all(stamp(each.message.at) <= kept[each.data["number"]] for each in arrived)
    assert sum(stamp(each.message.at) == kept[each.data["number"]] for each in arrived) >= last - 4


@pytest.mark.row("D6", "N9")
def test_what_happened_while_the_line_was_down_arrives_in_order_with_its_time(
    centre: Centre, make, relay: Relay
) -> None:
    kiosk = make(Kind.KIOSK, port=relay.port)
    name = kiosk.terminal.identity.terminal
    kiosk.start()
    centre.await_events(name, "hello")
    relay.cut()
    centre.await_events(name, "gone")
    for business_class in ("A", "B", "C"):
        kiosk.press_later(business_class)
    assert kiosk.terminal.backlog == 3
    mended = datetime.now(UTC)
    relay.mend()
    requests = centre.await_events(name, "ticket-requested", 3)
    assert [each.data["business_class"] for each in requests] == ["A", "B", "C"]
    assert [each.message.seq for each in requests] == [2, 3, 4]
    assert all(each.message.at <= mended for each in requests)
    assert all(before.message.at <= after.message.at for before, after in pairwise(requests))
    assert kiosk.terminal.wait_drained(5)


@pytest.mark.row("D6", "N10")
def test_what_the_broker_confirmed_survives_kill_9_of_the_broker(
    broker: BrokerNode, make, centre: Centre
) -> None:
    """Counted in the declared uplink queue, with no service there to read it."""
    kiosk = make(Kind.KIOSK)
    name = kiosk.terminal.identity.terminal
    kiosk.start()
    assert kiosk.terminal.wait_online(10)
    for _ in range(200):
        kiosk.press_later("A")
    eventually(lambda: kiosk.terminal.backlog <= 100, 20)
    broker.kill()
    for _ in range(100):
        kiosk.press_later("B")
    broker.start()
    assert kiosk.terminal.wait_drained(60)

    counted: dict[str, str] = {}
    with Connection(broker.amqp_url) as connection, connection.channel() as channel:
        queue = Queue("devices.uplink", channel=channel)
        while (message := queue.get(no_ack=False)) is not None:
            if message.delivery_info["routing_key"] == f"hall.{centre.code}.{name}.up.ticket-requested":
                body = json.loads(message.body)
                counted.setdefault(body["id"], body["data"]["business_class"])
            message.ack()
    assert sorted(counted.values()) == ["A"] * 200 + ["B"] * 100
