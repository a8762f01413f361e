"""The address of an announcement's sound."""

from __future__ import annotations

from marshmallow import Schema, fields, validate


class SpeechQuery(Schema):
    languages = fields.String(required=True, validate=validate.Regexp(r"[A-Za-z0-9,-]{2,160}\Z"))
    number = fields.String(required=True, validate=validate.Regexp(r"[^/]{1,8}\Z"))
    window = fields.Integer(required=True, validate=validate.Range(min=1, max=999))
    until = fields.Integer(required=True, validate=validate.Range(min=0, max=2**40))
    signature = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{64}\Z"))
