"""Programmes, ticker, plays and boards over HTTP."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_dump, validate, validates_schema

from libs.common.http import PageQuery
from services.devices.signage.rules import FLASH_LIFETIME, TARGETS


class PutProgramme(Schema):
    class Meta:
        unknown = RAISE

    centre = fields.String(required=True, validate=validate.Length(min=1, max=32))
    text = fields.String(required=True, validate=validate.Length(min=1, max=500))
    priority = fields.Integer(load_default=3, validate=validate.Range(min=1, max=4))
    from_at = fields.AwareDateTime(required=True)
    until_at = fields.AwareDateTime(required=True)
    hours = fields.String(load_default="00:00-24:00")
    weekdays = fields.List(
        fields.Integer(strict=True, validate=validate.Range(min=1, max=7)), load_default=list,
        validate=validate.Length(max=7), metadata={"description": "1 = 星期一 … 7 = 星期日；空 = 每天"},
    )  # fmt: skip
    seconds = fields.Integer(load_default=10, strict=True, validate=validate.Range(min=3, max=600))
    target_kind = fields.String(load_default="centre", validate=validate.OneOf(TARGETS))
    target = fields.String(load_default="", validate=validate.Length(max=48))

    @validates_schema
    def check_period(self, data: dict[str, object], **_: object) -> None:
        if data["from_at"] >= data["until_at"]:  # type: ignore[operator]
            raise ValidationError("结束时间应晚于开始时间", "until_at")


class ProgrammeView(Schema):
    centre = fields.String(required=True)
    code = fields.String(required=True)
    text = fields.String(required=True)
    priority = fields.Integer(required=True)
    from_at = fields.AwareDateTime(required=True)
    until_at = fields.AwareDateTime(required=True)
    hours = fields.String(required=True)
    weekdays = fields.List(fields.Integer(), required=True)
    seconds = fields.Integer(required=True)
    target_kind = fields.String(required=True)
    target = fields.String(required=True)
    version = fields.Integer(required=True)


class ProgrammesView(Schema):
    items = fields.List(fields.Nested(ProgrammeView), required=True)


class ProgrammeQuery(Schema):
    centre = fields.String(required=True)


class PutTicker(Schema):
    class Meta:
        unknown = RAISE

    centre = fields.String(required=True, validate=validate.Length(min=1, max=32))
    text = fields.String(required=True, validate=validate.Length(max=200))
    until_at = fields.AwareDateTime(load_default=None, allow_none=True)


class TickerView(Schema):
    centre = fields.String(required=True)
    text = fields.String(required=True)
    until_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer(required=True)


class LedView(Schema):
    terminal_id = fields.String(required=True)
    flash_writes = fields.Integer(required=True, metadata={"description": "闪存累计写入次数"})
    flash_digest = fields.String(allow_none=True)
    written_at = fields.AwareDateTime(allow_none=True)
    pending = fields.Boolean(required=True, metadata={"description": "新节目尚未写入闪存"})
    at = fields.AwareDateTime(required=True)
    flash_worn_percent = fields.Float(dump_only=True)

    @post_dump
    def add_wear(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        return data | {"flash_worn_percent": round(100 * data["flash_writes"] / FLASH_LIFETIME, 3)}


class LedsView(Schema):
    items = fields.List(fields.Nested(LedView), required=True)


class PlayView(Schema):
    terminal_id = fields.String(required=True)
    code = fields.String(required=True)
    day = fields.Date(required=True)
    times = fields.Integer(required=True)
    first_at = fields.AwareDateTime(required=True)
    last_at = fields.AwareDateTime(required=True)


class PlayQuery(PageQuery):
    centre = fields.String(required=True)
    from_day = fields.Date(load_default=None)
    until_day = fields.Date(load_default=None)
    code = fields.String(load_default=None)
    terminal_id = fields.String(load_default=None)
