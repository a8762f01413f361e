"""The whereabouts board over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.duty.whereabouts.rules import AT_POST, AWAY, LONGEST_PHONE, LONGEST_PLACE, LONGEST_POST, REASONS

CENTRE = {"description": "中心代码；只属于一个中心时可不填"}


class CentreQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)


class PutPlacard(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    post = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_POST))
    phone = fields.String(
        required=True, validate=validate.Regexp(rf"[0-9-]{{3,{LONGEST_PHONE}}}\Z"),
        metadata={"description": "公开的岗位电话"},
    )  # fmt: skip


class Leave(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    reason = fields.String(required=True, validate=validate.OneOf(REASONS))
    place = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=LONGEST_PLACE))
    until = fields.AwareDateTime(load_default=None, allow_none=True, metadata={"description": "预计返回时间"})
    stand_in = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=60), metadata={"description": "代岗人用户名"}
    )


class Return(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)


class PlacardView(Schema):
    slot = fields.Integer(required=True)
    login = fields.String(required=True)
    name = fields.String(required=True)
    post = fields.String(required=True)
    phone = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([AT_POST, AWAY]))
    reason = fields.String(required=True, allow_none=True)
    place = fields.String(required=True, allow_none=True)
    since = fields.AwareDateTime(required=True, allow_none=True)
    until = fields.AwareDateTime(required=True, allow_none=True)
    stand_in = fields.String(required=True, allow_none=True)
    stand_in_name = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True)


class PlacardsView(Schema):
    items = fields.List(fields.Nested(PlacardView), required=True)


class OutingQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    first = fields.Date(load_default=None, data_key="from", metadata={"description": "不填为今天"})
    last = fields.Date(load_default=None, data_key="until", metadata={"description": "不填为起日当天"})
    person = fields.String(load_default=None, validate=validate.Length(max=60))


class OutingView(Schema):
    id = fields.String(required=True)
    login = fields.String(required=True)
    reason = fields.String(required=True)
    place = fields.String(required=True, allow_none=True)
    since = fields.AwareDateTime(required=True)
    until = fields.AwareDateTime(required=True, allow_none=True)
    stand_in = fields.String(required=True, allow_none=True)
    registered_by = fields.String(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
