"""Entries as plain JSON objects, for a table's column, an event or a file. Strict both ways."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from enum import StrEnum
from typing import Any, get_args, get_type_hints

from libs.common.deadlines.entries import (
    CalendarRevised,
    Concluded,
    Entry,
    Extended,
    Imposed,
    Paused,
    Resumed,
    Started,
    Transferred,
)
from libs.common.deadlines.errors import InvalidEntry

# Public names, stored in rows: a rename is a migration.
KINDS: Mapping[str, type[Entry]] = types.MappingProxyType(
    {
        "started": Started,
        "paused": Paused,
        "resumed": Resumed,
        "concluded": Concluded,
        "extended": Extended,
        "transferred": Transferred,
        "imposed": Imposed,
        "calendar_revised": CalendarRevised,
    }
)
_NAMES = {entry: name for name, entry in KINDS.items()}


def kind_of(entry: Entry) -> str:
    return _NAMES[type(entry)]


def to_json(entry: Entry) -> dict[str, Any]:
    """``{"kind": …, "id": …, "seq": …, "at": "2026-03-02", …}``; every field is present."""
    found: dict[str, Any] = {"kind": kind_of(entry)}
    for field in fields(entry):
        value = getattr(entry, field.name)
        found[field.name] = value.isoformat() if isinstance(value, date) else _plain(value)
    return found


def from_json(data: Mapping[str, Any]) -> Entry:
    """The inverse of ``to_json``; fields with a default may be absent. InvalidEntry names the field that is wrong."""
    if not isinstance(data, Mapping):
        raise InvalidEntry("应为对象")
    kind = data.get("kind")
    entry = KINDS.get(kind) if isinstance(kind, str) else None
    if entry is None:
        raise InvalidEntry("未知的记录类型", field="kind")
    known = {field.name: field for field in fields(entry)}
    for name in data.keys() - known.keys() - {"kind"}:
        raise InvalidEntry("未知的字段", field=str(name))
    for name, field in known.items():
        if name not in data and field.default is MISSING:
            raise InvalidEntry("缺少字段", field=name)
    hints = get_type_hints(entry)
    return entry(**{name: _value(name, hints[name], data[name]) for name in known if name in data})


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value


def _value(name: str, hint: Any, value: Any) -> Any:
    wanted: tuple[Any, ...] = get_args(hint) or (hint,)
    if value is None and type(None) in wanted:
        return None
    target = wanted[0]
    try:
        if target is date:
            return date.fromisoformat(value)
        if issubclass(target, StrEnum):
            return target(value)
    except (TypeError, ValueError):
        raise InvalidEntry("无法识别的值", field=name) from None
    if type(value) is not target:
        raise InvalidEntry("类型不对", field=name)
    return value
