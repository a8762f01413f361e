"""What the registry takes and shows. Secrets and their digests are never shown but once, by SecretView."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from libs.common.http import PageQuery
from services.devices.registry.rules import KINDS


class RegisterTerminal(Schema):
    class Meta:
        unknown = RAISE

    id = fields.String(required=True, validate=validate.Length(min=1, max=48))
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    centre = fields.String(required=True, validate=validate.Length(min=1, max=32))
    window = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=1, max=999))
    place = fields.String(load_default="", validate=validate.Length(max=80))
    settings = fields.Dict(keys=fields.String(), load_default=dict)


class ChangeSettings(Schema):
    class Meta:
        unknown = RAISE

    settings = fields.Dict(keys=fields.String(), required=True)


class TerminalView(Schema):
    id = fields.String(required=True)
    kind = fields.String(required=True)
    centre = fields.String(required=True)
    window = fields.Integer(allow_none=True)
    place = fields.String()
    settings = fields.Dict()
    state = fields.String(required=True)
    registered_at = fields.AwareDateTime()
    approved_at = fields.AwareDateTime(allow_none=True)
    revoked_at = fields.AwareDateTime(allow_none=True)
    online = fields.Boolean()
    connected = fields.Boolean()
    since = fields.AwareDateTime(allow_none=True)
    seen_at = fields.AwareDateTime(allow_none=True)
    session = fields.String(allow_none=True)
    firmware = fields.String(allow_none=True)
    version = fields.Integer(required=True)


class SecretView(Schema):
    id = fields.String(required=True)
    secret = fields.String(required=True, metadata={"description": "终端密钥，只显示这一次"})


class TerminalQuery(PageQuery):
    centre = fields.String(required=True)
    kind = fields.String(load_default=None, validate=validate.OneOf(KINDS))
    state = fields.String(load_default=None, validate=validate.OneOf(["registered", "approved", "revoked"]))
