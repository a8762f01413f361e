"""What the queue looks like from outside."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from libs.common.http import PageQuery
from services.intake.hall.queue.rules import STATES

CENTRE = {"description": "中心代码；只属于一个中心时可不填"}


class Matter(Schema):
    """A further matter of a visit: a class, an item of the catalogue, or both."""

    business_class = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=8))
    item_code = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=40))

    @validates_schema
    def something(self, data: dict[str, Any], **_: Any) -> None:
        if not data.get("business_class") and not data.get("item_code"):
            raise ValidationError("请指明号类或事项", "business_class")


class IssueTicket(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    business_class = fields.String(required=True, validate=validate.Length(min=1, max=8))
    items = fields.List(
        fields.String(validate=validate.Length(min=1, max=40)), load_default=list, validate=validate.Length(max=10),
        metadata={"description": "本次办理的事项编码"},
    )  # fmt: skip
    further = fields.List(
        fields.Nested(Matter), load_default=list, validate=validate.Length(max=10),
        metadata={"description": "同一号码上接着办理的其他事项"},
    )  # fmt: skip
    priority_ground = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=200))
    resident_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=15, max=18))
    phone = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=7, max=20))


class AddMatter(Matter):
    """A matter that the person asks for at the window."""


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
    matter = fields.Integer(required=True, metadata={"description": "正在等候或办理第几项事项"})
    issued_at = fields.AwareDateTime(required=True)
    estimated_seconds = fields.Integer(
        required=True, allow_none=True, metadata={"description": "取号时告知的预计等候秒数"}
    )
    called_at = fields.AwareDateTime(required=True, allow_none=True)
    served_at = fields.AwareDateTime(required=True, allow_none=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)


class IssuedTicketView(TicketView):
    ahead = fields.Integer(required=True, metadata={"description": "前方等待人数"})
    position_token = fields.String(required=True, metadata={"description": "排队进度的密钥，当日有效"})
    position_url = fields.String(
        required=True, allow_none=True, metadata={"description": "排队进度页；未设公开地址时为空"}
    )


class MatterView(Schema):
    seq = fields.Integer(required=True)
    business_class = fields.String(required=True, attribute="prefix")
    class_name = fields.String(required=True)
    items = fields.List(fields.String(), required=True)
    state = fields.String(required=True, validate=validate.OneOf(("open", "done")))
    window = fields.Integer(required=True, allow_none=True)
    clerk = fields.String(required=True, allow_none=True)
    waiting_seconds = fields.Integer(required=True)
    handling_seconds = fields.Integer(required=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)


class PeriodView(Schema):
    state = fields.String(required=True)
    matter = fields.Integer(required=True)
    started_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    window = fields.Integer(required=True, allow_none=True)
    clerk = fields.String(required=True, allow_none=True)


class TicketHistory(TicketView):
    periods = fields.List(fields.Nested(PeriodView), required=True)
    matters = fields.List(fields.Nested(MatterView), required=True)


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
