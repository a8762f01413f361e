"""What the routes of deliveries take and give. Applicants are masked."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.casework.cases.applicant import masked
from services.intake.casework.cases.schemas import ActOfPerson, ApplicantView, words
from services.intake.casework.deliveries.rules import State, Way, in_words
from services.intake.casework.deliveries.tables import Delivery

WAY = fields.Enum(
    Way, by_value=True, required=True,
    metadata={"description": "pickup 窗口领取；post 邮寄；village_agent 村代办员送达"},
)  # fmt: skip


class ChangeWay(Schema):
    way = WAY


class SendResult(Schema):
    carrier = words(80, metadata={"description": "邮政快递单位，或村代办员"})
    tracking_number = words(60, load_default=None, allow_none=True, metadata={"description": "邮件号"})


class DeliverResult(ActOfPerson):
    """由受托人领取的，凭有领取权限的授权委托书."""


class DeliveryQuery(PageQuery):
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    way = fields.String(load_default=None, validate=validate.OneOf([way.value for way in Way]))
    due_before = fields.Date(load_default=None, metadata={"description": "应在此日之前送达且未送达，不含当日"})


class DeliveryView(Schema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    case_id = fields.String(required=True)
    state = fields.String(required=True)
    state_words = fields.String(required=True)
    way = fields.String(required=True)
    opened_at = fields.AwareDateTime(required=True)
    deliver_by = fields.Date(required=True)
    provisional = fields.Boolean(required=True)
    derivation = fields.String(required=True)
    carrier = fields.String(required=True, allow_none=True)
    tracking_number = fields.String(required=True, allow_none=True)
    sent_at = fields.AwareDateTime(required=True, allow_none=True)
    came_back = fields.Integer(required=True, metadata={"description": "退回次数"})
    delivered_at = fields.AwareDateTime(required=True, allow_none=True)
    delivered_by = fields.String(required=True, allow_none=True)
    mandate_id = fields.String(required=True, allow_none=True, metadata={"description": "由受托人领取"})

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        if attr == "state_words":
            return in_words(obj.state, obj.way)
        return super().get_attribute(obj, attr, default)


class DeliveryOfCaseView(DeliveryView):
    """In a work list: what it is, and for whom."""

    case_number = fields.String(required=True)
    item_name = fields.String(required=True)
    window = fields.Integer(required=True)
    village_code = fields.String(required=True, allow_none=True)
    applicant = fields.Nested(ApplicantView, required=True, metadata={"description": "已脱敏"})

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        if isinstance(obj, Delivery):
            if attr == "applicant":
                return masked(obj.case)
            if attr in ("case_number", "item_name", "window", "village_code"):
                return getattr(obj.case, attr)
        return super().get_attribute(obj, attr, default)


class PublicDelivery(Schema):
    """How far the delivery is, and until when it should be done."""

    words = fields.String(required=True)
    deliver_by = fields.Date(required=True)
    provisional = fields.Boolean(required=True)
