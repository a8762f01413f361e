"""The form in which a message to terminals is described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, validate


@dataclass(frozen=True)
class Payload:
    """``data`` of one message from the centre. ``summary`` in Chinese; ``example`` shows every member."""

    summary: str
    schema: Schema
    example: Mapping[str, Any]


def counted(least: int = 0, most: int = 2**53) -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(min=least, max=most))


def absent(*, longest: int = 200) -> fields.String:
    """Text that is left out, never null, when there is none."""
    return fields.String(validate=validate.Length(min=1, max=longest))
