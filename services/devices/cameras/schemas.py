"""Counts, states and gaps as people see them."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from libs.common.http import PageQuery


class CountView(Schema):
    terminal_id = fields.String(required=True)
    zone = fields.String(required=True)
    counted_from = fields.AwareDateTime(required=True)
    counted_until = fields.AwareDateTime(required=True)
    entered = fields.Integer(required=True)
    left = fields.Integer(required=True)
    present = fields.Integer(required=True)


class CountsView(Schema):
    items = fields.List(fields.Nested(CountView), required=True)


class CentreQuery(Schema):
    centre = fields.String(required=True)


class GapView(Schema):
    terminal_id = fields.String(required=True)
    reason = fields.String(allow_none=True)
    began_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(allow_none=True)


class GapQuery(PageQuery):
    centre = fields.String(required=True)


class CountGapView(Schema):
    terminal_id = fields.String(required=True)
    zone = fields.String(required=True)
    from_at = fields.AwareDateTime(required=True)
    until_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True)


class CameraView(Schema):
    terminal_id = fields.String(required=True)
    place = fields.String()
    agent_online = fields.Boolean(required=True)
    online = fields.Boolean(required=True, metadata={"description": "代理在线且画面正常"})
    last_frame_at = fields.AwareDateTime(allow_none=True)
    tampered = fields.Boolean(allow_none=True)
    reason = fields.String(allow_none=True)
    at = fields.AwareDateTime(allow_none=True)


class CamerasView(Schema):
    items = fields.List(fields.Nested(CameraView), required=True)


class AskSnapshot(Schema):
    class Meta:
        unknown = RAISE

    reason = fields.String(required=True, validate=validate.Length(min=2, max=200))


class AskedView(Schema):
    command_id = fields.String(required=True)


class SnapshotView(Schema):
    id = fields.String(required=True)
    terminal_id = fields.String(required=True)
    ref = fields.String(required=True, metadata={"description": "图片所在的网址或路径；图片不经本系统"})
    sha256 = fields.String(required=True)
    size = fields.Integer(required=True)
    taken_at = fields.AwareDateTime(required=True)
