"""What the queue looks like from outside."""

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.queue.rules import STATES

CENTRE = {"description": "中心代码；只属于一个中心时可不填"}


class IssueTicket(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    business_class = fields.String(required=True, validate=validate.Length(min=1, max=8))
    priority_ground = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=200))
    resident_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=15, max=18))
    phone = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=7, max=20))


class WindowKey(Schema):
    """A key of the caller, pressed on the clerk's page. ``ticket_id``: the ticket that the clerk sees."""

    centre = fields.String(load_default=None, metadata=CENTRE)
    ticket_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=36))


class WindowKeyWithReason(WindowKey):
    reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=200))


class CallNumber(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    number = fields.String(required=True, validate=validate.Length(min=1, max=8))


class Nothing(Schema):
    """No body."""


class Transfer(Schema):
    """Exactly one of ``business_class``, ``window`` and ``person`` (a login)."""

    business_class = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=8))
    window = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=1))
    person = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=60))
    reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=200))


class CloseQueue(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)


class Closed(Schema):
    voided = fields.Integer(required=True)


class TicketQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    date = fields.Date(load_default=None, metadata={"description": "不填为今天"})
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    business_class = fields.String(load_default=None, validate=validate.Length(max=8))
    window = fields.Integer(load_default=None, validate=validate.Range(min=1))
    number = fields.String(load_default=None, validate=validate.Length(max=8))


class QueueQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)


class TicketView(Schema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    business_class = fields.String(required=True, attribute="prefix")
    class_name = fields.String(required=True)
    service_date = fields.Date(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    version = fields.Integer(required=True)
    channel = fields.String(required=True)
    priority_ground = fields.String(required=True, allow_none=True)
    print_outcome = fields.String(required=True, allow_none=True)
    window = fields.Integer(required=True, allow_none=True)
    clerk = fields.String(required=True, allow_none=True)
    for_window = fields.Integer(required=True, allow_none=True, metadata={"description": "只等这个窗口"})
    for_clerk = fields.String(required=True, allow_none=True, metadata={"description": "只等这位经办人"})
    calls = fields.Integer(required=True)
    misses = fields.Integer(required=True)
    issued_at = fields.AwareDateTime(required=True)
    called_at = fields.AwareDateTime(required=True, allow_none=True)
    served_at = fields.AwareDateTime(required=True, allow_none=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)


class IssuedTicketView(TicketView):
    ahead = fields.Integer(required=True, metadata={"description": "前方等待人数"})


class PeriodView(Schema):
    state = fields.String(required=True)
    started_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    window = fields.Integer(required=True, allow_none=True)
    clerk = fields.String(required=True, allow_none=True)


class TicketHistory(TicketView):
    periods = fields.List(fields.Nested(PeriodView), required=True)


class WaitingView(Schema):
    business_class = fields.String(required=True)
    class_name = fields.String(required=True)
    waiting = fields.Integer(required=True)


class AtWindowView(Schema):
    window = fields.Integer(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True, allow_none=True, metadata={"description": "空表示窗口空闲"})
    number = fields.String(required=True, allow_none=True)
    ticket_id = fields.String(required=True, allow_none=True)
    duty = fields.String(required=True, validate=validate.OneOf(("open", "paused", "closed")))
    held = fields.List(fields.String(), required=True, metadata={"description": "本窗口挂起的号码"})


class QueueView(Schema):
    centre = fields.String(required=True)
    service_date = fields.Date(required=True)
    open = fields.Boolean(required=True)
    classes = fields.List(fields.Nested(WaitingView), required=True)
    windows = fields.List(fields.Nested(AtWindowView), required=True)
