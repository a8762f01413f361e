"""What the routes of notices take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.intake.cases.schemas import SEQUENCE, ActOfPerson, words


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
    given_at = fields.AwareDateTime(required=True)
    given_by = fields.String(required=True)
    second_trip = fields.Boolean(required=True, metadata={"description": "二次跑动"})
    override_reason = fields.String(required=True, allow_none=True)
    superseded = fields.Boolean(required=True)
    supplemented_at = fields.AwareDateTime(required=True, allow_none=True)
    items = fields.List(fields.Nested(NoticeItemView), required=True)


class NoticeList(Schema):
    items = fields.List(fields.Nested(NoticeView), required=True)
