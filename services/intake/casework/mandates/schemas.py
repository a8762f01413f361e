"""What the routes of mandates take and give. Views are masked."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from libs.common.identity.masking import mask_name, mask_phone, mask_resident_id
from services.intake.casework.cases.schemas import words
from services.intake.casework.mandates import rules
from services.intake.casework.mandates.tables import Mandate

STATES = (rules.DRAFTED, rules.ACTIVE, rules.REVOKED, rules.EXPIRED)


def _maybe(longest: int) -> fields.String:
    return fields.String(load_default=None, allow_none=True, validate=validate.Length(max=longest))


class Principal(Schema):
    """A person with ``resident_id``; a unit with ``unit_id``, ``address`` and ``legal_representative``."""

    name = words(80)
    resident_id = _maybe(40)
    unit_id = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=40),
        metadata={"description": "统一社会信用代码"},
    )  # fmt: skip
    address = _maybe(200)
    legal_representative = _maybe(60)
    phone = _maybe(40)


class Agent(Schema):
    name = words(60)
    resident_id = words(40)
    phone = _maybe(40)


class DraftMandate(Schema):
    kind = fields.String(required=True, validate=validate.OneOf((rules.PERSONAL, rules.UNIT)))
    window = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=99))
    principal = fields.Nested(Principal, required=True)
    agent = fields.Nested(Agent, required=True)
    matters = fields.List(
        words(40), required=True, validate=validate.Length(min=1, max=10),
        metadata={"description": "委托办理的事项编码；不得概括委托"},
    )  # fmt: skip
    powers = fields.List(
        fields.String(validate=validate.OneOf(tuple(rules.POWERS))), required=True,
        validate=validate.Length(min=1, max=len(rules.POWERS)),
    )  # fmt: skip
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True, metadata={"description": "含当日"})
    centre = _maybe(40)


class RevokeMandate(Schema):
    reason = words(300)


class MandateQuery(PageQuery):
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))


class MandateView(Schema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    centre = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    kind = fields.String(required=True)
    window = fields.Integer(required=True)
    principal = fields.String(required=True, metadata={"description": "个人已脱敏，单位为全称"})
    principal_number = fields.String(required=True, metadata={"description": "证件号码已脱敏"})
    agent = fields.String(required=True, metadata={"description": "已脱敏"})
    agent_resident_id = fields.String(required=True, metadata={"description": "已脱敏"})
    agent_phone = fields.String(required=True, allow_none=True, metadata={"description": "已脱敏"})
    matters = fields.List(fields.String(), required=True)
    powers = fields.List(fields.String(), required=True)
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True)
    drafted_at = fields.AwareDateTime(required=True)
    signed_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    end_reason = fields.String(required=True, allow_none=True)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        if isinstance(obj, Mandate) and attr in _MASKED:
            return _MASKED[attr](obj)
        return super().get_attribute(obj, attr, default)


_MASKED = {
    # A unit is no person: its name and code are public.
    "principal": lambda m: m.principal_name if m.kind == rules.UNIT else mask_name(m.principal_name),
    "principal_number": lambda m: m.principal_number if m.kind == rules.UNIT else mask_resident_id(m.principal_number),
    "agent": lambda m: mask_name(m.agent_name),
    "agent_resident_id": lambda m: mask_resident_id(m.agent_resident_id),
    "agent_phone": lambda m: mask_phone(m.agent_phone) if m.agent_phone else None,
}
