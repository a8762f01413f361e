"""Inspections and findings over HTTP."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from libs.common.http import PageQuery
from services.intake.casework.cases.schemas import words
from services.intake.duty.inspections.rules import RESULTS, Point, State
from services.intake.hall.windows.schemas import CENTRE

CODE = validate.Regexp(r"[a-z][a-z0-9_]{0,23}\Z", error="应为小写字母开头的代码，不超过24个字符")
DAYS = validate.Range(min=1, max=60)


class CentreQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)


class PointSchema(Schema):
    code = fields.String(required=True, validate=CODE)
    name = words(40)
    question = words(200)


class PointBody(PointSchema):
    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Point:
        return Point(**data)


class SetPoints(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    points = fields.List(
        fields.Nested(PointBody), required=True, validate=validate.Length(max=50),
        metadata={"description": "全部项目，按次序；空为恢复默认"},
    )  # fmt: skip

    @validates_schema
    def once(self, data: dict[str, Any], **_: Any) -> None:
        codes = [point.code for point in data["points"]]
        if len(codes) != len(set(codes)):
            raise ValidationError("项目代码重复", "points")


class Points(Schema):
    points = fields.List(fields.Nested(PointSchema), required=True)


class ResultBody(Schema):
    code = fields.String(required=True, validate=CODE)
    result = fields.String(required=True, validate=validate.OneOf(RESULTS))
    note = fields.String(load_default="", validate=validate.Length(max=200))


class FindingBody(Schema):
    point = fields.String(required=True, validate=CODE)
    words = words(500, metadata={"description": "什么问题"})
    window = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(min=1, max=99))
    person = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=60),
        metadata={"description": "涉及谁（用户名）"},
    )
    working_days = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=DAYS, metadata={"description": "几个工作日内整改"}
    )


class RecordInspection(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    inspected_at = fields.AwareDateTime(required=True)
    results = fields.List(fields.Nested(ResultBody), required=True, validate=validate.Length(max=50))
    findings = fields.List(fields.Nested(FindingBody), load_default=list, validate=validate.Length(max=50))
    note = fields.String(load_default="", validate=validate.Length(max=500))


class ResultView(ResultBody):
    name = fields.String(required=True)


class InspectionView(Schema):
    id = fields.String(required=True)
    centre = fields.String(required=True)
    day = fields.Date(required=True)
    inspected_at = fields.AwareDateTime(required=True)
    inspector = fields.String(required=True)
    results = fields.List(fields.Nested(ResultView), required=True)
    findings = fields.Integer(required=True)
    note = fields.String(required=True)
    recorded_at = fields.AwareDateTime(required=True)


class InspectionQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    first = fields.Date(load_default=None, data_key="from")
    last = fields.Date(load_default=None, data_key="until")


class FindingView(Schema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    centre = fields.String(required=True)
    state = fields.String(required=True)
    inspection_id = fields.String(required=True)
    day = fields.Date(required=True)
    point = fields.String(required=True)
    point_name = fields.String(required=True)
    words = fields.String(required=True)
    window = fields.Integer(required=True, allow_none=True)
    person = fields.String(required=True, allow_none=True)
    excused = fields.Boolean(required=True, metadata={"description": "当时已请假或登记外出，不计入考核"})
    opened_at = fields.AwareDateTime(required=True)
    due_on = fields.Date(required=True)
    provisional = fields.Boolean(required=True)
    derivation = fields.String(required=True)
    rounds = fields.Integer(required=True, metadata={"description": "核实不合格而退回的次数"})
    ended_at = fields.AwareDateTime(required=True, allow_none=True)


class ActView(Schema):
    no = fields.Integer(required=True)
    verb = fields.String(required=True)
    words = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class FindingInFull(FindingView):
    acts = fields.List(fields.Nested(ActView), required=True)


class InspectionInFull(InspectionView):
    found = fields.List(fields.Nested(FindingView), required=True)


class FindingQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    window = fields.Integer(load_default=None, validate=validate.Range(min=1, max=99))
    person = fields.String(load_default=None, validate=validate.Length(max=60))


class Act(Schema):
    words = words(500, metadata={"description": "怎样整改的、核实所见、退回或撤销的理由"})


class Reopen(Act):
    working_days = fields.Integer(load_default=None, allow_none=True, strict=True, validate=DAYS)
