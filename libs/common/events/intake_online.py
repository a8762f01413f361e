"""What *intake* tells of attachments, online applications, surveys with their findings, and agency items. Of nobody."""

from libs.common.events.declaration import declare
from libs.common.events.parts import DEADLINE_KINDS, ITEM_KINDS, day, flag, moment, number, one_of, text

__all__ = (
    "AGENCY_ACCEPTED",
    "AGENCY_COMPLETED",
    "AGENCY_KINDS",
    "APPLICATION_ABANDONED",
    "APPLICATION_BEGUN",
    "APPLICATION_DEADLINE_REACHED",
    "APPLICATION_DECLINED",
    "APPLICATION_SUBMITTED",
    "APPLICATION_SUPPLEMENTED",
    "APPLICATION_TAKEN_IN",
    "APPLICATION_WITHDRAWN",
    "ATTACHMENT_ADDED",
    "ATTACHMENT_QUARANTINED",
    "ATTACHMENT_REMOVED",
    "SURVEY_CLOSED",
    "SURVEY_FINDING_CLOSED",
    "SURVEY_FINDING_DEADLINE_REACHED",
    "SURVEY_FINDING_OPENED",
    "SURVEY_OPENED",
)

AT = "2026-03-02T00:31:05Z"
AGENCY_KINDS = {
    "social_insurance": "社保", "senior_card": "老年证", "birth_registration": "准生证",
    "only_child_card": "独生子女证", "disability_card": "残疾证", "business_licence": "营业执照",
    "food_licence": "食品经营许可证", "party_transfer": "党员组织关系转接",
}  # fmt: skip
"""Kinds of agency items (代办事项) that a summary counts apart (source document 2), with the words it uses."""

