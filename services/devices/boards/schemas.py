"""A board over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields


class BoardQuery(Schema):
    centre = fields.String(required=True)


class BoardView(Schema):
    board = fields.String(required=True)
    centre = fields.String(required=True)
    revision = fields.Integer(required=True)
    content = fields.Dict(required=True)
