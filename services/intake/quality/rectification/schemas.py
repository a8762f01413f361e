"""What the routes of rectifications take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.casework.cases.schemas import words
from services.intake.quality.ratings.schemas import RatingView
from services.intake.quality.rectification.rules import CALL_BACKS, CONTACTS, FINDINGS, State


class Contact(Schema):
    outcome = fields.String(required=True, validate=validate.OneOf(CONTACTS))
    words = words(500)


class Rectify(Schema):
    finding = fields.String(required=True, validate=validate.OneOf(FINDINGS))
    measures = words(500, metadata={"description": "整改措施；办结后被评价人可见，不要写明评价人"})


class CallBack(Schema):
    outcome = fields.String(required=True, validate=validate.OneOf(CALL_BACKS))
    words = words(500)


class RectificationQuery(PageQuery):
    centre = fields.String(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    overdue = fields.Boolean(load_default=False, metadata={"description": "仅逾期未联系或未整改的"})


class RectificationView(Schema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    rating_id = fields.String(required=True)
    window = fields.Integer(required=True)
    real_name = fields.Boolean(required=True, metadata={"description": "可联系到评价人"})
    opened_at = fields.AwareDateTime(required=True)
    contact_by = fields.Date(required=True)
    rectify_by = fields.Date(required=True)
    provisional = fields.Boolean(required=True, metadata={"description": "暂定：期限依据尚未公布的工作日历"})
    derivation = fields.String(required=True)
    attempts = fields.Integer(required=True)
    rounds = fields.Integer(required=True)
    contacted_at = fields.AwareDateTime(required=True, allow_none=True)
    rectified_at = fields.AwareDateTime(required=True, allow_none=True)
    finding = fields.String(required=True, allow_none=True)
    measures = fields.String(required=True, allow_none=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)


class ActView(Schema):
    no = fields.Integer(required=True)
    verb = fields.String(required=True)
    outcome = fields.String(required=True, allow_none=True)
    words = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class RectificationInFull(RectificationView):
    contact_in_time = fields.Boolean(required=True, allow_none=True)
    rectified_in_time = fields.Boolean(required=True, allow_none=True)
    rating = fields.Nested(RatingView, required=True)
    acts = fields.List(fields.Nested(ActView), required=True)


class RaterView(Schema):
    name = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    phone_relation = fields.String(required=True, allow_none=True)
    comment = fields.String(required=True, allow_none=True)
