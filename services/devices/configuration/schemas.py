"""Settings over HTTP."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from libs.common.http import PageQuery
from services.devices.configuration.rules import LEVELS


class PutProfile(Schema):
    class Meta:
        unknown = RAISE

    centre = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9-]{1,32}$"))
    settings = fields.Dict(keys=fields.String(), required=True)


class ChooseProfile(Schema):
    class Meta:
        unknown = RAISE

    profile = fields.String(required=True, allow_none=True, validate=validate.Length(min=1, max=48))


class ProfileView(Schema):
    centre = fields.String(required=True)
    name = fields.String(required=True)
    settings = fields.Dict(required=True)
    version = fields.Integer(required=True)


class ProfileQuery(PageQuery):
    centre = fields.String(required=True)


class SettingView(Schema):
    name = fields.String(required=True)
    value = fields.Raw(required=True)
    origin = fields.String(required=True, validate=validate.OneOf(LEVELS))


class ConfigurationView(Schema):
    id = fields.String(required=True)
    profile = fields.String(allow_none=True)
    settings = fields.List(fields.Nested(SettingView), required=True)
    desired_version = fields.Integer(required=True)
    reported_version = fields.Integer(required=True)
    reported_at = fields.AwareDateTime(allow_none=True)
    pending_since = fields.AwareDateTime(allow_none=True)
    refusal = fields.String(allow_none=True)
