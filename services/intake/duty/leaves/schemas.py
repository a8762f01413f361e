"""Leave over HTTP. Of what kind it is, and why, is seen by the person and by those in charge alone."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.casework.cases.schemas import words
from services.intake.duty.leaves.rules import KINDS, Half, State
from services.intake.hall.windows.schemas import CENTRE

HALF = validate.OneOf([half.value for half in Half])
STAND_IN = {"description": "顶岗人用户名；不填为各窗口的另一岗"}


class RequestLeave(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    login = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=60),
        metadata={"description": "谁请假，不填为本人；负责人可代为登记"},
    )  # fmt: skip
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    reason = words(200)
    first_day = fields.Date(required=True)
    first_half = fields.String(load_default=Half.AM.value, validate=HALF)
    last_day = fields.Date(required=True)
    last_half = fields.String(load_default=Half.PM.value, validate=HALF)
    stand_in = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60), metadata=STAND_IN)


class Approve(Schema):
    stand_in = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60), metadata=STAND_IN)
    uncovered_reason = words(
        200, load_default=None, allow_none=True, metadata={"description": "窗口无人顶岗仍须批准的理由，限中心主任"}
    )


class NameStandIn(Schema):
    stand_in = words(60, metadata={"description": "顶岗人用户名"})


class Decline(Schema):
    reason = words(200)


class Shorten(Schema):
    last_day = fields.Date(required=True)
    last_half = fields.String(required=True, validate=HALF)


class UncoveredView(Schema):
    day = fields.Date(required=True)
    start = fields.Time(required=True, format="%H:%M")
    end = fields.Time(required=True, format="%H:%M")
    window = fields.Integer(required=True)


class LeaveColumns(Schema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    centre = fields.String(required=True)
    state = fields.String(required=True)
    login = fields.String(required=True)
    name = fields.String(required=True)
    first_day = fields.Date(required=True)
    first_half = fields.String(required=True)
    last_day = fields.Date(required=True)
    last_half = fields.String(required=True)
    approved_until = fields.String(required=True, allow_none=True, metadata={"description": "销假前批准到何时"})
    stand_in = fields.String(required=True, allow_none=True)
    requested_by = fields.String(required=True)
    requested_at = fields.AwareDateTime(required=True)
    decided_by = fields.String(required=True, allow_none=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    cancelled_at = fields.AwareDateTime(required=True, allow_none=True)
    shortened_at = fields.AwareDateTime(required=True, allow_none=True)


class LeaveTold(LeaveColumns):
    """What a change answers. Answers are kept for a repeated key, in clear: nothing here tells of what kind it is."""

    uncovers = fields.List(
        fields.Nested(UncoveredView), required=True, metadata={"description": "待审批的：批准后将无人顶岗的班次"}
    )


class LeaveView(LeaveColumns):
    """A leave as the person and those in charge see it."""

    kind = fields.String(required=True)
    kind_words = fields.String(required=True)
    reason = fields.String(required=True)
    decline_reason = fields.String(required=True, allow_none=True)
    uncovered_reason = fields.String(required=True, allow_none=True)


class LeaveInFull(LeaveTold, LeaveView):
    """With what approving it would leave to nobody."""


class LeaveQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    person = fields.String(load_default=None, validate=validate.Length(max=60))
    first = fields.Date(load_default=None, data_key="from")
    last = fields.Date(load_default=None, data_key="until")
