"""What the routes of bookings take and give. Views are masked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from libs.common.http import PageQuery
from services.intake.appointments.booking.rules import State
from services.intake.casework.cases.schemas import ApplicantView, words

CENTRE = {"description": "中心代码；只有一个中心时可不填"}
CHANNELS = ("phone", "desk", "village")
LONGEST_BLACKOUT = timedelta(days=366)
WINDOW = validate.Range(min=1, max=99)


class RealName(Schema):
    """Who comes: bookings are by real name (实名预约)."""

    name = words(60)
    resident_id = words(40)
    phone = words(40)
    phone_relation = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=20),
        metadata={"description": "电话是谁的，如 本人、儿子"},
    )  # fmt: skip


class HoldPlace(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    item_code = words(40)
    starts_at = fields.AwareDateTime(required=True, metadata={"description": "时段开始时间"})
    applicant = fields.Nested(RealName, required=True)


class BookAtDesk(HoldPlace):
    channel = fields.String(load_default="phone", validate=validate.OneOf(CHANNELS))


class NumberAndCode(Schema):
    number = words(20)
    code = words(20)


class Reschedule(NumberAndCode):
    starts_at = fields.AwareDateTime(required=True)


class Why(Schema):
    """Told to the person, so it is short."""

    reason = words(100)


class SlotQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    item_code = words(40)
    first = fields.Date(load_default=None, data_key="from", metadata={"description": "不填为今天"})


class SlotView(Schema):
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    free = fields.Integer(required=True, metadata={"description": "余号"})


PROVISIONAL = {"description": "暂定：该日放假安排尚未公布，当天是否办公未定"}


class DayView(Schema):
    date = fields.Date(required=True)
    provisional = fields.Boolean(required=True, metadata=PROVISIONAL)
    slots = fields.List(fields.Nested(SlotView), required=True)


class SlotsView(Schema):
    item_code = fields.String(required=True)
    item_name = fields.String(required=True)
    window = fields.Integer(required=True)
    window_name = fields.String(required=True)
    days = fields.List(fields.Nested(DayView), required=True)


class PublicBooking(Schema):
    version = fields.Integer(required=True)
    number = fields.String(required=True, metadata={"description": "预约号"})
    state = fields.String(required=True)
    state_words = fields.String(required=True)
    item_code = fields.String(required=True)
    item_name = fields.String(required=True)
    window = fields.Integer(required=True)
    window_name = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    provisional = fields.Boolean(required=True, metadata=PROVISIONAL)
    hold_until = fields.AwareDateTime(required=True, metadata={"description": "占位保留到此时，过后须重新选择"})
    change_until = fields.AwareDateTime(required=True, metadata={"description": "此前可取消、改约"})
    applicant = fields.Nested(ApplicantView, required=True, metadata={"description": "已脱敏"})
    ticket_number = fields.String(required=True, allow_none=True)
    cancel_reason = fields.String(required=True, allow_none=True)
    code = fields.String(required=True, allow_none=True, metadata={"description": "预约码：只告知一次，改约后换新码"})
    qr = fields.String(required=True, allow_none=True, metadata={"description": "到场扫码用的二维码内容"})


class BookingView(PublicBooking):
    id = fields.String(required=True)
    centre = fields.String(required=True)
    channel = fields.String(required=True)
    taken_by = fields.String(required=True)
    confirmed_at = fields.AwareDateTime(required=True, allow_none=True)
    arrived_at = fields.AwareDateTime(required=True, allow_none=True)
    cancelled_at = fields.AwareDateTime(required=True, allow_none=True)
    ticket_id = fields.String(required=True, allow_none=True)


class DayQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    date = fields.Date(load_default=None, metadata={"description": "不填为今天"})
    window = fields.Integer(load_default=None, validate=WINDOW)
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))


class Arrive(Schema):
    """Either ``number`` or ``qr``."""

    centre = fields.String(load_default=None, metadata=CENTRE)
    number = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=20))
    qr = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=80))
    resident_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))

    @validates_schema
    def one_of_both(self, data: dict[str, Any], **_: Any) -> None:
        if (data["number"] is None) == (data["qr"] is None):
            raise ValidationError("请填写预约号，或扫描二维码", "number")


class SetBookingRule(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    slot_minutes = fields.Integer(required=True, strict=True, validate=validate.Range(min=5, max=480))
    places = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=999))
    item_places = fields.Dict(
        keys=fields.String(validate=validate.Length(min=1, max=40)),
        values=fields.Integer(strict=True, validate=validate.Range(min=0, max=999)),
        load_default=dict, validate=validate.Length(max=200),
    )  # fmt: skip
    extended = fields.Boolean(load_default=False, metadata={"description": "延时服务时段也可预约"})


class RuleQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)


class BookingRuleView(Schema):
    window = fields.Integer(required=True)
    slot_minutes = fields.Integer(required=True)
    places = fields.Integer(required=True)
    item_places = fields.Dict(required=True)
    extended = fields.Boolean(required=True)
    version = fields.Integer(required=True)


class SetBlackout(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    window = fields.Integer(load_default=None, allow_none=True, strict=True, validate=WINDOW)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    reason = words(100)
    cancel_booked = fields.Boolean(load_default=False, metadata={"description": "同时取消该时段已有的预约"})

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        if not timedelta(0) < data["ends_at"] - data["starts_at"] <= LONGEST_BLACKOUT:
            raise ValidationError("结束时间应晚于开始时间，且不超过一年", "ends_at")


class BlackoutView(Schema):
    id = fields.String(required=True)
    window = fields.Integer(required=True, allow_none=True, metadata={"description": "空表示全部窗口"})
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True)
    set_by = fields.String(required=True)


class Blackouts(Schema):
    items = fields.List(fields.Nested(BlackoutView), required=True)
