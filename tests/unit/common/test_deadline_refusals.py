"""Ledgers and entries that are refused, each with its code; JSON that is not an entry."""

from datetime import datetime
from typing import Any

import pytest

from libs.common.deadlines import (
    Entry,
    Extended,
    LedgerRefused,
    Paused,
    Started,
    Transferred,
    Unit,
    from_json,
    settle,
    to_json,
)
from libs.common.deadlines.errors import InvalidEntry
from tests.unit.common.ledgers import day, extended, paused, resumed, started

pytestmark = pytest.mark.row("N2", "C4")

START = started("2026-03-02", 15)
RESTART = Transferred(id="t", seq=3, at=day("2026-03-10"), holder="财政所", restarts=True)


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([], "not_started"),
        ([paused("2026-03-09")], "not_started"),
        ([paused("2026-03-01"), START], "not_started"),
        ([START, Started(id="again", seq=1, at=day("2026-03-03"), limit=1, unit=Unit.WORKING)], "started_twice"),
        ([START, paused("2026-03-09"), paused("2026-03-10")], "paused_twice"),
        ([START, resumed("2026-03-09")], "resumed_without_pause"),
        ([START, paused("2026-03-09"), resumed("2026-03-10"), resumed("2026-03-11")], "resumed_without_pause"),
        ([START, extended("2026-03-09", 1), extended("2026-03-10", 1)], "extension_spent"),
        ([started("2026-03-02", 5, extensions=0), extended("2026-03-03", 1)], "extension_spent"),
        ([started("2026-03-02", 5, extension_limit=5), extended("2026-03-03", 6)], "extension_too_long"),
        ([START, extended("2026-03-05", 1), RESTART, extended("2026-03-12", 1)], "extension_spent"),
        ([START, paused("2026-03-09"), RESTART], "restarted_while_paused"),
        ([START, started("2026-03-02", 14)], "entry_conflict"),
        ([START, paused("2026-03-09", 1), resumed("2026-03-09", 1)], "entry_conflict"),
    ],
)
def test_an_impossible_story_has_a_code(entries: list[Entry], code: str) -> None:
    for heap in (entries, entries[::-1]):
        with pytest.raises(LedgerRefused) as refused:
            settle(heap)
        assert refused.value.code == f"deadline.{code}"
        assert refused.value.status == 409


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("limit", lambda: started("2026-03-02", -1)),
        ("limit", lambda: started("2026-03-02", True)),
        ("limit", lambda: started("2026-03-02", 100_000)),
        ("label", lambda: started("2026-03-02", 1, label=" ")),
        ("at", lambda: started("1991-03-02", 1)),
        ("at", lambda: Paused(id="p", seq=1, at=datetime(2026, 3, 2), ground="鉴定")),
        ("id", lambda: Paused(id="", seq=1, at=day("2026-03-02"), ground="鉴定")),
        ("ground", lambda: paused("2026-03-02", ground="")),
        ("days", lambda: extended("2026-03-02", 0)),
        ("approver", lambda: Extended(id="e", seq=1, at=day("2026-03-02"), days=1, approver="", ground="复杂")),
        ("limit", lambda: Transferred(id="t", seq=1, at=day("2026-03-02"), holder="甲", restarts=False, limit=3)),
    ],
)
def test_an_entry_that_cannot_be_right_names_its_field(field: str, make: Any) -> None:
    with pytest.raises(InvalidEntry) as refused:
        make()
    assert (refused.value.field, refused.value.code) == (field, "deadline.invalid_entry")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "stopped"}, "kind"),
        ({"kind": ["started"]}, "kind"),
        ({"at": "2026-13-01"}, "at"),
        ({"at": 20260302}, "at"),
        ({"at": None}, "at"),
        ({"limit": "15"}, "limit"),
        ({"limit": True}, "limit"),
        ({"unit": "hours"}, "unit"),
        ({"colour": "red"}, "colour"),
        ({"extension_limit": 0}, "extension_limit"),
    ],
)
def test_json_that_is_no_entry_names_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidEntry) as refused:
        from_json(to_json(START) | change)
    assert refused.value.field == field


def test_a_missing_field_is_named_and_a_default_may_be_absent() -> None:
    data = to_json(START)
    del data["label"], data["extension_limit"]
    assert from_json(data) == START
    del data["limit"]
    with pytest.raises(InvalidEntry) as refused:
        from_json(data)
    assert refused.value.field == "limit"


def test_the_stored_form_is_stable() -> None:
    assert to_json(paused("2026-03-09")) == {
        "kind": "paused",
        "id": "p2026-03-091",
        "seq": 1,
        "at": "2026-03-09",
        "ground": "鉴定",
    }
