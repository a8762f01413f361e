"""What becomes of the paper of a ticket."""

import pytest

from services.intake.hall.printing.rules import MOVES, OUTCOMES, after_report


@pytest.mark.row("N7")
@pytest.mark.parametrize(
    ("state", "reported", "asked", "after"),
    [
        ("issued", "printed", False, "printed"),
        ("issued", "failed", False, "failed"),
        ("issued", "printed", True, "printed"),
        ("failed", "printed", True, "reprinted"),
        ("failed", "printed", False, "reprinted"),
        ("failed", "failed", True, "failed"),
        ("shown", "printed", False, "printed"),
        ("shown", "printed", True, "reprinted"),
        ("shown", "failed", False, "shown"),
        ("printed", "printed", False, "printed"),
        ("printed", "failed", True, "printed"),
        ("printed", "printed", True, "reprinted"),
        ("reprinted", "printed", False, "reprinted"),
        (None, "printed", False, "printed"),
        (None, "failed", False, None),
    ],
)
def test_a_report_moves_the_paper_on(state: str | None, reported: str, asked: bool, after: str | None) -> None:
    assert after_report(state, reported, asked) == after


def test_the_moves_know_only_the_outcomes() -> None:
    assert {state for origin, to in MOVES.values() for state in (*origin, to)} == set(OUTCOMES)
