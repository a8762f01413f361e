"""First-asked responsibility and accountability, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from libs.common.errors import Refused
from services.intake.casework.inquiries import rules as inquiries
from services.intake.quality.accountability import rules as entries

TODAY = date(2026, 3, 5)


def code(call: object, *args: object) -> str:
    with pytest.raises(Refused) as refused:
        call(*args)  # type: ignore[operator]
    return refused.value.code


@pytest.mark.row("S2.2")
def test_every_illegal_move_of_an_inquiry_has_its_own_code() -> None:
    refused = {
        (verb, state.value): code(inquiries.require_move, state, verb)
        for verb, moves in inquiries.MOVES.items()
        for state in inquiries.State
        if state not in moves
    }
    assert refused == {
        **{(verb, "closed"): "inquiry_closed" for verb in inquiries.MOVES},
        ("offer", "offered"): "handover_pending",
        ("close", "offered"): "handover_pending",
        **{(verb, "answering"): "nothing_offered" for verb in ("accept", "decline", "recall")},
    }
    assert code(inquiries.require_outcome, "referred", " ") == "competent_body_missing"
    inquiries.require_outcome("referred", "县自然资源局")


@pytest.mark.row("S2.2")
def test_nobody_is_decided_upon_unheard_or_by_themselves() -> None:
    def decide(state: str, person: str | None = "clerk01", by: date | None = TODAY, today: date = TODAY) -> None:
        entries.require_decidable(state, person, by, today, "director")

    decide("stated")
    decide("opened", today=date(2026, 3, 6))
    assert code(decide, "opened") == "not_heard_yet"
    assert code(decide, "opened", None, None) == "nobody_named"
    assert code(decide, "stated", "director") == "own_entry"
    assert code(decide, "decided") == "accountability_decided"
    assert code(decide, "cancelled") == "accountability_cancelled"
    assert code(entries.require_move, "stated", "state") == "statement_given"
    assert code(entries.require_move, "stated", "assign") == "statement_given"
