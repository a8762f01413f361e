"""Where a petition goes."""

from __future__ import annotations

from libs.common.errors import Refused


class UnknownUnit(Refused):
    code, title, status = "unknown_unit", "没有这个承办单位", 422


class NoUnit(Refused):
    """Neither the officer nor the category names a unit."""

    code, title, status = "unit_missing", "该类别没有默认承办单位，请指定", 422


class SameUnit(Refused):
    code, title = "already_with_unit", "该诉求已交办给这个单位"


def choose_unit(named: str | None, default: str | None) -> str:
    """The officer's choice, else the category's default unit. Raises NoUnit."""
    unit = named or default
    if unit is None:
        raise NoUnit(field="unit")
    return unit
