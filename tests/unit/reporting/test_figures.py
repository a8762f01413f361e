"""Figures: computed from counts alone, each definition sound, denominators of 0 never 100 %."""

from __future__ import annotations

from fractions import Fraction

import pytest

from services.reporting.facts.readings import READINGS
from services.reporting.figures.definitions import DEFINITIONS
from services.reporting.figures.rules import Bucket, Count, Definitions, Ratio, Stock, shown
from services.reporting.units.rules import UnitKind

KINDS = {reading.event.name for reading in READINGS.values()}


@pytest.mark.row("G1")
def test_every_figure_is_made_of_facts_that_there_are() -> None:
    assert DEFINITIONS.faults(KINDS) == []


@pytest.mark.row("G1")
def test_wrong_definitions_are_named() -> None:
    window = frozenset({UnitKind.WINDOW})
    twice = Count("a", "甲", "case.accepted", window)
    wrong = Definitions(
        (twice, twice, Count("b", "乙", "case.eaten", window)),
        (Stock("c", "丙", "case.accepted", ("case.lost",), window),),
        (Ratio("r", "率", ("a",), ("z",)),),
    )
    assert wrong.faults(KINDS) == [
        "a: defined twice", "b: no facts of case.eaten", "c: no facts of case.lost", "r: no figure z",
    ]  # fmt: skip


@pytest.mark.row("G1")
def test_details_and_kinds_that_are_counted_exist_on_the_wire() -> None:
    """A filter that no event can meet would count 0 for ever."""
    events = {reading.event.name: reading.event for reading in READINGS.values()}
    fields = {"rating.recorded": "level", "case.completed": "timing", "petition.answered": "timing"}
    fields |= {"tally.recorded": "kind", "case.deadline-reached": "kind", "delegation.returned": "outcome"}
    for count in DEFINITIONS.counts:
        if count.detail is not None and count.kind in fields:
            choices = events[count.kind].schema.fields[fields[count.kind]].validate.choices  # type: ignore[union-attr]
            assert count.detail in choices, count.code
        if count.item_kind is not None:
            assert count.item_kind in events[count.kind].schema.fields["item_kind"].validate.choices  # type: ignore[union-attr]


@pytest.mark.row("S2.4", "G1")
def test_rates_by_the_definitions_of_the_field() -> None:
    completed = [
        Bucket("case.completed", "promised", "early", rows=3, subjects=3, working_days=12),
        Bucket("case.completed", "immediate", "on_time", rows=4, subjects=4),
        Bucket("case.completed", "promised", "overdue", rows=1, subjects=1, working_days=20),
    ]
    ratings = [
        Bucket("rating.recorded", detail=level, rows=rows, quantity=rows)
        for level, rows in (("very_satisfied", 3), ("basically_satisfied", 2), ("dissatisfied", 1))
    ]
    others = [
        Bucket("case.accepted", "promised", flag=False, rows=10),
        Bucket("ticket.finished", flag=False, rows=8, handling_seconds=8 * 300),
        Bucket("ticket.serving", rows=8, waiting_seconds=8 * 450),
        Bucket("tally.recorded", detail="consultation", rows=2, quantity=17),
    ]
    counts = DEFINITIONS.count([*completed, *ratings, *others], None)
    text = {code: share.text for code, share in DEFINITIONS.share(counts).items()}
    assert counts["consultations"] == 17
    assert text["completion_rate"] == "80.0%"
    assert text["timely_rate"] == "87.5%"
    assert text["early_rate"] == "37.5%"
    assert text["promised_early_rate"] == "75.0%"
    assert text["overdue_rate"] == "12.5%"
    assert text["working_days_mean"] == "4.0"
    assert text["waiting_mean"] == "7.5"
    assert text["rated_rate"] == "75.0%"
    assert text["satisfied_rate"] == "83.3%"
    # An upheld appeal takes the bad rating out of the rate; a case's rating is no part of the tickets' participation.
    excluded = [Bucket("rating.appeal-decided", detail="upheld", rows=1), Bucket("rating.recorded", detail="satisfied",
                rows=1, quantity=0)]  # fmt: skip
    text = {
        code: share.text
        for code, share in DEFINITIONS.share(
            DEFINITIONS.count([*completed, *ratings, *others, *excluded], None)
        ).items()
    }
    assert (text["satisfied_rate"], text["rated_rate"]) == ("100.0%", "75.0%")


@pytest.mark.row("G1")
def test_nothing_divided_by_nothing_is_a_dash() -> None:
    counts = DEFINITIONS.count([], None)
    assert {share.text for share in DEFINITIONS.share(counts).values()} == {"—"}


@pytest.mark.parametrize(
    ("above", "below", "text"), [(1, 3, "33.3%"), (2, 3, "66.7%"), (1, 16, "6.3%"), (5, 4, "125.0%"), (0, 9, "0.0%")]
)
def test_one_decimal_halves_up(above: int, below: int, text: str) -> None:
    assert shown(above, below) == text


def test_negative_values_are_rounded_like_positive_ones() -> None:
    assert shown(-1, 16) == "-6.3%"
    assert shown(-1, 100_000) == "0.0%"
    assert shown(-5, 2, Fraction(1), "") == "-2.5"


def test_a_line_has_only_the_figures_of_its_kind() -> None:
    village = DEFINITIONS.count([], UnitKind.VILLAGE)
    assert "delegations_opened" in village
    assert "cases_accepted" not in village
    assert set(DEFINITIONS.share(village)) == {"delegation_done_rate"}
