"""What the routes of joint reviews take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.casework.cases.schemas import words


class PlanReview(Schema):
    at = fields.AwareDateTime(required=True, metadata={"description": "会审（踏勘）时间"})
    place = words(120)


class HoldReview(Schema):
    attended = fields.List(words(80), required=True, validate=validate.Length(min=1, max=20))
    minutes = words(1000, metadata={"description": "会审结论"})


class ReviewQuery(PageQuery):
    since = fields.AwareDateTime(load_default=None)
    until = fields.AwareDateTime(load_default=None)


class ReviewView(Schema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    case_id = fields.String(required=True)
    state = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    place = fields.String(required=True)
    called_by = fields.String(required=True)
    held_at = fields.AwareDateTime(required=True, allow_none=True)
    attended = fields.List(fields.String(), required=True)
    minutes = fields.String(required=True, allow_none=True)
    cancel_reason = fields.String(required=True, allow_none=True)
