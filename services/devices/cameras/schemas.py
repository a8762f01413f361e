"""Counts, states and gaps as people see them."""

from __future__ import annotations

from marshmallow import Schema, fields

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
    began_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(allow_none=True)


class GapQuery(PageQuery):
    centre = fields.String(required=True)
