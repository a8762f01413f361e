"""What the agents' routes take and give."""

from marshmallow import Schema, fields, validate


class RecordAbsence(Schema):
    agent_id = fields.String(required=True, validate=validate.Length(min=1, max=36))
    from_day = fields.Date(required=True)
    until_day = fields.Date(required=True, metadata={"description": "最后一天，含当日"})
    reason = fields.String(required=True, validate=validate.Length(min=1, max=100))


class AbsenceView(Schema):
    id = fields.String(required=True)
    agent_id = fields.String(required=True)
    from_day = fields.Date(required=True)
    until_day = fields.Date(required=True)
    reason = fields.String(required=True)
    recorded_at = fields.AwareDateTime(required=True)
    recorded_by = fields.String(required=True)
    version = fields.Integer(required=True)


class DutyQuery(Schema):
    on = fields.Date(load_default=None, metadata={"description": "哪一天，缺省为今天"})


class DutyView(Schema):
    agent_id = fields.String(allow_none=True, required=True)
    post = fields.String(allow_none=True, required=True)
    why = fields.String(required=True)
