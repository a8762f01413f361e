"""A window's duty over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.intake.hall.windows.rules import STATES

CENTRE = {"description": "中心代码；只属于一个中心时可不填"}


class StopWindow(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    message = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=60))
    until = fields.AwareDateTime(load_default=None, allow_none=True, metadata={"description": "预计恢复时间"})


class OpenWindow(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)


class DutyView(Schema):
    window = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    version = fields.Integer(required=True)
    message = fields.String(required=True, allow_none=True)
    until = fields.AwareDateTime(required=True, allow_none=True)
    clerk = fields.String(required=True, allow_none=True)


class Skill(Schema):
    business_class = fields.String(required=True, validate=validate.Length(min=1, max=4))
    rank = fields.Integer(load_default=0, strict=True, validate=validate.Range(min=0, max=99))


class SetSkills(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    classes = fields.List(
        fields.Nested(Skill), required=True, validate=validate.Length(min=1, max=50),
        metadata={"description": "可叫的号类；次序小的先叫，次序相同的按取号先后"},
    )  # fmt: skip
