"""Ratings from outside."""

from marshmallow import Schema, fields

from libs.common.http import PageQuery


class RatingQuery(PageQuery):
    centre = fields.String(load_default=None)
    window = fields.Integer(load_default=None)
    level = fields.String(load_default=None)


class RatingView(Schema):
    id = fields.String(required=True)
    handling_id = fields.String(required=True)
    window = fields.Integer(required=True)
    level = fields.String(required=True)
    indicators = fields.List(fields.String(), required=True)
    channel = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
