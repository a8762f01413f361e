"""(a) The durable pipeline against nameko's bare dispatcher and handler."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from benchmarks.figure import Figure
from benchmarks.party import Party
from benchmarks.sizes import Sizes
from libs.common.broker.node import BrokerNode

BARE = "nameko EventDispatcher → event_handler, nothing written"
STANDALONE = "nameko standalone dispatcher → event_handler"


def _run(sender: Party, receiver: Party, count: int) -> float:
    """Events per second from the first dispatch to the last effect."""
    with receiver, sender:
        receiver.hear("ready")
        sender.hear("ready")
        sender.tell(go=True)
        started = sender.hear("started")
        return float(count / (receiver.hear("finished") - started))


def durable(form: str, count: int, node: BrokerNode, folder: Path) -> float:
    folder.mkdir(parents=True)
    database = f"sqlite:///{folder}/{{service}}.db"
    module = "benchmarks.parties.durable"
    receiver = Party(module, "receive", form, count, node.amqp_url, database)
    return _run(Party(module, "send", form, count, node.amqp_url, database), receiver, count)


def bare(form: str, count: int, node: BrokerNode) -> float:
    module = "benchmarks.parties.bare"
    receiver = Party(module, "receive", form, count, node.amqp_url)
    return _run(Party(module, "send", form, count, node.amqp_url), receiver, count)


def measure(node: BrokerNode, folder: Path, sizes: Sizes) -> list[Figure]:
    """The forms take turns, so that a noisy minute hits each; ratios are of the medians."""
    yardstick, alone, single, batch = [], [], [], []
    for turn in range(sizes.rounds):
        yardstick.append(bare("service", sizes.single_events, node))
        single.append(durable("single", sizes.single_events, node, folder / f"single-{turn}"))
        alone.append(bare("standalone", sizes.single_events, node))
        batch.append(durable("batch", sizes.batch_events, node, folder / f"batch-{turn}"))
    by = median(yardstick)
    return [
        Figure("durable pipeline, one transaction per event", median(single), "events/s", by, BARE,
               "≥ 1×", median(single) >= by),
        Figure("durable pipeline, batch form", median(batch), "events/s", by, BARE, "≥ 5×", median(batch) >= 5 * by),
        Figure(STANDALONE, median(alone), "events/s", by, BARE),
    ]  # fmt: skip
