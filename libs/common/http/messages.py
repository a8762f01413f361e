"""marshmallow's messages in Chinese. A message of our own passes as it is."""

import re

_EXACT = {
    "Missing data for required field.": "必填",
    "Field may not be null.": "不能为空",
    "Unknown field.": "没有这一项",
    "Invalid value.": "填写有误",
    "Invalid type.": "类型有误",
    "Invalid input type.": "类型有误",
    "Invalid input.": "填写有误",
    "Not a valid string.": "应为文字",
    "Not a valid utf-8 string.": "不是有效的 UTF-8 文字",
    "Not a valid list.": "应为列表",
    "Not a valid tuple.": "应为列表",
    "Not a valid mapping type.": "应为键值对象",
    "Not a valid number.": "应为数字",
    "Number too large.": "数字过大",
    "Special numeric values (nan or infinity) are not permitted.": "应为有限的数字",
    "Not a valid integer.": "应为整数",
    "Not a valid boolean.": "应为是或否（true/false）",
    "Not a valid date.": "日期有误，应如 2026-03-02",
    "Not a valid time.": "时间有误，应如 08:30",
    "Not a valid datetime.": "时间有误，应如 2026-03-02T08:30:00+08:00",
    "Not a valid naive datetime.": "时间不应带时区",
    "Not a valid aware datetime.": "时间应带时区，如 2026-03-02T08:30:00+08:00",
    "Not a valid period of time.": "时长有误",
    "Not a valid UUID.": "标识格式有误",
    "Not a valid URL.": "网址有误",
    "Not a valid email address.": "邮箱地址有误",
    "Not a valid IP address.": "IP 地址有误",
    "Not a valid IPv4 address.": "IP 地址有误",
    "Not a valid IPv6 address.": "IP 地址有误",
    "String does not match expected pattern.": "格式有误",
}
_LIMITS = {
    "greater than or equal to": "不小于",
    "greater than": "大于",
    "less than or equal to": "不大于",
    "less than": "小于",
}
_LIMIT = "|".join(_LIMITS)
_PATTERNS = [
    (re.compile(r"Must be one of: (.*)\."), "应为以下之一：{0}"),
    (re.compile(r"Must be equal to (.*)\."), "应等于 {0}"),
    (re.compile(r"Shorter than minimum length (\d+)\."), "长度不能少于 {0}"),
    (re.compile(r"Longer than maximum length (\d+)\."), "长度不能超过 {0}"),
    (re.compile(r"Length must be between (\d+) and (\d+)\."), "长度应在 {0} 到 {1} 之间"),
    (re.compile(r"Length must be (\d+)\."), "长度应为 {0}"),
    (re.compile(r"One or more of the choices you made was not in: (.*)\."), "只能从以下选取：{0}"),
    (re.compile(r"One or more of the choices you made was in: (.*)\."), "不能选取：{0}"),
]
_RANGE = re.compile(rf"Must be ({_LIMIT}) (\S+?)(?: and ({_LIMIT}) (\S+?))?\.")


def in_chinese(message: str) -> str:
    """The Chinese for one of marshmallow's own messages; any other is returned unchanged."""
    if known := _EXACT.get(message):
        return known
    if found := _RANGE.fullmatch(message):
        first = f"应{_LIMITS[found[1]]} {found[2]}"
        return first + (f"且{_LIMITS[found[3]]} {found[4]}" if found[3] else "")
    for pattern, chinese in _PATTERNS:
        if found := pattern.fullmatch(message):
            return chinese.format(*found.groups())
    return message
