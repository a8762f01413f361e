"""What the routes of reports upward take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.casework.cases.schemas import words
from services.intake.casework.upward.rules import WAYS, State

EXTERNAL_ID = words(
    120, load_default=None, allow_none=True, metadata={"description": "上级给的编号、文号，登记为外部编号"}
)


class ReportUp(Schema):
    authority = words(120, load_default=None, allow_none=True, metadata={"description": "不填为事项的上级审批机关"})
    external_id = EXTERNAL_ID


class SentBack(Schema):
    reason = words(500)


class FollowUpBody(Schema):
    words = words(500, metadata={"description": "向谁了解，进展如何"})


class Answer(Schema):
    approved = fields.Boolean(required=True, metadata={"description": "上级是否批准"})
    answer = words(500, metadata={"description": "答复内容"})
    external_id = EXTERNAL_ID


class TellResult(Schema):
    how = fields.String(required=True, validate=validate.OneOf(WAYS))


class ReportQuery(PageQuery):
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    follow_up_before = fields.Date(load_default=None, metadata={"description": "应在此日之前跟踪，不含当日"})


class FollowUpView(Schema):
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True)
    words = fields.String(required=True)


class ReportView(Schema):
    case_id = fields.String(required=True)
    no = fields.Integer(required=True, metadata={"description": "第几次上报"})
    state = fields.String(required=True)
    authority = fields.String(required=True)
    reported_at = fields.AwareDateTime(required=True)
    reported_by = fields.String(required=True)
    timing = fields.String(required=True, metadata={"description": "本级部分：提前、按时、超期"})
    working_days = fields.Integer(required=True, metadata={"description": "本级用时（工作日）"})
    next_follow_up_on = fields.Date(required=True, allow_none=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)
    approved = fields.Boolean(required=True, allow_none=True)
    answer = fields.String(required=True, allow_none=True)
    told_at = fields.AwareDateTime(required=True, allow_none=True)
    told_by = fields.String(required=True, allow_none=True)
    told_how = fields.String(required=True, allow_none=True)
    follow_ups = fields.List(fields.Nested(FollowUpView), required=True, metadata={"description": "跟踪"})
