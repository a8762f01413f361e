"""Commands as operators see them."""

from __future__ import annotations

from marshmallow import Schema, fields

from libs.common.http import PageQuery


class CommandView(Schema):
    id = fields.String(required=True)
    terminal_id = fields.String(required=True)
    name = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(allow_none=True)
    state = fields.String(required=True)
    outcome = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    settled_at = fields.AwareDateTime(allow_none=True)


class CommandQuery(PageQuery):
    state = fields.String(load_default=None)
