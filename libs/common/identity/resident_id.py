"""Identifiers of people and units: resident id (公民身份号码), unit id (统一社会信用代码), phones."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from libs.common.errors import Invalid
from libs.common.identity.masking import mask_resident_id

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
OLDEST_AGE = 130
"""GB 11643-1999: seventeen digits, each times its weight; the sum modulo 11 picks the check digit."""

_PROVINCES_BY_AREA = {1: "12345", 2: "123", 3: "1234567", 4: "123456", 5: "01234", 6: "12345", 7: "1"}
PROVINCES = frozenset(f"{area}{digit}" for area, digits in _PROVINCES_BY_AREA.items() for digit in digits)
PERMITS = frozenset({"81", "82", "83"})
"""Residence permits (居住证) of people from Hong Kong, Macao and Taiwan."""

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))-?(\d{7,8})")
_SERVICE = re.compile(r"[48]00\d{7}")


class InvalidIdentifier(Invalid):
    """A number that cannot be right: ``detail`` tells people what is wrong, ``data["reason"]`` programs."""

    code, title = "invalid_identifier", "证件或电话号码有误"


@dataclass(frozen=True)
class ResidentId:
    """A checked resident id. ``warnings`` are for the clerk to look at and refuse nothing."""

    number: str
    birth_date: date
    female: bool
    permit: bool
    warnings: tuple[str, ...] = ()

    def age(self, on: date) -> int:
        """Full years (周岁) on that day."""
        birth = self.birth_date
        return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))

    @property
    def masked(self) -> str:
        return mask_resident_id(self.number)


def check_resident_id(text: str, today: date) -> ResidentId:
    """Reads a resident id or a residence permit number as typed (full-width, spaces and small x are taken).

    Raises InvalidIdentifier. An unknown region is only a warning: codes were abolished and newly given.
    """
    number = _plain(text)
    if re.fullmatch(r"\d{15}", number):
        raise InvalidIdentifier("15位身份证号码已停用，请提供18位号码", reason="old_form")
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise InvalidIdentifier("身份证号码应为18位，前17位是数字，末位是数字或X", reason="form")
    if number[17] != check_digit(number):
        raise InvalidIdentifier("身份证号码校验位不符，请核对", reason="check_digit")
    birth = _birth_date(number[6:14])
    if birth > today:
        raise InvalidIdentifier("身份证号码中的出生日期晚于今天", reason="birth_date")
    permit = number[:2] in PERMITS
    known = permit or number[:2] in PROVINCES or number[0] == "9"
    warnings = () if known else ("行政区划代码未知，请核对证件",)
    found = ResidentId(number, birth, int(number[16]) % 2 == 0, permit, warnings)
    if found.age(today) > OLDEST_AGE:
        raise InvalidIdentifier(f"身份证号码中的出生日期距今超过{OLDEST_AGE}年", reason="birth_date")
    return found


def check_digit(number: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number[:17], strict=True))
    return CHECK_DIGITS[total % 11]


def _birth_date(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        raise InvalidIdentifier("身份证号码中的出生日期不存在", reason="birth_date") from error


def check_unit_id(text: str) -> str:
    """The unified social credit code (GB 32100-2015) in its plain form. Raises InvalidIdentifier."""
    number = _plain(text)
    try:
        valid: str = uscc.validate(number)
    except InvalidChecksum as error:
        raise InvalidIdentifier("统一社会信用代码校验位不符，请核对", reason="check_digit") from error
    except ValidationError as error:
        detail = "统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z）"
        raise InvalidIdentifier(detail, reason="form") from error
    return valid


def check_phone(text: str) -> str:
    """A mobile, a landline with area code (0576-85551234) or a 400/800 number, in plain form.

    Raises InvalidIdentifier. Whose phone it is, is the caller's to keep: an old person's is often a child's.
    """
    number = re.sub(r"^(\+|00)86-?", "", _plain(text).replace("－", "-").replace("—", "-"))
    digits = number.replace("-", "")
    if _MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits):
        return digits
    if landline := _LANDLINE.fullmatch(number):
        return f"{landline[1]}-{landline[2]}"
    if re.fullmatch(r"[2-8]\d{6,7}", digits):
        raise InvalidIdentifier("固定电话请加区号，如 0576-85551234", reason="no_area_code")
    raise InvalidIdentifier("电话号码有误，应为11位手机号、带区号的固定电话或400电话", reason="form")


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
