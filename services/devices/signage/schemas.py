"""Programmes over HTTP."""

from __future__ import annotations

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema


class PutProgramme(Schema):
    class Meta:
        unknown = RAISE

    centre = fields.String(required=True, validate=validate.Length(min=1, max=32))
    text = fields.String(required=True, validate=validate.Length(min=1, max=500))
    priority = fields.Integer(load_default=3, validate=validate.Range(min=1, max=4))
    from_at = fields.AwareDateTime(required=True)
    until_at = fields.AwareDateTime(required=True)
    hours = fields.String(load_default="00:00-24:00")

    @validates_schema
    def check_period(self, data: dict[str, object], **_: object) -> None:
        if data["from_at"] >= data["until_at"]:  # type: ignore[operator]
            raise ValidationError("结束时间应晚于开始时间", "until_at")


class ProgrammeView(Schema):
    centre = fields.String(required=True)
    code = fields.String(required=True)
    text = fields.String(required=True)
    priority = fields.Integer(required=True)
    from_at = fields.AwareDateTime(required=True)
    until_at = fields.AwareDateTime(required=True)
    hours = fields.String(required=True)
    version = fields.Integer(required=True)


class ProgrammesView(Schema):
    items = fields.List(fields.Nested(ProgrammeView), required=True)


class ProgrammeQuery(Schema):
    centre = fields.String(required=True)
