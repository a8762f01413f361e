"""What the routes of online applications take and give. Views are masked."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from libs.common.http import PageQuery
from services.intake.appointments.booking.schemas import CENTRE, NumberAndCode, RealName
from services.intake.appointments.visits.schemas import VILLAGE
from services.intake.casework.cases.schemas import SEQUENCE, ApplicantView, words
from services.intake.casework.notices.schemas import NoticeItemView, ProblemBody
from services.intake.items.guide.schemas import MaterialView
from services.intake.online.applications.rules import GROUNDS, PURPOSES, State
from services.intake.online.applications.views import PRECHECK, SUPPLEMENTS


def note(said: str) -> fields.String:
    """What the person adds in own words."""
    return fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=1000), metadata={"description": said}
    )


class BeginApplication(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    item_code = words(40)
    applicant = fields.Nested(RealName, required=True)
    village_code = fields.String(load_default=None, allow_none=True, validate=VILLAGE)
    note = note("申请说明")


class FillApplication(Schema):
    applicant = fields.Nested(RealName)
    village_code = fields.String(allow_none=True, validate=VILLAGE)
    note = fields.String(allow_none=True, validate=validate.Length(max=1000))


class AskLink(NumberAndCode):
    phone = words(20)
    purpose = fields.String(
        required=True, validate=validate.OneOf(PURPOSES),
        metadata={"description": "填写 fill、补正 supplement、撤回 withdraw、查看 follow"},
    )  # fmt: skip


class SubmitApplication(Schema):
    incomplete = fields.Boolean(load_default=False, metadata={"description": "材料不齐仍要提交"})


class HandInSupplement(Schema):
    note = note("补正说明")


class TakeIn(Schema):
    received = fields.List(
        fields.Integer(strict=True, validate=SEQUENCE), load_default=None, allow_none=True,
        validate=validate.Length(max=100), metadata={"description": "核对无误的材料序号；不填为已上传的各项"},
    )  # fmt: skip
    window = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(min=1, max=99))


class AskForMore(TakeIn):
    problems = fields.List(
        fields.Nested(ProblemBody), load_default=list, validate=validate.Length(max=50),
        metadata={"description": "材料清单之外的问题；清单中的缺项自动列入"},
    )  # fmt: skip
    until = fields.Date(load_default=None, allow_none=True, metadata={"description": "不填为10个工作日"})


class Decline(Schema):
    ground = fields.String(required=True, validate=validate.OneOf(list(GROUNDS)))
    competent_body = words(100, load_default=None, allow_none=True, metadata={"description": "有权办理的机关"})
    words = words(500, metadata={"description": "告知申请人的理由"})


class CheckSupplement(Schema):
    items = fields.List(
        fields.Integer(strict=True, validate=SEQUENCE), load_default=None, allow_none=True,
        validate=validate.Length(max=100), metadata={"description": "告知书中已补齐的序号；不填为全部，空为都没有"},
    )  # fmt: skip
    words = words(300, load_default=None, allow_none=True, metadata={"description": "告知申请人的话"})

    @validates_schema
    def says_why_not(self, data: dict[str, Any], **_: Any) -> None:
        if data["items"] == [] and not data["words"]:
            raise ValidationError("请说明哪里还不对", "words")


class SetOnline(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    open = fields.Boolean(required=True)


class FileView(Schema):
    """A file as its sender sees it."""

    id = fields.String(required=True)
    material_seq = fields.Integer(required=True, allow_none=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    pages = fields.Integer(required=True)
    state = fields.String(required=True)
    state_words = fields.String(required=True)
    added_at = fields.AwareDateTime(required=True)


class StandingNotice(Schema):
    until = fields.Date(required=True)
    given_at = fields.AwareDateTime(required=True)
    items = fields.List(fields.Nested(NoticeItemView), required=True)


class PublicApplication(Schema):
    """An online application as its person sees it by a link."""

    version = fields.Integer(required=True)
    number = fields.String(required=True, metadata={"description": "申请编号"})
    state = fields.String(required=True)
    state_words = fields.String(required=True)
    item_code = fields.String(required=True)
    item_name = fields.String(required=True)
    window = fields.Integer(required=True)
    applicant = fields.Nested(ApplicantView, required=True, allow_none=True, metadata={"description": "已脱敏"})
    village_code = fields.String(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    begun_at = fields.AwareDateTime(required=True)
    submitted_at = fields.AwareDateTime(required=True, allow_none=True)
    received_on = fields.Date(required=True, allow_none=True, metadata={"description": "收到申请之日"})
    reply_by = fields.Date(required=True, allow_none=True, metadata={"description": "应在此日前答复"})
    provisional = fields.Boolean(required=True)
    derivation = fields.String(required=True, allow_none=True)
    case_number = fields.String(required=True, allow_none=True)
    ground = fields.String(required=True, allow_none=True)
    competent_body = fields.String(required=True, allow_none=True)
    words = fields.String(required=True, allow_none=True, metadata={"description": "不予受理的理由"})
    check_words = fields.String(required=True, allow_none=True, metadata={"description": "核对补正时的说明"})
    materials = fields.List(fields.Nested(MaterialView), required=True)
    attachments = fields.List(fields.Nested(FileView), required=True)
    notice = fields.Nested(StandingNotice, required=True, allow_none=True, metadata={"description": "一次性告知"})


class BegunApplication(PublicApplication):
    code = fields.String(required=True, metadata={"description": "查询码：只告知一次"})
    link = fields.String(required=True, metadata={"description": "填写链接的密钥：只告知一次"})


class LinkView(Schema):
    number = fields.String(required=True)
    purpose = fields.String(required=True)
    link = fields.String(required=True, metadata={"description": "只告知一次"})


class ApplicationSummary(Schema):
    """An online application in the window's list, and after an act on it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    centre = fields.String(required=True)
    number = fields.String(required=True)
    state = fields.String(required=True)
    state_words = fields.String(required=True)
    item_code = fields.String(required=True)
    item_version = fields.Integer(required=True)
    item_name = fields.String(required=True)
    window = fields.Integer(required=True)
    applicant = fields.Nested(ApplicantView, required=True, allow_none=True, metadata={"description": "已脱敏"})
    village_code = fields.String(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    submitted_at = fields.AwareDateTime(required=True, allow_none=True)
    received_on = fields.Date(required=True, allow_none=True)
    reply_by = fields.Date(required=True, allow_none=True)
    provisional = fields.Boolean(required=True)
    derivation = fields.String(required=True, allow_none=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    decided_by = fields.String(required=True, allow_none=True)
    case_id = fields.String(required=True, allow_none=True)
    case_number = fields.String(required=True, allow_none=True)
    ground = fields.String(required=True, allow_none=True)
    competent_body = fields.String(required=True, allow_none=True)
    words = fields.String(required=True, allow_none=True)
    supplemented_at = fields.AwareDateTime(required=True, allow_none=True)
    checked_at = fields.AwareDateTime(required=True, allow_none=True)
    waits_for_look = fields.Boolean(required=True, metadata={"description": "补正待核对"})
    withdrawn_at = fields.AwareDateTime(required=True, allow_none=True)


class ApplicationView(ApplicationSummary):
    materials = fields.List(fields.Nested(MaterialView), required=True)
    attachments = fields.List(fields.Nested(FileView), required=True)
    notice = fields.Nested(StandingNotice, required=True, allow_none=True)


class ApplicationQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    state = fields.String(
        load_default=None, validate=validate.OneOf([state.value for state in State if state is not State.DRAFT])
    )
    work = fields.String(
        load_default=None, validate=validate.OneOf((PRECHECK, SUPPLEMENTS)),
        metadata={"description": "待预审 precheck，待核对补正 supplement"},
    )  # fmt: skip
    window = fields.Integer(load_default=None, validate=validate.Range(min=1, max=99))
    item = fields.String(load_default=None, validate=validate.Length(max=40))
    mine = fields.Boolean(load_default=False, metadata={"description": "仅本人A岗、B岗窗口的"})


class OnlineItemQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
