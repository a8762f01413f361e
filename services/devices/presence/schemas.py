"""Gaps in presence as people see them."""

from __future__ import annotations

from marshmallow import Schema, fields

from libs.common.http import PageQuery


class OutageView(Schema):
    id = fields.String(required=True)
    terminal_id = fields.String(required=True)
    kind = fields.String(required=True)
    began_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)


class OutageQuery(PageQuery):
    centre = fields.String(required=True)
    terminal = fields.String(load_default=None)
    open = fields.Boolean(load_default=False)
    """Only those that last."""
