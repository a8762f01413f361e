"""Masking (脱敏): what pages, exports, prints, logs and events may show of a person."""

import re

# Not preceded or followed by a digit; \d takes full-width digits too.
_ID_IN_TEXT = re.compile(r"(?<!\d)(\d{6})[ -]?\d{8}[ -]?(\d{3}[\dXxＸｘ])(?!\d)")
# Bank accounts and the old 15-digit ids: 15 to 20 digits, or groups of four.
_ACCOUNT_IN_TEXT = re.compile(r"(?<!\d)(?:\d{15,20}|\d{4}(?:[ -]\d{4}){2,4}(?:[ -]\d{1,3})?)(?!\d)")
_MOBILE_IN_TEXT = re.compile(r"(?<!\d)((?:86[ -]?)?[1１][3-9３-９]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")
_LANDLINE_IN_TEXT = re.compile(r"(?<!\d)([0０]\d{2,3})([ -]?)\d{3,4}(\d{4})(?!\d)")


def mask_resident_id(number: str) -> str:
    """331082199003071234 → 331082********1234. Of another length, a quarter is kept at either end."""
    return _keep(number, 6, 4) if len(number) == 18 else _keep_quarters(number)


def mask_phone(number: str) -> str:
    """13800001234 → 138****1234; 0576-85551234 → 0576-****1234."""
    if len(number) == 11 and number.isdigit() and not number.startswith("0"):
        return _keep(number, 3, 4)
    area, dash, rest = number.rpartition("-")
    return f"{area}{dash}{_keep(rest, 0, 4)}" if dash else _keep_quarters(number)


def mask_name(name: str) -> str:
    """张小三 → 张*三, 张三 → 张*, 欧阳娜娜 → 欧**娜."""
    if len(name) <= 2:
        return name[:1] + "*" if len(name) == 2 else "*" * len(name)
    return _keep(name, 1, 1)


def mask_address(address: str) -> str:
    """Keeps the address down to the village or community (村、社区); house, group and door are hidden."""
    last = _end_of_locality(address)
    return address if last == len(address) else address[:last] + "****"


def mask_text(text: str) -> str:
    """Free text with id numbers, account numbers and phones hidden. Names in it are not recognised."""
    text = _ID_IN_TEXT.sub(lambda found: found[1] + "*" * 8 + found[2], text)
    text = _ACCOUNT_IN_TEXT.sub(lambda found: _mask_account(found[0]), text)
    text = _MOBILE_IN_TEXT.sub(lambda found: f"{found[1]}****{found[2]}", text)
    return _LANDLINE_IN_TEXT.sub(lambda found: f"{found[1]}{found[2]}****{found[3]}", text)


def _mask_account(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return f"{digits[:4]}********{digits[-4:]}"


def _keep(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    return _keep_quarters(text) if hidden <= 0 else text[:head] + "*" * hidden + text[len(text) - tail :]


def _keep_quarters(text: str) -> str:
    quarter = len(text) // 4
    return text[:quarter] + "*" * (len(text) - 2 * quarter) + text[len(text) - quarter :]


def _end_of_locality(address: str) -> int:
    """Where the public part ends: after the first 村/社区, else after the town, else after a third."""
    for ending in ("村", "社区", "居委会", "街道", "镇", "乡"):
        at = address.find(ending)
        if at > 0:
            return at + len(ending)
    return len(address) // 3
