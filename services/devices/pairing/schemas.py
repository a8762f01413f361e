"""Pairing over HTTP. Code and secret are told once."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate


class PairingCodeView(Schema):
    id = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "配对码，十分钟内有效，只能使用一次"})
    until = fields.AwareDateTime(required=True)


class Pair(Schema):
    class Meta:
        unknown = RAISE

    code = fields.String(required=True, validate=validate.Length(min=1, max=40))


class PairedView(Schema):
    id = fields.String(required=True)
    centre = fields.String(required=True)
    kind = fields.String(required=True)
    window = fields.Integer(allow_none=True)
    secret = fields.String(required=True, metadata={"description": "终端密钥，只显示这一次"})


class ReplaceTerminal(Schema):
    class Meta:
        unknown = RAISE

    reason = fields.String(load_default="", validate=validate.Length(max=80))
