"""Faults as people see them."""

from __future__ import annotations

from marshmallow import Schema, fields

from libs.common.http import PageQuery


class FaultView(Schema):
    terminal_id = fields.String(required=True)
    kind = fields.String(required=True)
    code = fields.String(required=True)
    state = fields.String(required=True)
    detail = fields.String(allow_none=True)
    changed_at = fields.AwareDateTime(required=True)


class FaultQuery(PageQuery):
    centre = fields.String(required=True)
