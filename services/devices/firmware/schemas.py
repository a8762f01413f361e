"""Firmware over HTTP."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from libs.common.http import PageQuery
from services.devices.registry.rules import KINDS


class PutFirmware(Schema):
    class Meta:
        unknown = RAISE

    centre = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9-]{1,32}$"))
    desired = fields.String(required=True, validate=validate.Length(min=1, max=120))
    note = fields.String(load_default="", validate=validate.Length(max=500))


class FirmwareView(Schema):
    centre = fields.String(required=True)
    kind = fields.String(required=True)
    desired = fields.String(required=True)
    note = fields.String(required=True)
    changed_at = fields.AwareDateTime(required=True)
    changed_by = fields.String(required=True)
    version = fields.Integer(required=True)


class BehindView(Schema):
    id = fields.String(required=True)
    kind = fields.String(required=True)
    place = fields.String(required=True)
    reported = fields.String(required=True, allow_none=True, metadata={"description": "尚未上报过则为空"})
    desired = fields.String(required=True)
    note = fields.String(required=True)
    online = fields.Boolean(required=True)


class FirmwareQuery(PageQuery):
    centre = fields.String(required=True)
    kind = fields.String(load_default=None, validate=validate.OneOf(KINDS))
