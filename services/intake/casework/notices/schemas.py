"""What the routes of notices take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.intake.casework.cases.schemas import SEQUENCE, ActOfPerson, words
from services.intake.casework.notices.figures import BY


class ProblemBody(Schema):
    name = words(100)
    problem = words(200)
    requirement = words(200, load_default="请补正")


class GiveNotice(Schema):
    problems = fields.List(
        fields.Nested(ProblemBody), load_default=list, validate=validate.Length(max=50),
        metadata={"description": "材料清单之外的问题；清单中的缺项自动列入"},
    )  # fmt: skip
    until = fields.Date(load_default=None, allow_none=True, metadata={"description": "不填为10个工作日"})
    override_reason = words(
        300, load_default=None, allow_none=True, metadata={"description": "再次告知的原因，计入二次跑动"}
    )


class SupplementCase(ActOfPerson):
    items = fields.List(
        fields.Integer(strict=True, validate=SEQUENCE), load_default=None, allow_none=True,
        validate=validate.Length(min=1, max=100),
        metadata={"description": "已补交的告知书序号；不填为全部"},
    )  # fmt: skip


class NoticeItemView(Schema):
    no = fields.Integer(required=True)
    name = fields.String(required=True)
    problem = fields.String(required=True)
    requirement = fields.String(required=True)
    received_at = fields.AwareDateTime(required=True, allow_none=True)


class NoticeView(Schema):
    """A one-time notice (一次性告知书) as given."""

    id = fields.String(required=True)
    case_id = fields.String(required=True)
    serial = fields.String(required=True)
    window = fields.Integer(required=True)
    until = fields.Date(required=True)
    provisional = fields.Boolean(
        required=True, metadata={"description": "该日放假安排尚未公布：日期不变，当天是否办公未定"}
    )
    given_at = fields.AwareDateTime(required=True)
    given_by = fields.String(required=True)
    second_trip = fields.Boolean(required=True, metadata={"description": "二次跑动"})
    override_reason = fields.String(required=True, allow_none=True)
    superseded = fields.Boolean(required=True)
    supplemented_at = fields.AwareDateTime(required=True, allow_none=True)
    items = fields.List(fields.Nested(NoticeItemView), required=True)


class SecondTripQuery(Schema):
    centre = fields.String(load_default=None)
    first = fields.Date(required=True)
    last = fields.Date(required=True)
    by = fields.String(load_default="item", validate=validate.OneOf(BY))


class MissedView(Schema):
    name = fields.String(required=True)
    in_guide = fields.Boolean(required=True, metadata={"description": "办事指南材料清单中有"})
    times = fields.Integer(required=True)


class ReasonView(Schema):
    reason = fields.String(required=True)
    times = fields.Integer(required=True)


class SecondTripRow(Schema):
    key = fields.String(required=True, metadata={"description": "事项编码或窗口号"})
    version = fields.Integer(required=True, allow_none=True, metadata={"description": "事项版本，即哪一版办事指南"})
    name = fields.String(required=True)
    notices = fields.Integer(required=True)
    second_trips = fields.Integer(required=True)
    share = fields.Float(required=True, metadata={"description": "二次告知占比，%"})
    missed = fields.List(fields.Nested(MissedView), required=True, metadata={"description": "前次未告知的内容"})
    reasons = fields.List(fields.Nested(ReasonView), required=True)
    guide_wrong = fields.Boolean(required=True, metadata={"description": "办事指南未列明，应修订"})


class SecondTrips(Schema):
    rows = fields.List(fields.Nested(SecondTripRow), required=True)


class NoticeList(Schema):
    items = fields.List(fields.Nested(NoticeView), required=True)
