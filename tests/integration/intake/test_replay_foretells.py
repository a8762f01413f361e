"""What the replay says of other hours, against the same people under those hours. All people are synthetic."""

from pathlib import Path

import pytest

from tests.integration.intake.busy_afternoon import afternoon
from tests.integration.intake.test_replay import replayed


@pytest.mark.row("S6.9", "N15")
def test_what_the_replay_foretells_comes_true(tmp_path: Path) -> None:
    """The same people and clerks go through the real queue under both schemes of hours; the replay of the first day
    under the second's hours foretells the second day.

    A single day's mean wait is foretold within a quarter, that of several days within a tenth: a clerk's break falls
    elsewhere on the other day. docs/decisions/0015-hall-replay.md has the figures.
    """
    foretold_waits, true_waits = [], []
    for seed in (20260302, 1, 2):
        before, after = (
            afternoon(f"sqlite:///{tmp_path / f'{seed}-{name}'}.db", seed=seed, scheme=scheme)
            for name, scheme in (("now", "现行"), ("then", "建议"))
        )
        foretold, truth = replayed(before.db, hours="建议").what_if, replayed(after.db).recorded
        assert foretold is not None and foretold.mean_wait is not None and truth.mean_wait is not None
        assert foretold.mean_wait == pytest.approx(truth.mean_wait, rel=0.25)
        assert foretold.too_late == after.turned_away
        assert foretold.before_opening == truth.before_opening
        foretold_waits.append(foretold.mean_wait)
        true_waits.append(truth.mean_wait)
    assert sum(foretold_waits) == pytest.approx(sum(true_waits), rel=0.1)
