"""The address of an announcement's sound."""

from __future__ import annotations

from marshmallow import Schema, fields, validate


class SpeechQuery(Schema):
    languages = fields.String(required=True, validate=validate.Length(min=2, max=80))
    number = fields.String(required=True, validate=validate.Length(min=1, max=8))
    window = fields.Integer(required=True, validate=validate.Range(min=1, max=999))
    until = fields.Integer(required=True, validate=validate.Range(min=0, max=2**40))
    signature = fields.String(required=True, validate=validate.Length(equal=64))
