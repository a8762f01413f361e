"""Commands as operators see them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.devices.commands.rules import RESTART_TTL


class CommandView(Schema):
    id = fields.String(required=True)
    terminal_id = fields.String(required=True)
    name = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(allow_none=True)
    state = fields.String(required=True)
    attempts = fields.Integer(required=True)
    outcome = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    settled_at = fields.AwareDateTime(allow_none=True)


class CommandQuery(PageQuery):
    state = fields.String(load_default=None)


class RestartQuery(Schema):
    ttl_seconds = fields.Integer(load_default=RESTART_TTL, validate=validate.Range(min=10, max=86400))
    """How long it stays good for a terminal that is away."""
