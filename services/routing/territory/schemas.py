"""What the territory routes take and give."""

from marshmallow import Schema, fields


class TerritoryQuery(Schema):
    centre = fields.String(required=True)
    on = fields.Date(load_default=None, metadata={"description": "哪一天的区划，缺省为今天"})


class VillageView(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    full_name = fields.String(required=True)
    size_class = fields.String(required=True)
    area_office = fields.String(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(allow_none=True)
    predecessor = fields.String(allow_none=True)


class AreaOfficeView(Schema):
    name = fields.String(required=True)
    villages = fields.List(fields.Nested(VillageView()), required=True)


class TerritoryView(Schema):
    centre = fields.String(required=True)
    division = fields.String(required=True)
    town = fields.String(required=True)
    on = fields.Date(required=True)
    area_offices = fields.List(fields.Nested(AreaOfficeView()), required=True)
