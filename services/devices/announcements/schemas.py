"""Announcements over HTTP."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from libs.common.http import PageQuery
from services.devices.announcements.rules import BOARD, BODY, CATEGORIES, FORMS, STATES, TITLE, plain_fault


def plain(longest: int, **options: Any) -> fields.String:
    return fields.String(validate=[validate.Length(min=1, max=longest), _plain], **options)


def _plain(text: str) -> None:
    if fault := plain_fault(text):
        raise ValidationError(fault)


class WriteAnnouncement(Schema):
    class Meta:
        unknown = RAISE

    centre = fields.String(required=True, validate=validate.Length(min=1, max=32))
    form = fields.String(load_default="announcement", validate=validate.OneOf(FORMS, FORMS.values()))
    category = fields.String(required=True, validate=validate.OneOf(CATEGORIES, CATEGORIES.values()))
    title = plain(TITLE, required=True)
    body = plain(BODY, required=True)
    board_text = plain(BOARD, load_default=None, allow_none=True)
    valid_from = fields.AwareDateTime(required=True)
    valid_until = fields.AwareDateTime(required=True)

    @validates_schema
    def check_period(self, data: dict[str, Any], **_: object) -> None:
        if data["valid_from"] >= data["valid_until"]:
            raise ValidationError("结束时间应晚于开始时间", "valid_until")


class Withdraw(Schema):
    class Meta:
        unknown = RAISE

    reason = fields.String(required=True, validate=validate.Length(min=2, max=200))


class PublicView(Schema):
    """What anybody may read."""

    id = fields.String(required=True)
    form = fields.String(required=True)
    category = fields.String(required=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    valid_from = fields.AwareDateTime(required=True)
    valid_until = fields.AwareDateTime(required=True)
    published_at = fields.AwareDateTime(allow_none=True)


class AnnouncementView(PublicView):
    centre = fields.String(required=True)
    board_text = fields.String(allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    drafted_at = fields.AwareDateTime(required=True)
    drafted_by = fields.String(required=True)
    published_by = fields.String(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    withdrawn_by = fields.String(allow_none=True)
    withdrawn_reason = fields.String(allow_none=True)
    version = fields.Integer(required=True)


class AnnouncementQuery(PageQuery):
    centre = fields.String(required=True)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    category = fields.String(load_default=None, validate=validate.OneOf(CATEGORIES))


class PublicQuery(PageQuery):
    centre = fields.String(required=True)
    category = fields.String(load_default=None, validate=validate.OneOf(CATEGORIES))
