"""What the dispatch routes take."""

from marshmallow import Schema, fields, validate


class DispatchPetition(Schema):
    unit = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 16))
    county_due_on = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "上级派单自带的期限"}
    )


class RedispatchPetition(Schema):
    unit = fields.String(required=True, validate=validate.Length(1, 16))
