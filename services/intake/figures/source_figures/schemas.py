"""What the figures at the source look like. Rates are per cent, null where there is nothing to divide by."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from services.intake.appointments.booking.schemas import CENTRE


class PeriodQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    first = fields.Date(required=True)
    last = fields.Date(required=True)

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        if not 0 <= (data["last"] - data["first"]).days <= 366:
            raise ValidationError("应为不超过一年的一段日子", "last")


class TallyCount(Schema):
    kind = fields.String(required=True)
    channel = fields.String(required=True)
    quantity = fields.Integer(required=True)


class CaseCount(Schema):
    registered = fields.Integer(required=True, metadata={"description": "接件"})
    accepted = fields.Integer(required=True, metadata={"description": "受理"})
    completed = fields.Integer(required=True, metadata={"description": "办结"})
    completion_rate = fields.Float(required=True, allow_none=True, metadata={"description": "办结率"})


class AgencyCount(Schema):
    kind = fields.String(required=True)
    title = fields.String(required=True)
    accepted = fields.Integer(required=True)
    completed = fields.Integer(required=True)
    completion_rate = fields.Float(required=True, allow_none=True)


class SourceFigures(Schema):
    consultations = fields.Integer(required=True, metadata={"description": "咨询人次"})
    certificates = fields.Integer(required=True, metadata={"description": "开具证明"})
    copies = fields.Integer(required=True, metadata={"description": "免费复印"})
    phone_calls = fields.Integer(required=True)
    back_office = fields.Integer(required=True)
    tallies = fields.List(fields.Nested(TallyCount), required=True, metadata={"description": "按种类和渠道"})
    cases = fields.Nested(CaseCount, required=True)
    online = fields.Nested(CaseCount, required=True, metadata={"description": "其中网上申请"})
    agency = fields.List(fields.Nested(AgencyCount), required=True, metadata={"description": "代办事项分类"})
    agency_accepted = fields.Integer(required=True)
    agency_completed = fields.Integer(required=True)
    agency_completion_rate = fields.Float(required=True, allow_none=True)


class WindowFigures(SourceFigures):
    window = fields.Integer(required=True)
    name = fields.String(required=True)


class SourceTable(Schema):
    centre = fields.String(required=True)
    first = fields.Date(required=True)
    last = fields.Date(required=True)
    whole = fields.Nested(SourceFigures, required=True)
    windows = fields.List(fields.Nested(WindowFigures), required=True)
