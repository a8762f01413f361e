"""The measurements run and say what they should. What the figures are is for ``./dev bench`` on a quiet machine."""

from __future__ import annotations

import json
from pathlib import Path

import psutil
import pytest

from benchmarks import fleet
from benchmarks.__main__ import PARTS, measure, table_of
from benchmarks.figure import Figure, percentile
from benchmarks.sizes import TINY, TINY_FLEET


@pytest.mark.timeout(120)
def test_every_measurement_yields_its_figures_and_leaves_nothing_behind(tmp_path: Path) -> None:
    heard: list[str] = []
    figures = measure(tmp_path, TINY, PARTS, heard.append)
    assert heard == ["pipeline", "suite", "calling", "web", "uplink", "footprint"]
    told = json.loads(json.dumps([figure.as_json() for figure in figures]))
    assert all({"name", "value", "unit", "yardstick", "ratio"} <= each.keys() for each in told)
    assert all(each["value"] > 0 and each["yardstick"] > 0 and each["ratio"] > 0 for each in told)
    promised = [each["promise"] for each in told if each["kept"] is not None]
    assert promised == ["≥ 1×", "≥ 5×", "≤ 15 ms", "≤ 60 ms", "≥ 1,500/s"]
    names = [each["name"] for each in told]
    assert len(names) == len(set(names))
    assert {f"memory of {name}" for name in ("intake", "devices", "broker")} <= set(names)
    assert table_of(figures).row_count == len(figures)
    assert [child.cmdline() for child in psutil.Process().children() if "benchmarks" in " ".join(child.cmdline())] == []


@pytest.mark.timeout(180)
@pytest.mark.row("D2")
def test_the_fleets_measurement_finds_exactly_the_terminals_it_took_away(tmp_path: Path) -> None:
    figures = {figure.name: figure for figure in fleet.measure(tmp_path, TINY_FLEET, lambda part: None)}
    of = "of 3 terminals taken away of 40"
    false, missing = figures[f"offline alarms false or repeated, {of}"], figures[
        f"offline alarms or all-clears missing or late, {of}"
    ]
    assert (false.value, false.kept, missing.value, missing.kept) == (0, True, 0, True)
    assert figures["terminals killed → all alarms told"].value >= TINY_FLEET.grace_seconds
    assert figures["memory of devices, 40 terminals"].value > 0
    assert table_of(list(figures.values())).row_count == 7


def test_an_alarm_too_much_or_too_few_is_counted() -> None:
    size, taken = TINY_FLEET, {"a", "b"}
    fine = [fleet.Change("a", False, 12, 10), fleet.Change("a", True, 20, 20), fleet.Change("b", False, 12, 10)]
    fine.append(fleet.Change("b", True, 20, 20))

    def counted(told: list[fleet.Change]) -> list[float]:
        return [figure.value for figure in fleet.alarms(told, taken, size, 1.0)[:2]]

    assert counted(fine) == [0, 0]
    assert counted([*fine, fleet.Change("c", False, 12, 10)]) == [1, 0]
    assert counted([*fine, fleet.Change("a", False, 30, 28)]) == [1, 0]
    assert counted([fleet.Change("a", False, 11, 10), *fine[1:]]) == [1, 0]
    assert counted([fleet.Change("a", False, 99, 10), *fine[1:]]) == [0, 1]
    assert counted(fine[:2]) == [0, 2]


def test_the_ratio_is_to_the_yardstick() -> None:
    assert Figure("a", 30.0, "ms", 10.0).ratio == 3.0
    assert Figure("a", 30.0, "ms").ratio is None


def test_a_percentile_is_a_measured_value() -> None:
    times = [float(number) for number in range(1, 101)]
    assert (percentile(times, 0.5), percentile(times, 0.99), percentile([7.0], 0.99)) == (50.0, 99.0, 7.0)
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)
