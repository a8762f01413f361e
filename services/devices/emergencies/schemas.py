"""Emergencies over HTTP."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from libs.common.http import PageQuery


class RaiseEmergency(Schema):
    class Meta:
        unknown = RAISE

    centre = fields.String(required=True, validate=validate.Length(min=1, max=32))
    text = fields.String(
        required=True,
        validate=[
            validate.Length(min=1, max=200),
            validate.Regexp(r"[^\x00-\x1f\x7f]*\Z", error="不能含换行和控制字符"),
        ],
    )
    reason = fields.String(required=True, validate=validate.Length(min=2, max=200))
    until_at = fields.AwareDateTime(load_default=None, allow_none=True, metadata={"description": "空 = 直到人工结束"})


class EndEmergency(Schema):
    class Meta:
        unknown = RAISE

    reason = fields.String(required=True, validate=validate.Length(min=2, max=200))


class BoardView(Schema):
    terminal_id = fields.String(required=True)
    shown_at = fields.AwareDateTime(allow_none=True, metadata={"description": "大屏确认显示的时间；空 = 未确认"})
    failure = fields.String(allow_none=True)
    unconfirmed_since = fields.AwareDateTime(attribute="raised_at", allow_none=True)


class EmergencyView(Schema):
    id = fields.String(required=True)
    centre = fields.String(required=True)
    text = fields.String(required=True)
    reason = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["in_force", "ended", "lapsed"]))
    raised_at = fields.AwareDateTime(required=True)
    raised_by = fields.String(required=True)
    until_at = fields.AwareDateTime(required=True)
    over_at = fields.AwareDateTime(allow_none=True)
    over_by = fields.String(allow_none=True)
    over_reason = fields.String(allow_none=True)
    version = fields.Integer(required=True)


class EmergencyDetail(EmergencyView):
    confirmed = fields.Integer(required=True, metadata={"description": "已确认显示的大屏数"})
    boards = fields.List(fields.Nested(BoardView), required=True)


class EmergencyQuery(PageQuery):
    centre = fields.String(required=True)
    state = fields.String(load_default=None, validate=validate.OneOf(["in_force", "ended", "lapsed"]))


class UnconfirmedView(BoardView):
    emergency_id = fields.String(required=True)


class UnconfirmedQuery(PageQuery):
    centre = fields.String(required=True)
