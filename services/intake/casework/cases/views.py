"""What a case looks like from outside. Dates are days in Asia/Shanghai, limits working days."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from services.intake.casework.archive.schemas import ArchiveView
from services.intake.casework.cases.applicant import masked, masked_certificate
from services.intake.casework.cases.rules import State
from services.intake.casework.cases.schemas import ApplicantView
from services.intake.casework.cases.tables import Case
from services.intake.casework.deliveries.schemas import DeliveryView
from services.intake.casework.joint.schemas import JointView, PartView
from services.intake.casework.references.schemas import ReferenceView
from services.intake.casework.reviews.schemas import ReviewView
from services.intake.casework.stages.schemas import StageView
from services.intake.casework.upward.schemas import ReportView
from services.intake.online.attachments.schemas import AttachmentView


class CaseSummary(Schema):
    """A case in a list, and after an act on it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    centre = fields.String(required=True)
    case_number = fields.String(required=True)
    query_code = fields.String(required=True, metadata={"description": "查询码，印在回执上"})
    state = fields.String(required=True)
    state_words = fields.String(required=True)
    item_code = fields.String(required=True)
    item_version = fields.Integer(required=True)
    item_name = fields.String(required=True)
    item_kind = fields.String(required=True)
    window = fields.Integer(required=True)
    clerk = fields.String(required=True, metadata={"description": "首问责任人"})
    channel = fields.String(required=True)
    ticket_id = fields.String(required=True, allow_none=True)
    village_code = fields.String(required=True, allow_none=True)
    applicant = fields.Nested(ApplicantView, required=True, metadata={"description": "已脱敏"})
    registered_at = fields.AwareDateTime(required=True)
    extended_hours = fields.Boolean(required=True, metadata={"description": "在延时服务时段收件"})
    reply_by = fields.Date(required=True, metadata={"description": "应在此日前受理或一次性告知"})
    supplement_until = fields.Date(
        required=True, allow_none=True, metadata={"description": "已书面告知，不随工作日历变动"}
    )
    accepted_at = fields.AwareDateTime(required=True, allow_none=True)
    deemed = fields.Boolean(required=True, metadata={"description": "逾期未告知，视为受理"})
    promised_on = fields.Date(required=True, allow_none=True)
    legal_on = fields.Date(required=True, allow_none=True)
    provisional = fields.Boolean(required=True, metadata={"description": "暂定：期限依据尚未公布的工作日历"})
    derivation = fields.String(required=True, metadata={"description": "到期日的推算过程"})
    legal_derivation = fields.String(required=True, allow_none=True)
    completed_at = fields.AwareDateTime(required=True, allow_none=True)
    result_code = fields.String(required=True, allow_none=True, metadata={"description": "办结结果"})
    result = fields.String(required=True, allow_none=True)
    certificate_number = fields.String(required=True, allow_none=True, metadata={"description": "证照编号，已脱敏"})
    timing = fields.String(required=True, allow_none=True)
    working_days = fields.Integer(required=True, allow_none=True)
    returned_at = fields.AwareDateTime(required=True, allow_none=True)
    withdrawn_at = fields.AwareDateTime(required=True, allow_none=True)
    archived_at = fields.AwareDateTime(required=True, allow_none=True)
    ground = fields.String(required=True, allow_none=True)
    basis = fields.String(required=True, allow_none=True)
    remedies = fields.String(required=True, allow_none=True)
    delegation_outcome = fields.String(required=True, allow_none=True)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        if isinstance(obj, Case):
            if attr == "applicant":
                return masked(obj)
            if attr == "state_words":
                return State(obj.state).words
            if attr == "certificate_number":
                return masked_certificate(obj)
        return super().get_attribute(obj, attr, default)


class CaseMaterialView(Schema):
    seq = fields.Integer(required=True)
    name = fields.String(required=True)
    required = fields.Boolean(required=True)
    conditional = fields.Boolean(required=True, metadata={"description": "可容缺"})
    received_at = fields.AwareDateTime(required=True, allow_none=True)
    undertaking = fields.String(required=True, allow_none=True)
    undertaken_until = fields.Date(required=True, allow_none=True)


class CaseView(CaseSummary):
    """One case in full: its material list and attachments, what was done on it, and the ledger of its dates."""

    archive = fields.Nested(ArchiveView, required=True, allow_none=True, metadata={"description": "归档"})
    delivery = fields.Nested(DeliveryView, required=True, allow_none=True, metadata={"description": "结果送达"})
    joint = fields.Nested(JointView, required=True, allow_none=True, metadata={"description": "联办规则"})
    parts = fields.List(fields.Nested(PartView), required=True, metadata={"description": "联办意见"})
    reviews = fields.List(fields.Nested(ReviewView), required=True, metadata={"description": "联合会审"})
    reports = fields.List(fields.Nested(ReportView), required=True, metadata={"description": "上报"})
    references = fields.List(fields.Nested(ReferenceView), required=True, metadata={"description": "外部编号"})
    stages = fields.List(fields.Nested(StageView), required=True, metadata={"description": "办理环节"})
    materials = fields.List(fields.Nested(CaseMaterialView), required=True)
    attachments = fields.List(fields.Nested(AttachmentView), required=True)
    ledger = fields.List(fields.Dict(), required=True, metadata={"description": "期限台账"})
