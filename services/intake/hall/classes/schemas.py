"""Limits of classes and priority grounds over HTTP."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

CENTRE = {"description": "中心代码；只属于一个中心时可不填"}
CLOCK = validate.Regexp(r"^([01]\d|2[0-3]):[0-5]\d$", error="应为 08:30 这样的时间")
SOME = validate.Range(min=1, max=9999)


class BandView(Schema):
    from_ = fields.String(required=True, validate=CLOCK, data_key="from", attribute="from")
    until = fields.String(required=True, validate=CLOCK)
    tickets = fields.Integer(required=True, validate=validate.Range(min=0, max=9999))

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["from"] >= data["until"]:
            raise ValidationError("开始时间应早于结束时间", "from")


class HoursView(Schema):
    weekday = fields.Integer(required=True, validate=validate.Range(min=1, max=7), metadata={"description": "1为周一"})
    from_ = fields.String(required=True, validate=CLOCK, data_key="from", attribute="from")
    until = fields.String(required=True, validate=CLOCK)

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["from"] >= data["until"]:
            raise ValidationError("开始时间应早于结束时间", "from")


class SetRule(Schema):
    """All of a class's limits; what is left out is no limit."""

    centre = fields.String(load_default=None, metadata=CENTRE)
    daily_cap = fields.Integer(load_default=None, allow_none=True, validate=SOME)
    hours = fields.List(fields.Nested(HoursView), load_default=list, validate=validate.Length(max=28))
    bands = fields.List(fields.Nested(BandView), load_default=list, validate=validate.Length(max=24))
    stop_minutes = fields.Integer(load_default=0, validate=validate.Range(min=0, max=240))
    alarm_waiting = fields.Integer(load_default=None, allow_none=True, validate=SOME)
    alarm_minutes = fields.Integer(load_default=None, allow_none=True, validate=SOME)

    @validates_schema
    def apart(self, data: dict[str, Any], **_: Any) -> None:
        bands = sorted(data.get("bands", []), key=lambda band: band["from"])
        if any(later["from"] < earlier["until"] for earlier, later in pairwise(bands)):
            raise ValidationError("时段不能重叠", "bands")


class RuleQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)


class RuleView(Schema):
    business_class = fields.String(required=True, attribute="prefix")
    daily_cap = fields.Integer(required=True, allow_none=True)
    hours = fields.List(fields.Nested(HoursView), required=True, metadata={"description": "空表示随窗口开放"})
    bands = fields.List(fields.Nested(BandView), required=True)
    stop_minutes = fields.Integer(required=True)
    alarm_waiting = fields.Integer(required=True, allow_none=True)
    alarm_minutes = fields.Integer(required=True, allow_none=True)
    version = fields.Integer(required=True)


class SetGround(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    reason = fields.String(required=True, validate=validate.Length(min=1, max=200))
    weight = fields.Integer(load_default=1, validate=validate.Range(min=1, max=9))
    active = fields.Boolean(load_default=True)


class GroundView(Schema):
    name = fields.String(required=True)
    reason = fields.String(required=True)
    weight = fields.Integer(required=True)
    active = fields.Boolean(required=True)


class GroundQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    first = fields.Date(load_default=None, data_key="from", metadata={"description": "不填为今天"})
    last = fields.Date(load_default=None, data_key="until", metadata={"description": "不填为今天"})


class GroundUsed(GroundView):
    issued = fields.Integer(required=True)
    finished = fields.Integer(required=True)
    missed = fields.Integer(required=True)
    voided = fields.Integer(required=True)


class GroundsUsed(Schema):
    grounds = fields.List(fields.Nested(GroundUsed), required=True)
