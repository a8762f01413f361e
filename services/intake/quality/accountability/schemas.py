"""What the routes of accountability take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.casework.cases.schemas import words
from services.intake.quality.accountability.actions import BY
from services.intake.quality.accountability.rules import DECISIONS, GROUNDS, State


class OpenComplaint(Schema):
    centre = fields.String(load_default=None, allow_none=True)
    reference = words(60, metadata={"description": "投诉编号，如 12345 工单号；一件一次"})
    window = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=99))
    person = words(60, load_default=None, allow_none=True, metadata={"description": "当事人用户名"})
    facts = words(400)


class Assign(Schema):
    person = words(60, metadata={"description": "当事人用户名"})


class Statement(Schema):
    statement = words(2000)


class Decision(Schema):
    decision = fields.String(required=True, validate=validate.OneOf(list(DECISIONS)))
    reason = words(1000)


class EntryQuery(PageQuery):
    centre = fields.String(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    ground = fields.String(load_default=None, validate=validate.OneOf(list(GROUNDS)))
    person = fields.String(load_default=None, validate=validate.Length(max=60))


class EntryView(Schema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    ground = fields.String(required=True)
    source_id = fields.String(required=True)
    window = fields.Integer(required=True)
    person = fields.String(required=True, allow_none=True)
    facts = fields.String(required=True)
    opened_at = fields.AwareDateTime(required=True)
    statement_by = fields.Date(required=True, allow_none=True)
    provisional = fields.Boolean(required=True, metadata={"description": "暂定：说明期限依据尚未公布的工作日历"})
    statement = fields.String(required=True, allow_none=True)
    stated_at = fields.AwareDateTime(required=True, allow_none=True)
    decision = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    decided_by = fields.String(required=True, allow_none=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)


class AppraisalQuery(Schema):
    centre = fields.String(load_default=None)
    first = fields.Date(required=True)
    last = fields.Date(required=True)
    by = fields.String(load_default="window", validate=validate.OneOf(list(BY)))


class AppraisalRow(Schema):
    key = fields.String(required=True, metadata={"description": "窗口号或用户名；空为尚未确定当事人"})
    total = fields.Integer(required=True)
    open = fields.Integer(required=True)
    cancelled = fields.Integer(required=True)
    grounds = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    decisions = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class Appraisal(Schema):
    rows = fields.List(fields.Nested(AppraisalRow), required=True)
