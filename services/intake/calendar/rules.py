"""How the deadlines that follow the calendar are called, and which of them only those in charge see the moves of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CASE_PROMISED, CASE_LEGAL, CASE_REPLY = "case-promised", "case-legal", "case-reply"
JOINT_PART, DELIVERY = "joint-part", "delivery"
VISIT_ANSWER, APPLICATION_REPLY = "visit-answer", "application-reply"
INSPECTION_FINDING, SURVEY_FINDING, STATEMENT = "inspection-finding", "survey-finding", "statement"
RATING_CONTACT, RATING_RECTIFICATION = "rating-contact", "rating-rectification"
KINDS: Mapping[str, str] = MappingProxyType(
    {
        CASE_PROMISED: "办件承诺期限",
        CASE_LEGAL: "办件法定期限",
        CASE_REPLY: "受理或一次性告知期限",
        JOINT_PART: "联办意见期限",
        DELIVERY: "结果送达期限",
        VISIT_ANSWER: "上门服务答复期限",
        APPLICATION_REPLY: "网上申请答复期限",
        RATING_CONTACT: "差评联系期限",
        RATING_RECTIFICATION: "差评整改期限",
        INSPECTION_FINDING: "巡查问题整改期限",
        SURVEY_FINDING: "测评问题整改期限",
        STATEMENT: "当事人说明期限",
    }
)
# A rated clerk must not learn of a bad rating by its dates (N11); a statement concerns one person.
CONFIDENTIAL = frozenset({RATING_CONTACT, RATING_RECTIFICATION, STATEMENT})
