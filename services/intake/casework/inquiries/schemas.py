"""What the routes of first-asked responsibility take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.casework.cases.schemas import words
from services.intake.casework.inquiries.rules import CHANNELS, OUTCOMES, State


class RecordInquiry(Schema):
    centre = fields.String(load_default=None, allow_none=True)
    subject = words(200, metadata={"description": "所问事项"})
    channel = fields.String(load_default="window", validate=validate.OneOf(CHANNELS))
    window = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(min=1, max=99))


class Offer(Schema):
    receiver = words(60, metadata={"description": "接收人用户名"})
    reason = words(200)


class CloseInquiry(Schema):
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    competent_body = words(100, load_default=None, allow_none=True, metadata={"description": "主管单位，告知时必填"})


class InquiryQuery(PageQuery):
    centre = fields.String(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    mine = fields.Boolean(load_default=False, metadata={"description": "本人负责的和待本人接收的"})


class InquiryView(Schema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    first = fields.String(required=True, metadata={"description": "首问责任人，不再改变"})
    holder = fields.String(required=True, metadata={"description": "现在的责任人"})
    offered_to = fields.String(required=True, allow_none=True)
    channel = fields.String(required=True)
    subject = fields.String(required=True)
    window = fields.Integer(required=True, allow_none=True)
    case_id = fields.String(required=True, allow_none=True)
    asked_at = fields.AwareDateTime(required=True)
    handovers = fields.Integer(required=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)
    competent_body = fields.String(required=True, allow_none=True)


class HandoverView(Schema):
    no = fields.Integer(required=True)
    giver = fields.String(required=True)
    receiver = fields.String(required=True)
    reason = fields.String(required=True)
    offered_by = fields.String(required=True)
    offered_at = fields.AwareDateTime(required=True)
    answer = fields.String(required=True, allow_none=True)
    answer_reason = fields.String(required=True, allow_none=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)


class InquiryInFull(InquiryView):
    record = fields.List(fields.Nested(HandoverView), required=True)


class ResponsibleView(Schema):
    case_id = fields.String(required=True)
    first = fields.String(required=True)
    holder = fields.String(required=True)
    record = fields.List(fields.Nested(HandoverView), required=True)
