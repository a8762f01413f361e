"""What the routes of door-to-door service take and give. Views are masked."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.events.parts import LEVELS
from libs.common.http import PageQuery
from services.intake.appointments.booking.schemas import CENTRE, CHANNELS, RealName
from services.intake.appointments.visits.rules import OUTCOMES, PERSON_KINDS, State
from services.intake.casework.cases.schemas import ApplicantView, words

VILLAGE = validate.Regexp(r"\d{12}\Z", error="应为12位村（社区）代码")


class RequestVisit(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    item_code = words(40)
    applicant = fields.Nested(RealName, required=True)
    person_kind = fields.String(
        required=True, validate=validate.OneOf(PERSON_KINDS), metadata={"description": "老、病、残、孕、其他"}
    )
    village_code = fields.String(required=True, validate=VILLAGE)
    group_name = fields.String(
        load_default="", validate=validate.Length(max=40), metadata={"description": "村民小组或网格"}
    )
    address = words(200)
    wished_for = fields.Date(load_default=None, allow_none=True, metadata={"description": "希望哪天上门"})


class RequestAtDesk(RequestVisit):
    channel = fields.String(load_default="phone", validate=validate.OneOf(CHANNELS))


class Plan(Schema):
    agreed_for = fields.AwareDateTime(required=True, metadata={"description": "约定的上门时间"})
    staff = fields.List(
        words(60), required=True, validate=validate.Length(max=10),
        metadata={"description": "前往的工作人员（用户名），至少两人"},
    )  # fmt: skip


class FinishVisit(Schema):
    left_at = fields.AwareDateTime(required=True)
    arrived_at = fields.AwareDateTime(required=True)
    returned_at = fields.AwareDateTime(required=True)
    materials_taken = fields.List(
        words(120), load_default=list, validate=validate.Length(max=50), metadata={"description": "带回的材料"}
    )
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    result = words(500)
    signed = fields.Boolean(required=True, metadata={"description": "服务对象已签字"})
    satisfaction = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf(LEVELS), metadata={"description": "未评价为空"}
    )


class ToldMaterial(Schema):
    name = fields.String(required=True)
    form = fields.String(required=True)
    copies = fields.Integer(required=True)


class PublicVisit(Schema):
    version = fields.Integer(required=True)
    number = fields.String(required=True, metadata={"description": "上门服务号"})
    code = fields.String(required=True, allow_none=True, metadata={"description": "查询码：只告知一次"})
    state = fields.String(required=True)
    state_words = fields.String(required=True)
    item_code = fields.String(required=True)
    item_name = fields.String(required=True)
    told_materials = fields.List(
        fields.Nested(ToldMaterial), required=True, metadata={"description": "一次性告知：请备好的材料"}
    )
    applicant = fields.Nested(ApplicantView, required=True, metadata={"description": "已脱敏"})
    address = fields.String(required=True, metadata={"description": "已脱敏"})
    wished_for = fields.Date(required=True, allow_none=True)
    requested_at = fields.AwareDateTime(required=True)
    answer_by = fields.Date(required=True, metadata={"description": "应在此日前答复"})
    provisional = fields.Boolean(required=True, metadata={"description": "暂定：答复期限依据尚未公布的工作日历"})
    derivation = fields.String(required=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)
    decline_reason = fields.String(required=True, allow_none=True)
    agreed_for = fields.AwareDateTime(required=True, allow_none=True)
    cancel_reason = fields.String(required=True, allow_none=True)


class VisitView(PublicVisit):
    """The visit with its register form (上门服务登记表)."""

    id = fields.String(required=True)
    centre = fields.String(required=True)
    window = fields.Integer(required=True)
    person_kind = fields.String(required=True)
    village_code = fields.String(required=True)
    group_name = fields.String(required=True)
    channel = fields.String(required=True)
    taken_by = fields.String(required=True)
    answered_by = fields.String(required=True, allow_none=True)
    staff = fields.List(fields.String(), required=True)
    left_at = fields.AwareDateTime(required=True, allow_none=True)
    arrived_at = fields.AwareDateTime(required=True, allow_none=True)
    returned_at = fields.AwareDateTime(required=True, allow_none=True)
    materials_taken = fields.List(fields.String(), required=True)
    outcome = fields.String(required=True, allow_none=True)
    result = fields.String(required=True, allow_none=True)
    signed = fields.Boolean(required=True, allow_none=True)
    satisfaction = fields.String(required=True, allow_none=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    cancelled_at = fields.AwareDateTime(required=True, allow_none=True)


class VisitQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    village_code = fields.String(load_default=None, validate=VILLAGE)
    date = fields.Date(load_default=None, metadata={"description": "约定在这一天上门的"})


class RouteQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    date = fields.Date(load_default=None, metadata={"description": "不填为今天"})
    staff = fields.String(
        load_default=None, validate=validate.Length(max=60), metadata={"description": "谁的路线，不填为本人"}
    )


class VillageStops(Schema):
    village_code = fields.String(required=True)
    visits = fields.List(fields.Nested(VisitView), required=True)


class RouteView(Schema):
    date = fields.Date(required=True)
    staff = fields.String(required=True)
    villages = fields.List(fields.Nested(VillageStops), required=True, metadata={"description": "按上门顺序"})


class PersonView(ApplicantView):
    address = fields.String(required=True)
