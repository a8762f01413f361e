"""The rules of tallies, ratings and accounts, and the reading of sheets, without a database."""

from pathlib import Path

import pytest

from libs.common.actor import Actor, Role
from libs.common.errors import Forbidden, Invalid
from services.intake.duty.staff.rules import Attempt, require_grantable, require_login
from services.intake.figures.tallies.rules import QuantityInvalid, TakesBackTooMuch, require_countable
from services.intake.quality.ratings.rules import NotHandledYet, UnknownHandling, require_ratable
from services.intake.sheets import SheetRefused, Sheets


@pytest.mark.row("Q18")
def test_a_tally_counts_something_and_takes_back_no_more_than_was_counted() -> None:
    require_countable(1, 0)
    require_countable(-3, 3)
    for quantity in (0, 1000, -1000):
        with pytest.raises(QuantityInvalid):
            require_countable(quantity, 5000)
    with pytest.raises(TakesBackTooMuch):
        require_countable(-4, 3)


@pytest.mark.row("C12")
def test_only_what_was_handled_is_rated() -> None:
    require_ratable("serving")
    require_ratable("finished")
    with pytest.raises(UnknownHandling):
        require_ratable(None)
    for state in ("waiting", "called", "missed", "voided"):
        with pytest.raises(NotHandledYet):
            require_ratable(state)


def test_a_password_changed_meanwhile_signs_nobody_in() -> None:
    assert Attempt(active=True, password_right=True, same_password=True).succeeds
    assert not Attempt(active=True, password_right=True, same_password=False).succeeds
    assert not Attempt(active=False, password_right=True, same_password=True).succeeds
    assert not Attempt(active=True, password_right=False, same_password=True).succeeds


def test_logins_are_plain() -> None:
    assert require_login(" Clerk01 ") == "clerk01"
    for login in ("x", "-a", "窗口员", "a b", "a" * 61):
        with pytest.raises(Invalid):
            require_login(login)


def test_nobody_grants_more_territory_than_they_have() -> None:
    local = Actor(id="a", roles=frozenset({Role.ADMINISTRATOR}), centres=frozenset({"taozhu"}))
    require_grantable(local, ["taozhu"])
    require_grantable(Actor(id="b", centres=frozenset({"*"})), ["*", "dutou"])
    for centres in (["dutou"], ["*"]):
        with pytest.raises(Forbidden):
            require_grantable(local, centres)


def test_every_faulty_line_of_a_sheet_is_told(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("code,limit\nU-1,3\n,4\nU-3,三\n", encoding="utf-8")
    sheets = Sheets(tmp_path)
    good = sheets.read("units.csv", lambda row: (row.text("code"), row.whole("limit")))
    assert good == [(2, ("U-1", 3))]
    sheets.read("missing.csv", lambda row: row.text("code"))
    sheets.read("units.csv", lambda row: row.text("name"))
    with pytest.raises(SheetRefused) as refused:
        sheets.require_clean()
    assert [error["field"] for error in refused.value.errors] == [
        "units.csv:3", "units.csv:4", "missing.csv:0", "units.csv:2", "units.csv:3", "units.csv:4",
    ]  # fmt: skip
