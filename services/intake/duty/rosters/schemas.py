"""The roster over HTTP."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from services.intake.casework.cases.schemas import words
from services.intake.duty.rosters.rules import Shift

CENTRE = {"description": "中心代码；只属于一个中心时可不填"}


class ShiftBody(Schema):
    start = fields.Time(required=True, format="%H:%M")
    end = fields.Time(required=True, format="%H:%M")
    window = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=99))
    clerk = words(60, metadata={"description": "轮值人员（用户名）"})

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["start"] >= data["end"]:
            raise ValidationError("开始时间应早于结束时间", "end")

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Shift:
        return Shift(**data)


class SetRoster(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    shifts = fields.List(fields.Nested(ShiftBody), required=True, validate=validate.Length(max=100))


class ShiftView(Schema):
    day = fields.Date(required=True)
    start = fields.Time(required=True, format="%H:%M")
    end = fields.Time(required=True, format="%H:%M")
    window = fields.Integer(required=True)
    clerk = fields.String(required=True)


class RosterQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    first = fields.Date(load_default=None, data_key="from", metadata={"description": "不填为今天"})
    last = fields.Date(load_default=None, data_key="until", metadata={"description": "不填为起日之后四周"})

    @validates_schema
    def bounded(self, data: dict[str, Any], **_: Any) -> None:
        first, last = data["first"], data["last"]
        if first and last and not 0 <= (last - first).days <= 366:
            raise ValidationError("止日应不早于起日，且不超过一年", "until")


class RosterView(Schema):
    shifts = fields.List(fields.Nested(ShiftView), required=True)
