"""What the routes of findings take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.appointments.booking.schemas import CENTRE
from services.intake.casework.cases.schemas import words
from services.intake.quality.survey_findings.rules import State


class OpenFinding(Schema):
    problem = words(500)
    responsible = words(60, metadata={"description": "整改责任人（用户名）"})
    question = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(min=1))
    window = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(min=1, max=99))
    until = fields.Date(load_default=None, allow_none=True, metadata={"description": "不填为设定的工作日数"})


class Rectify(Schema):
    measures = words(500, metadata={"description": "整改措施和结果"})


class FollowUp(Schema):
    settled = fields.Boolean(required=True, metadata={"description": "复查合格，销号"})
    words = words(500)


class FindingQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    survey = fields.String(load_default=None, validate=validate.Length(max=36))
    overdue = fields.Boolean(load_default=False, metadata={"description": "仅逾期未整改的"})


class FindingView(Schema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    survey_id = fields.String(required=True)
    question = fields.Integer(required=True, allow_none=True)
    problem = fields.String(required=True)
    window = fields.Integer(required=True, allow_none=True)
    responsible = fields.String(required=True)
    opened_at = fields.AwareDateTime(required=True)
    opened_by = fields.String(required=True)
    rectify_by = fields.Date(required=True)
    derivation = fields.String(required=True)
    provisional = fields.Boolean(required=True)
    measures = fields.String(required=True, allow_none=True)
    rectified_at = fields.AwareDateTime(required=True, allow_none=True)
    rectified_by = fields.String(required=True, allow_none=True)
    closing_words = fields.String(required=True, allow_none=True, metadata={"description": "最近一次复查的话"})
    closed_at = fields.AwareDateTime(required=True, allow_none=True)
    closed_by = fields.String(required=True, allow_none=True)
    rounds = fields.Integer(required=True, metadata={"description": "复查退回次数"})
