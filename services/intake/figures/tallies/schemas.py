"""Tallies from outside."""

from marshmallow import Schema, fields, validate

from services.intake.figures.tallies.rules import CHANNELS, KINDS


class RecordTally(Schema):
    centre = fields.String(load_default=None, metadata={"description": "中心代码；只属于一个中心时可不填"})
    window = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    quantity = fields.Integer(load_default=1, strict=True, metadata={"description": "负数为冲减"})
    channel = fields.String(load_default="counter", validate=validate.OneOf(CHANNELS))


class TallyView(Schema):
    id = fields.String(required=True)
    kind = fields.String(required=True)
    quantity = fields.Integer(required=True)
    channel = fields.String(required=True)
    window = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
