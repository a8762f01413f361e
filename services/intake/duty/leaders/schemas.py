"""Duty leaders over HTTP."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from libs.common.http import PageQuery
from services.intake.casework.cases.schemas import words
from services.intake.duty.leaders.rules import State
from services.intake.hall.windows.schemas import CENTRE

LOGIN = validate.Length(min=1, max=60)


class RosterQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    first = fields.Date(load_default=None, data_key="from", metadata={"description": "不填为今天"})
    last = fields.Date(load_default=None, data_key="until", metadata={"description": "不填为起日之后四周"})

    @validates_schema
    def bounded(self, data: dict[str, Any], **_: Any) -> None:
        first, last = data["first"], data["last"]
        if first and last and not 0 <= (last - first).days <= 366:
            raise ValidationError("止日应不早于起日，且不超过一年", "until")


class LeaderView(Schema):
    day = fields.Date(required=True)
    login = fields.String(required=True)
    name = fields.String(required=True)
    post = fields.String(required=True, allow_none=True)


class LeaderRoster(Schema):
    days = fields.List(fields.Nested(LeaderView), required=True)


class LeaderOfDay(Schema):
    day = fields.Date(required=True)
    login = fields.String(required=True, allow_none=True, validate=LOGIN, metadata={"description": "空为取消"})


class SetLeaders(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    days = fields.List(fields.Nested(LeaderOfDay), required=True, validate=validate.Length(min=1, max=100))


class PublicQuery(Schema):
    centre = fields.String(load_default=None)


class PublicLeader(Schema):
    day = fields.Date(required=True)
    name = fields.String(required=True, allow_none=True)
    post = fields.String(required=True, allow_none=True)


class AskSwap(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    day = fields.Date(required=True, metadata={"description": "本人的值班日"})
    asked = fields.String(required=True, validate=LOGIN, metadata={"description": "请谁值（用户名）"})
    other_day = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "换来对方的哪一天，不填为只请代值"}
    )
    reason = words(200)


class SwapView(Schema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    day = fields.Date(required=True)
    other_day = fields.Date(required=True, allow_none=True)
    asker = fields.String(required=True)
    asked = fields.String(required=True)
    reason = fields.String(required=True)
    asked_at = fields.AwareDateTime(required=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)
    answer_reason = fields.String(required=True, allow_none=True)


class SwapQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    mine = fields.Boolean(load_default=False)
