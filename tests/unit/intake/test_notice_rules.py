"""Told once, and everything; a second trip is refused or owned up to."""

from datetime import date

import pytest

from services.intake.casework.notices import rules
from services.intake.casework.notices.rules import Gap

BOOK = Gap("户口簿", "未提交", "请补交", 3)
PHOTO = Gap("照片", "尺寸不符", "请提供二寸照片")


def test_a_first_notice_needs_no_reason_but_a_gap() -> None:
    assert rules.require_first(None, [BOOK], None) is False
    with pytest.raises(rules.NothingMissing):
        rules.require_first(None, [], None)


@pytest.mark.row("N5")
def test_a_second_notice_is_refused_and_names_what_was_not_told() -> None:
    with pytest.raises(rules.SecondNotice) as refused:
        rules.require_first({"户口簿"}, [BOOK, PHOTO], "  ")
    assert refused.value.code == "second_notice"
    assert refused.value.data["untold"] == ["照片"]


@pytest.mark.row("N5")
def test_a_reason_overrides_and_it_counts_as_a_second_trip() -> None:
    assert rules.require_first({"户口簿"}, [BOOK, PHOTO], "窗口漏看照片尺寸") is True
    with pytest.raises(rules.NothingNew):
        rules.require_first({"户口簿", "照片"}, [PHOTO], "再催一次")


def test_the_term_lies_in_the_future_and_serials_carry_year_and_window() -> None:
    rules.require_future(date(2026, 3, 3), date(2026, 3, 2))
    with pytest.raises(rules.UntilInPast):
        rules.require_future(date(2026, 3, 2), date(2026, 3, 2))
    assert rules.serial_number(2026, 5, 1) == "2026050001"
