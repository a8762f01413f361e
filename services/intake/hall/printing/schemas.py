"""Printing over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields, validate


class Reprint(Schema):
    terminal_id = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(min=1, max=200),
        metadata={"description": "取号机；不填为原取号机"},
    )  # fmt: skip


class Show(Schema):
    """No body."""