_ATTACHMENT = {
    "attachment_id": text(), "case_id": text(required=False), "application_id": text(required=False), "at": moment(),
}  # fmt: skip
_ATTACHMENT_EXAMPLE = {"attachment_id": "0195e0c8", "case_id": "0195e0c3", "application_id": None, "at": AT}
ATTACHMENT_ADDED = declare(
    "intake", "attachment.added", 1, "收到附件",
    {**_ATTACHMENT, "media_type": text(longest=40), "size": number(least=1), "channel": one_of("window", "online")},
    example={**_ATTACHMENT_EXAMPLE, "media_type": "image/jpeg", "size": 2_345_678, "channel": "online"},
)  # fmt: skip
ATTACHMENT_QUARANTINED = declare(
    "intake", "attachment.quarantined", 1, "附件带有病毒，已隔离",
    {**_ATTACHMENT, "finding": text()}, example={**_ATTACHMENT_EXAMPLE, "finding": "Eicar-Test-Signature"},
)  # fmt: skip
ATTACHMENT_REMOVED = declare(
    "intake", "attachment.removed", 1, "附件已删除",
    {**_ATTACHMENT, "why": one_of("retention", "infected", "person", "mistake", "abandoned", "disposed")},
    example={**_ATTACHMENT_EXAMPLE, "why": "retention"},
)  # fmt: skip
_APPLICATION = {
    "application_id": text(), "application_number": text(), "item_code": text(), "window": number(least=1),
    "at": moment(),
}  # fmt: skip
_APPLICATION_EXAMPLE = {
    "application_id": "0195e0c9", "application_number": "W114260302050001", "item_code": "BM-MZ-008", "window": 5,
    "at": AT,
}  # fmt: skip
APPLICATION_BEGUN = declare(
    "intake", "application.begun", 1, "网上申请开始填写", dict(_APPLICATION), example=_APPLICATION_EXAMPLE
)
APPLICATION_ABANDONED = declare(
    "intake", "application.abandoned", 1, "网上申请未提交，草稿已删除", dict(_APPLICATION), example=_APPLICATION_EXAMPLE
)
APPLICATION_SUBMITTED = declare(
    "intake", "application.submitted", 1, "网上申请已提交",
    {**_APPLICATION, "village_code": text(required=False), "received_on": day(), "reply_by": day()},
    example={
        **_APPLICATION_EXAMPLE, "village_code": "331082114206", "received_on": "2026-03-02", "reply_by": "2026-03-09",
    },
)  # fmt: skip
APPLICATION_TAKEN_IN = declare(
    "intake", "application.taken-in", 1, "网上申请转为办件；逾期未预审的自动转入并视为受理",
    {**_APPLICATION, "case_id": text(), "case_number": text(), "unanswered": flag()},
    example={
        **_APPLICATION_EXAMPLE, "case_id": "0195e0c3", "case_number": "33108211420260302010001", "unanswered": False,
    },
)  # fmt: skip
APPLICATION_DECLINED = declare(
    "intake", "application.declined", 1, "网上申请不予受理：不属本机关职权，或依法不需要申请",
    {**_APPLICATION, "ground": one_of("not_competent", "not_needed"), "competent_body": text(required=False)},
    example={**_APPLICATION_EXAMPLE, "ground": "not_competent", "competent_body": "市自然资源和规划局"},
)  # fmt: skip
APPLICATION_WITHDRAWN = declare(
    "intake", "application.withdrawn", 1, "申请人撤回网上申请", dict(_APPLICATION), example=_APPLICATION_EXAMPLE
)
APPLICATION_SUPPLEMENTED = declare(
    "intake", "application.supplemented", 1, "申请人网上补交材料，待窗口核对",
    {**_APPLICATION, "case_id": text()}, example={**_APPLICATION_EXAMPLE, "case_id": "0195e0c3"},
)  # fmt: skip
APPLICATION_DEADLINE_REACHED = declare(
    "intake", "application.deadline-reached", 1, "网上申请预审时限提醒",
    {**_APPLICATION, "kind": one_of(*DEADLINE_KINDS), "due_on": day()},
    example={**_APPLICATION_EXAMPLE, "kind": "due", "due_on": "2026-03-09"},
)  # fmt: skip
_SURVEY = {"survey_id": text(), "kind": one_of("opinion", "satisfaction"), "at": moment()}
_SURVEY_EXAMPLE = {"survey_id": "0195e0ca", "kind": "satisfaction", "at": AT}
SURVEY_OPENED = declare(
    "intake", "survey.opened", 1, "意见征集、满意度测评开始",
    {**_SURVEY, "closes_on": day()}, example={**_SURVEY_EXAMPLE, "closes_on": "2026-03-31"},
)  # fmt: skip
SURVEY_CLOSED = declare(
    "intake", "survey.closed", 1, "意见征集、满意度测评结束；结束前不说答卷何时来",
    {**_SURVEY, "answers": number()}, example={**_SURVEY_EXAMPLE, "answers": 126},
)  # fmt: skip
_FINDING = {"finding_id": text(), "survey_id": text(), "window": number(required=False, least=1), "at": moment()}
_FINDING_EXAMPLE = {"finding_id": "0195e0cb", "survey_id": "0195e0ca", "window": 5, "at": AT}
SURVEY_FINDING_OPENED = declare(
    "intake", "survey.finding-opened", 1, "测评问题立项整改",
    {**_FINDING, "rectify_by": day()}, example={**_FINDING_EXAMPLE, "rectify_by": "2026-04-21"},
)  # fmt: skip
SURVEY_FINDING_CLOSED = declare(
    "intake", "survey.finding-closed", 1, "测评问题整改经复查销号",
    {**_FINDING, "rounds": number(), "in_time": flag()}, example={**_FINDING_EXAMPLE, "rounds": 0, "in_time": True},
)  # fmt: skip
SURVEY_FINDING_DEADLINE_REACHED = declare(
    "intake", "survey.finding-deadline-reached", 1, "测评问题整改时限提醒",
    {**_FINDING, "kind": one_of(*DEADLINE_KINDS), "due_on": day()},
    example={**_FINDING_EXAMPLE, "kind": "overdue", "due_on": "2026-04-21"},
)  # fmt: skip
_AGENCY = {
    "case_id": text(), "item_code": text(), "item_kind": one_of(*ITEM_KINDS), "window": number(least=1),
    "kind": one_of(*AGENCY_KINDS), "at": moment(),
}  # fmt: skip
_AGENCY_EXAMPLE = {
    "case_id": "0195e0c3", "item_code": "BM-MZ-008", "item_kind": "immediate", "window": 5, "kind": "senior_card",
    "at": AT,
}  # fmt: skip
AGENCY_ACCEPTED = declare(
    "intake", "agency.accepted", 1, "受理代办事项（分类计数）", dict(_AGENCY), example=_AGENCY_EXAMPLE
)
AGENCY_COMPLETED = declare(
    "intake", "agency.completed", 1, "代办事项办结（分类计数）", dict(_AGENCY), example=_AGENCY_EXAMPLE
)
