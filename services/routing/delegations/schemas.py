"""What the delegations' routes take and give."""

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.routing.delegations.rules import Outcome, State


class ReturnDelegation(Schema):
    outcome = fields.String(required=True, validate=validate.OneOf([outcome.value for outcome in Outcome]))
    reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))


class DelegationQuery(PageQuery):
    centre = fields.String(required=True)
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    village = fields.String(load_default=None)
    due_before = fields.Date(load_default=None, metadata={"description": "在此日之前到期，不含当日"})


class DelegationView(Schema):
    id = fields.String(required=True)
    centre = fields.String(required=True)
    case_id = fields.String(required=True)
    case_number = fields.String(required=True)
    item_code = fields.String(required=True)
    item_name = fields.String(required=True)
    applicant = fields.String(required=True, metadata={"description": "已脱敏"})
    village_code = fields.String(required=True)
    village_can_finish = fields.Boolean(required=True)
    agent_id = fields.String(required=True)
    post = fields.String(required=True)
    why = fields.String(required=True)
    state = fields.String(required=True)
    version = fields.Integer(required=True)
    due_on = fields.Date(required=True)
    provisional = fields.Boolean(required=True, metadata={"description": "暂定：期限依据尚未公布的工作日历"})
    outcome = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    opened_at = fields.AwareDateTime(required=True)
    taken_at = fields.AwareDateTime(allow_none=True)
    done_at = fields.AwareDateTime(allow_none=True)
    returned_at = fields.AwareDateTime(allow_none=True)
    recalled_at = fields.AwareDateTime(allow_none=True)


class MoveView(Schema):
    move = fields.String(required=True)
    origin = fields.String(allow_none=True)
    to = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    actor = fields.String(required=True)
    note = fields.String(allow_none=True)


class HistoryView(Schema):
    items = fields.List(fields.Nested(MoveView()), required=True)


class DecisionView(Schema):
    case_id = fields.String(required=True)
    village_code = fields.String(allow_none=True)
    outcome = fields.String(required=True)
    agent_id = fields.String(allow_none=True)
    post = fields.String(allow_none=True)
    why = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
