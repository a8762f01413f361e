"""Calls as people see them: numbers only."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery


class CallView(Schema):
    id = fields.String(required=True)
    ticket_id = fields.String(required=True)
    number = fields.String(required=True)
    window = fields.Integer(required=True)
    called_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)
    state = fields.String(required=True)
    delivered_at = fields.AwareDateTime(allow_none=True)
    delivered_by = fields.String(allow_none=True)
    raised_at = fields.AwareDateTime(allow_none=True)
    cleared_at = fields.AwareDateTime(allow_none=True)
    cleared_by = fields.String(allow_none=True)


class CallQuery(PageQuery):
    centre = fields.String(required=True)
    alarm = fields.String(load_default=None, validate=validate.OneOf(["open", "any"]))
    """``open``: with an alarm not cleared yet; ``any``: that ever had one."""
