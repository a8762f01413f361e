"""What the position page is told."""

from marshmallow import Schema, fields, validate

from services.intake.hall.holders.schemas import HolderSchema
from services.intake.hall.positions.rules import MOST_PLACES
from services.intake.hall.queue.rules import STATES


class PositionView(Schema):
    number = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    ahead = fields.Integer(required=True, allow_none=True, metadata={"description": "前方等待人数；不在等候时为空"})
    estimated_seconds = fields.Integer(
        required=True, allow_none=True, metadata={"description": "预计还要等候的秒数；没有窗口办理时为空"}
    )
    window = fields.Integer(required=True, allow_none=True, metadata={"description": "已叫号时前往的窗口"})
    notice_at = fields.Integer(required=True, metadata={"description": "排到第几位时提醒"})
    near = fields.Boolean(required=True, metadata={"description": "已提醒"})
    at = fields.AwareDateTime(required=True)


class ChooseNotice(Schema):
    places = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=MOST_PLACES))


class PutHolder(HolderSchema):
    """An id number or a phone, typed by the person; it is not given out again."""
