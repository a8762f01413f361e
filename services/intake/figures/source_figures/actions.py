"""Counting at the source: tallies, cases and agency items by kind, of a centre and of each window.

What *reporting* counts from events has to come to the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from libs.common.deadlines import due_at
from libs.common.events.intake import AGENCY_KINDS
from libs.common.transaction import ReadTransaction
from services.intake.casework.cases.tables import Case
from services.intake.figures.tallies.rules import CHANNELS, KINDS
from services.intake.figures.tallies.tables import Tally
from services.intake.items.catalogue.tables import Window

ONLINE = "online"
Counts = Counter[tuple[str, ...]]
"""By what it is a count of: ("tally", kind, channel), ("cases", when), ("online", when), ("agency", kind, when)."""
MOMENTS: dict[str, InstrumentedAttribute[Any]] = {
    "registered": Case.registered_at, "accepted": Case.accepted_at, "completed": Case.completed_at,
}  # fmt: skip


def source_figures(tx: ReadTransaction, centre: str, first: date, last: date) -> dict[str, Any]:
    """Figures from ``first`` to ``last`` (Asia/Shanghai): the whole, and a row a window, those without work too."""
    by_window: defaultdict[int, Counts] = defaultdict(Counter)
    _count_tallies(tx, centre, first, last, by_window)
    _count_cases(tx, centre, first, last, by_window)
    names: dict[int, str] = dict(
        tx.session.execute(select(Window.number, Window.name).where(Window.centre == centre)).all()
    )
    windows = sorted({*names, *by_window})
    return {
        "centre": centre,
        "first": first,
        "last": last,
        "whole": _figures(sum(by_window.values(), Counter())),
        "windows": [
            {"window": number, "name": names.get(number, f"{number}号窗口"), **_figures(by_window[number])}
            for number in windows
        ],
    }


def _span(first: date, last: date) -> tuple[Any, Any]:
    return due_at(first - timedelta(days=1)), due_at(last)


def _count_tallies(
    tx: ReadTransaction, centre: str, first: date, last: date, by_window: defaultdict[int, Counts]
) -> None:
    since, until = _span(first, last)
    rows = (
        select(Tally.window, Tally.kind, Tally.channel, func.sum(Tally.quantity))
        .where(Tally.centre == centre, Tally.at >= since, Tally.at < until)
        .group_by(Tally.window, Tally.kind, Tally.channel)
    )
    for window, kind, channel, quantity in tx.session.execute(rows):
        by_window[window]["tally", kind, channel] += int(quantity)


def _count_cases(
    tx: ReadTransaction, centre: str, first: date, last: date, by_window: defaultdict[int, Counts]
) -> None:
    since, until = _span(first, last)
    for when, at in MOMENTS.items():
        rows = (
            select(Case.window, Case.channel, Case.agency_kind, func.count())
            .where(Case.centre == centre, at >= since, at < until)
            .group_by(Case.window, Case.channel, Case.agency_kind)
        )
        for window, channel, kind, number in tx.session.execute(rows):
            counts = by_window[window]
            counts["cases", when] += number
            if channel == ONLINE:
                counts["online", when] += number
            if kind is not None:
                counts["agency", kind, when] += number


def _figures(counts: Counts) -> dict[str, Any]:
    tallies = {kind: sum(counts["tally", kind, channel] for channel in CHANNELS) for kind in KINDS}
    agency = [
        {
            "kind": kind, "title": title, "accepted": counts["agency", kind, "accepted"],
            "completed": counts["agency", kind, "completed"],
            "completion_rate": _rate(counts["agency", kind, "completed"], counts["agency", kind, "accepted"]),
        }
        for kind, title in AGENCY_KINDS.items()
    ]  # fmt: skip
    accepted, completed = (
        sum(counts["agency", kind, when] for kind in AGENCY_KINDS) for when in ("accepted", "completed")
    )
    return {
        "consultations": tallies["consultation"],
        "certificates": tallies["certificate"],
        "copies": tallies["copy"],
        "phone_calls": tallies["phone_call"],
        "back_office": tallies["back_office"],
        "tallies": [
            {"kind": kind, "channel": channel, "quantity": counts["tally", kind, channel]}
            for kind in KINDS for channel in CHANNELS if counts["tally", kind, channel]
        ],
        "cases": _cases(counts, "cases"),
        "online": _cases(counts, "online"),
        "agency": agency,
        "agency_accepted": accepted,
        "agency_completed": completed,
        "agency_completion_rate": _rate(completed, accepted),
    }  # fmt: skip


def _cases(counts: Counts, what: str) -> dict[str, Any]:
    numbers = {when: counts[what, when] for when in MOMENTS}
    return {**numbers, "completion_rate": _rate(numbers["completed"], numbers["accepted"])}


def _rate(completed: int, accepted: int) -> float | None:
    """办结率 in per cent; None where nothing was accepted: no share of nothing."""
    return round(100 * completed / accepted, 1) if accepted else None
