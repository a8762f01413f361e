"""The sheet over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from libs.common.http import PageQuery
from services.intake.casework.cases.schemas import words
from services.intake.duty.attendance.figures import LONGEST_DAYS
from services.intake.duty.attendance.rules import STATES
from services.intake.duty.leaves.rules import KINDS
from services.intake.hall.windows.schemas import CENTRE


class SignIn(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    window = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(min=1, max=99),
        metadata={"description": "坐在哪个窗口；已暂停或关闭的随即开放"},
    )  # fmt: skip


class SignOut(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)


class Correct(Schema):
    """What is not given stays as it is; null takes a time away."""

    in_at = fields.AwareDateTime(allow_none=True)
    out_at = fields.AwareDateTime(allow_none=True)
    reason = words(200)


class AttendanceView(Schema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    centre = fields.String(required=True)
    login = fields.String(required=True)
    name = fields.String(required=True)
    day = fields.Date(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    extended = fields.Boolean(required=True, metadata={"description": "延时轮值，单独计"})
    window = fields.Integer(required=True, allow_none=True)
    signed_in_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"description": "实际按下的时间"})
    signed_out_at = fields.AwareDateTime(required=True, allow_none=True)
    in_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"description": "计入的时间，可由负责人更正"})
    out_at = fields.AwareDateTime(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    late_minutes = fields.Integer(required=True)
    early_minutes = fields.Integer(required=True)
    no_sign_out = fields.Boolean(required=True)


class CorrectionView(Schema):
    no = fields.Integer(required=True)
    field = fields.String(required=True)
    was = fields.AwareDateTime(required=True, allow_none=True)
    becomes = fields.AwareDateTime(required=True, allow_none=True)
    reason = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class AttendanceInFull(AttendanceView):
    corrections = fields.List(fields.Nested(CorrectionView), required=True)


class SheetQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    date = fields.Date(load_default=None, metadata={"description": "不填为今天"})
    person = fields.String(load_default=None, validate=validate.Length(max=60))


class FiguresQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    first = fields.Date(required=True, data_key="from")
    last = fields.Date(required=True, data_key="until")
    person = fields.String(load_default=None, validate=validate.Length(max=60))

    @validates_schema
    def bounded(self, data: dict[str, Any], **_: Any) -> None:
        first: date = data["first"]
        if not 0 <= (data["last"] - first).days < LONGEST_DAYS:
            raise ValidationError(f"止日应不早于起日，且不超过{LONGEST_DAYS}天", "until")


class SessionsView(Schema):
    sessions = fields.Integer(required=True, metadata={"description": "应到班次"})
    at = fields.Integer(required=True)
    late = fields.Integer(required=True)
    late_minutes = fields.Integer(required=True)
    early = fields.Integer(required=True)
    early_minutes = fields.Integer(required=True)
    absent = fields.Integer(required=True)
    leave = fields.Integer(required=True)
    out = fields.Integer(required=True)
    expected = fields.Integer(required=True, metadata={"description": "尚未结束的班次"})
    no_sign_out = fields.Integer(required=True)


class PersonFigures(Schema):
    login = fields.String(required=True)
    name = fields.String(required=True)
    regular = fields.Nested(SessionsView, required=True)
    extended = fields.Nested(SessionsView, required=True)
    leave_half_days = fields.Integer(required=True, metadata={"description": "请假半天数，只计工作日"})
    leave = fields.Dict(
        keys=fields.String(validate=validate.OneOf(list(KINDS))), values=fields.Integer(), required=True,
        metadata={"description": "按假别的半天数"},
    )  # fmt: skip
    outings = fields.Integer(required=True)
    outing_minutes = fields.Integer(required=True, metadata={"description": "临时外出占用正常班次的分钟数"})
    off_post = fields.Integer(required=True, metadata={"description": "巡查发现的不在岗，不含已登记去向或已撤销的"})


class FiguresView(Schema):
    rows = fields.List(fields.Nested(PersonFigures), required=True)
