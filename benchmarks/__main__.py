"""``./dev bench [--json] [--only …]``: every figure beside its yardstick from the same run."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks import calling, fleet, footprint, pipeline, uplink, web
from benchmarks.figure import Figure
from benchmarks.sizes import FleetSize, Sizes
from benchmarks.suite import Suite, start_suite, started_broker
from benchmarks.year import measure as year
from benchmarks.year.size import YearSize

PARTS = ("pipeline", "calling", "uplink", "web", "footprint")
ON_SUITE: dict[str, Callable[[Suite, Path, Sizes], list[Figure]]] = {
    "calling": calling.measure,
    "web": web.measure,
    "uplink": uplink.measure,
}


def measure(folder: Path, sizes: Sizes, parts: tuple[str, ...], progress: Callable[[str], None]) -> list[Figure]:
    """The figures of ``parts``, in the order of PARTS."""
    found: dict[str, list[Figure]] = {}
    with started_broker(folder / "suite") as (stack, broker_seconds):
        if "pipeline" in parts:
            # Before the services start: they would take part of the machine.
            progress("pipeline")
            found["pipeline"] = pipeline.measure(stack.broker, folder / "pipeline", sizes)
        if set(parts) - {"pipeline"}:
            progress("suite")
            suite = start_suite(stack, broker_seconds)
            for name, part in ON_SUITE.items():
                if name in parts:
                    progress(name)
                    found[name] = part(suite, folder / name, sizes)
            if "footprint" in parts:
                progress("footprint")
                found["footprint"] = footprint.measure(suite, broker_seconds)
    return [figure for part in PARTS for figure in found.get(part, [])]


def table_of(figures: list[Figure]) -> Table:
    table = Table(box=None)
    for heading in ("figure", "value", "unit", "beside", "ratio", "yardstick", "promise"):
        table.add_column(heading, justify="right" if heading in {"value", "beside", "ratio"} else "left")
    for figure in figures:
        kept = "" if figure.kept is None else (" [green]kept[/]" if figure.kept else " [red]missed[/]")
        table.add_row(
            figure.name,
            f"{figure.value:,.1f}",
            figure.unit,
            "" if figure.yardstick is None else f"{figure.yardstick:,.1f}",
            "" if figure.ratio is None else f"{figure.ratio:.2f}×",
            figure.yardstick_name,
            figure.promise + kept,
        )
    return table


@click.command()
@click.option("--json", "as_json", is_flag=True, help="also one JSON list on the last line of standard output")
@click.option("--only", multiple=True, type=click.Choice(PARTS), help="these parts only")
@click.option("--fleet", "with_fleet", is_flag=True, help="instead: two thousand terminals, about four minutes")
@click.option("--year", "with_year", is_flag=True, help="instead: every list on a year of data, about seven minutes")
def main(as_json: bool, only: tuple[str, ...], with_fleet: bool, with_year: bool) -> None:
    """Measure, and print each figure beside its yardstick. Missed promises are shown, not failed: machines differ.

    With --year they fail: its limits are the requirement's own.
    """
    console = Console(width=None if sys.stdout.isatty() else 200)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bianmin-bench-") as folder:
        told = Console(stderr=True)
        say: Callable[[str], None] = lambda part: told.print(f"… {part}", style="dim")  # noqa: E731
        if with_fleet:
            figures = fleet.measure(Path(folder), FleetSize(), say)
        elif with_year:
            figures = year.measure(Path(folder), YearSize(), say)
        else:
            figures = measure(Path(folder), Sizes(), only or PARTS, say)
    console.print(table_of(figures))
    console.print(f"{time.monotonic() - began:.0f} s")
    if as_json:
        print(json.dumps([figure.as_json() for figure in figures], ensure_ascii=False))
    if with_year and any(figure.kept is False for figure in figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
