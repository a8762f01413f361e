"""What the routes of joint handling take and give. Applicants are masked."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from libs.common.http import PageQuery
from services.intake.casework.cases.applicant import masked
from services.intake.casework.cases.schemas import ApplicantView, words
from services.intake.casework.joint.rules import ANSWERED, PartPlan, Rule, State
from services.intake.casework.joint.tables import JointPart

PAPER = words(
    120, load_default=None, allow_none=True, metadata={"description": "部门书面意见的文号或来函；代为登记时必填"}
)
RULE = fields.Enum(
    Rule, by_value=True, required=True, metadata={"description": "all_finished 一般联办；all_undertaken 前置联办"}
)


class Undertake(Schema):
    what = words(300)
    until = fields.Date(required=True)
    paper = PAPER


class AnswerPart(Schema):
    answer = fields.String(
        required=True, validate=validate.OneOf([state.value for state in ANSWERED]),
        metadata={"description": "agreed 同意；conditional 附条件同意；objected 不同意"},
    )  # fmt: skip
    opinion = words(500, load_default=None, allow_none=True, metadata={"description": "条件或理由"})
    paper = PAPER

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        state = State(data.pop("answer"))
        return {**data, "state": state}


class ChangeRule(Schema):
    rule = RULE
    reason = words(300)


class PlanBody(Schema):
    department = words(80)
    limit = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=250))
    task = words(200)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> PartPlan:
        return PartPlan(**data)


class SetJoint(ChangeRule):
    centre = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    parts = fields.List(fields.Nested(PlanBody), load_default=list, validate=validate.Length(max=20))


class JointSettingView(Schema):
    centre = fields.String(required=True)
    item_code = fields.String(required=True)
    version = fields.Integer(required=True)
    rule = fields.String(required=True)
    reason = fields.String(required=True)
    parts = fields.List(fields.Dict(), required=True)
    changed_at = fields.AwareDateTime(required=True)
    changed_by = fields.String(required=True)


class SetDepartment(Schema):
    centre = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    name = words(80)
    unit = fields.String(required=True, allow_none=True, validate=validate.Length(max=40))


class DepartmentQuery(Schema):
    centre = fields.String(load_default=None, validate=validate.Length(max=40))


class DepartmentView(Schema):
    name = fields.String(required=True)
    unit = fields.String(required=True, allow_none=True)


class DepartmentList(Schema):
    items = fields.List(fields.Nested(DepartmentView), required=True)


class PartQuery(PageQuery):
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    unit = fields.String(load_default=None, validate=validate.Length(max=40))
    due_before = fields.Date(load_default=None, metadata={"description": "在此日之前到期且未答复，不含当日"})


class PartView(Schema):
    """A department's part, as the case lists it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    case_id = fields.String(required=True)
    no = fields.Integer(required=True)
    department = fields.String(required=True)
    unit = fields.String(required=True, allow_none=True)
    task = fields.String(required=True)
    state = fields.String(required=True)
    state_words = fields.String(required=True)
    limit_days = fields.Integer(required=True)
    due_on = fields.Date(required=True, allow_none=True)
    provisional = fields.Boolean(required=True)
    derivation = fields.String(required=True)
    undertaking = fields.String(required=True, allow_none=True)
    undertaken_at = fields.AwareDateTime(required=True, allow_none=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)
    answered_by = fields.String(required=True, allow_none=True)
    by_window = fields.Boolean(required=True, allow_none=True, metadata={"description": "由牵头窗口代为登记"})
    paper = fields.String(required=True, allow_none=True)
    opinion = fields.String(required=True, allow_none=True)
    timing = fields.String(required=True, allow_none=True)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        return State(obj.state).words if attr == "state_words" else super().get_attribute(obj, attr, default)


class PartOfCaseView(PartView):
    """The part as its department sees it: with what it needs of the case, and no more of the person than that."""

    case_number = fields.String(required=True)
    item_name = fields.String(required=True)
    window = fields.Integer(required=True)
    promised_on = fields.Date(required=True, allow_none=True)
    applicant = fields.Nested(ApplicantView, required=True, metadata={"description": "已脱敏"})

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        if isinstance(obj, JointPart):
            if attr == "applicant":
                return masked(obj.case)
            if attr in ("case_number", "item_name", "window", "promised_on"):
                return getattr(obj.case, attr)
        return super().get_attribute(obj, attr, default)


class JointView(Schema):
    """By which rule the lead may finish, and why."""

    rule = fields.String(required=True)
    reason = fields.String(required=True)
    changed_at = fields.AwareDateTime(required=True)
    changed_by = fields.String(required=True)
