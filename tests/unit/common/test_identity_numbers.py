"""Numbers of people and units: what is taken, what is refused and why. All numbers are made up."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.identity.resident_id import (
    InvalidIdentifier,
    check_digit,
    check_phone,
    check_resident_id,
    check_unit_id,
)

TODAY = date(2026, 3, 2)


def made_up(region: str = "331082", birth: str = "19900307", serial: str = "123") -> str:
    """A synthetic id with a right check digit."""
    body = region + birth + serial
    return body + check_digit(body)


def reason(check, *arguments) -> str:
    with pytest.raises(InvalidIdentifier) as refused:
        check(*arguments)
    assert refused.value.detail
    return str(refused.value.data["reason"])


def test_a_right_id() -> None:
    found = check_resident_id(made_up(serial="124"), TODAY)
    assert (found.birth_date, found.female, found.permit, found.warnings) == (date(1990, 3, 7), True, False, ())
    assert (found.age(TODAY), found.age(date(2026, 3, 7))) == (35, 36)
    assert not check_resident_id(made_up(serial="123"), TODAY).female


def test_as_people_type_it() -> None:
    number = next(made_up(serial=f"{n:03}") for n in range(1000) if made_up(serial=f"{n:03}")[-1] == "X")
    full_width = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in number)
    for typed in (number.lower(), f" {number[:6]} {number[6:14]} {number[14:]} ", full_width):
        assert check_resident_id(typed, TODAY).number == number


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_residence_permits_are_valid(region: str) -> None:
    found = check_resident_id(made_up(region), TODAY)
    assert (found.permit, found.warnings) == (True, ())


def test_an_unknown_region_is_a_warning_only() -> None:
    assert check_resident_id(made_up("991234"), TODAY).warnings == ()  # 外国人永久居留身份证
    assert len(check_resident_id(made_up("881234"), TODAY).warnings) == 1


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("331082900307123", "old_form"),
        ("33108219900307123", "form"),
        ("3310821990030712A4", "form"),
        ("", "form"),
        (made_up(birth="19900231"), "birth_date"),
        (made_up(birth="20260303"), "birth_date"),
        (made_up(birth="20990101"), "birth_date"),
        (made_up(birth="18950301"), "birth_date"),
    ],
)
def test_a_wrong_id_says_why(number: str, why: str) -> None:
    assert reason(check_resident_id, number, TODAY) == why


@given(st.dates(TODAY - timedelta(days=365 * 130), TODAY), st.integers(0, 999), st.integers(0, 17), st.integers(1, 9))
def test_every_right_id_is_taken_and_every_single_slip_found(birth: date, serial: int, place: int, by: int) -> None:
    number = made_up(birth=f"{birth:%Y%m%d}", serial=f"{serial:03}")
    assert check_resident_id(number, TODAY).birth_date == birth
    wrong = str((int(number[place]) + by) % 10) if number[place] != "X" else str(by)
    with pytest.raises(InvalidIdentifier):
        check_resident_id(number[:place] + wrong + number[place + 1 :], TODAY)


def test_unit_ids() -> None:
    assert check_unit_id(" 91110000600037341l ") == "91110000600037341L"
    assert reason(check_unit_id, "911100006000373410") == "check_digit"
    assert reason(check_unit_id, "9111000060003734") == "form"
    assert reason(check_unit_id, "91110000600037341O") == "form"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("138 0000 1234", "13800001234"),
        ("+86-13800001234", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        ("0576-85551234", "0576-85551234"),
        ("057685551234", "0576-85551234"),
        ("010-12345678", "010-12345678"),
        ("400-800-1234", "4008001234"),
    ],
)
def test_phones(typed: str, plain: str) -> None:
    assert check_phone(typed) == plain


@pytest.mark.parametrize(
    ("typed", "why"), [("12800001234", "form"), ("85551234", "no_area_code"), ("1380000123", "form"), ("", "form")]
)
def test_wrong_phones(typed: str, why: str) -> None:
    assert reason(check_phone, typed) == why
