"""A question of the broker. Which fields come depends on its version: all are taken as text."""

from __future__ import annotations

from marshmallow import INCLUDE, Schema, fields


class Question(Schema):
    class Meta:
        unknown = INCLUDE

    username = fields.String(load_default="")
