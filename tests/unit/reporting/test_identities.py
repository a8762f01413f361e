"""The identities hold in a sound table and break when a fact is lost or doubled."""

from __future__ import annotations

from typing import Any

import pytest

from services.reporting.figures.definitions import DEFINITIONS
from services.reporting.figures.identities import identities
from services.reporting.figures.rules import Bucket
from services.reporting.units.rules import UnitKind

FACTS = (
    Bucket("case.registered", "promised", rows=12, subjects=12),
    Bucket("case.accepted", "promised", flag=False, rows=6, subjects=6),
    Bucket("case.accepted", "immediate", flag=False, rows=4, subjects=4),
    Bucket("case.returned", "promised", "returned", True, rows=1, subjects=1),
    Bucket("case.returned", "promised", "withdrawn", False, rows=1, subjects=1),
    Bucket("case.completed", "immediate", "on_time", rows=4, subjects=4),
    Bucket("case.completed", "promised", "early", rows=3, subjects=3),
)
STOCKS = {
    "cases_carried": 2, "cases_open": 4, "cases_undecided_carried": 0, "cases_undecided_open": 1,
    **{
        f"{code}_{end}": 0
        for code in ("delegations", "petitions", "tickets", "applications") for end in ("carried", "open")
    },
}  # fmt: skip


def broken(facts: tuple[Bucket, ...], window: tuple[Bucket, ...] | None = None, **stocks: int) -> list[str]:
    town: dict[str, Any] = {**DEFINITIONS.count(facts, None), **STOCKS, **stocks}
    parts = [DEFINITIONS.count(facts if window is None else window, UnitKind.WINDOW)]
    return [found.code for found in identities(town, {UnitKind.WINDOW: parts}) if not found.holds]


@pytest.mark.row("G1")
def test_a_sound_table_holds() -> None:
    assert broken(FACTS) == []


@pytest.mark.row("G1")
def test_a_lost_completion_shows() -> None:
    assert broken(FACTS[:-1]) == ["cases"]


@pytest.mark.row("G1")
def test_a_doubled_acceptance_shows() -> None:
    doubled = Bucket("case.accepted", "promised", flag=False, rows=7, subjects=6)
    assert broken((FACTS[0], doubled, *FACTS[2:])) == ["registered", "cases"]


@pytest.mark.row("G1")
def test_a_case_of_no_known_kind_and_a_completion_of_no_known_timing_show() -> None:
    strange = Bucket("case.accepted", "unheard-of", flag=False, rows=6, subjects=6)
    untimed = Bucket("case.completed", "promised", None, rows=3, subjects=3)
    assert broken((FACTS[0], strange, *FACTS[2:-1], untimed)) == ["case_kinds", "case_timings"]


@pytest.mark.row("G1")
def test_windows_that_do_not_add_up_to_the_town_show() -> None:
    assert broken(FACTS, FACTS[:-1]) == [
        "window.cases_completed", "window.cases_early", "window.promised_completed", "window.promised_early",
    ]  # fmt: skip


def test_a_ticket_that_vanished_shows_with_both_sides() -> None:
    issued = Bucket("ticket.issued", detail="kiosk", flag=False, rows=10, subjects=10)
    town: dict[str, Any] = {**DEFINITIONS.count([issued], None), **STOCKS, "tickets_open": 9}
    found = next(identity for identity in identities(town, {}) if identity.code == "tickets")
    assert (found.left, found.right, found.holds) == (10, 9, False)
