"""Id number and phone as they come in; nothing here goes out."""

from marshmallow import Schema, fields, validate

CENTRE = {"description": "中心代码；只属于一个中心时可不填"}


class HolderSchema(Schema):
    resident_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=15, max=18))
    phone = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=7, max=20))


class FindTickets(HolderSchema):
    centre = fields.String(load_default=None, metadata=CENTRE)
