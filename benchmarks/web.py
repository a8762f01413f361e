"""(d) Accepting a case over HTTP against an empty nameko route."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from benchmarks.figure import Figure, percentile
from benchmarks.party import Party
from benchmarks.sizes import Sizes
from benchmarks.suite import TOWN, Suite
from libs.demo.plan import Item, plan_day

EMPTY = "empty nameko @http route"


def delegable_item() -> Item:
    """A delegable item of the sample town with a promised date, so that accepting it has everything to do."""
    items = {v.item.code: v.item for v in plan_day(TOWN, 1).visitors if v.item and v.item.kind != "即办件"}
    return items[min(items)]


def measure(suite: Suite, folder: Path, sizes: Sizes) -> list[Figure]:
    """One client, first one call after another, then several at once; the two sides take turns."""
    item = delegable_item()
    plan = suite.write_plan(
        folder, rounds=sizes.rounds, cases=sizes.cases, at_once=sizes.callers_at_once,
        item={"code": item.code, "materials": item.materials},
    )  # fmt: skip
    with (
        Party("benchmarks.parties.empty", suite.amqp_url) as empty,
        Party("benchmarks.parties.clerk", plan, empty.hear("port")) as clerk,
    ):
        found = clerk.hear("found")
    figures = []
    for part in (0.5, 0.95):
        ours, theirs = percentile(found["accept"], part), percentile(found["empty"], part)
        figures.append(Figure(f"HTTP accept a case, p{part * 100:.0f}", ours, "ms", theirs, EMPTY))
    rates = median(found["accept_rate"]), median(found["empty_rate"])
    name = f"HTTP accept a case, {sizes.callers_at_once} at once"
    return [*figures, Figure(name, rates[0], "requests/s", rates[1], EMPTY)]
