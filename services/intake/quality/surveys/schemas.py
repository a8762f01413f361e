"""What the routes of surveys take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.appointments.booking.schemas import CENTRE
from services.intake.casework.cases.schemas import words
from services.intake.quality.surveys.rules import AUDIENCES, KINDS, MOST_OPTIONS, MOST_QUESTIONS, QUESTION_KINDS, State


class QuestionDraft(Schema):
    text = words(200)
    kind = fields.String(
        required=True, validate=validate.OneOf(QUESTION_KINDS),
        metadata={"description": "五级评价 scale、单选 choice、多选 choices、文字 text"},
    )  # fmt: skip
    options = fields.List(words(60), load_default=list, validate=validate.Length(max=MOST_OPTIONS))
    required = fields.Boolean(load_default=True, metadata={"description": "必答"})


class EditSurvey(Schema):
    kind = fields.String(
        required=True, validate=validate.OneOf(KINDS), metadata={"description": "意见征集、满意度测评"}
    )
    audience = fields.String(
        required=True, validate=validate.OneOf(AUDIENCES), metadata={"description": "凭办件 handling、凭答题码 slip"}
    )
    title = words(100)
    intro = fields.String(load_default="", validate=validate.Length(max=1000))
    questions = fields.List(fields.Nested(QuestionDraft), required=True, validate=validate.Length(max=MOST_QUESTIONS))
    opens_on = fields.Date(required=True)
    closes_on = fields.Date(required=True)


class DraftSurvey(EditSurvey):
    centre = fields.String(load_default=None, metadata=CENTRE)


class PrintSlips(Schema):
    count = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=500))


class SlipsView(Schema):
    slips = fields.List(fields.String(), required=True, metadata={"description": "答题码：只告知一次"})


class AnswerSurvey(Schema):
    answers = fields.Dict(
        keys=fields.Integer(validate=validate.Range(min=1, max=MOST_QUESTIONS)), values=fields.Raw(allow_none=True),
        required=True, metadata={"description": "题号到回答"},
    )  # fmt: skip
    slip = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=40), metadata={"description": "答题码"}
    )
    number = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=40),
        metadata={"description": "办件编号、网上申请编号或号票号码"},
    )  # fmt: skip
    code = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=40), metadata={"description": "查询码"}
    )


class QuestionView(Schema):
    no = fields.Integer(required=True)
    text = fields.String(required=True)
    kind = fields.String(required=True)
    options = fields.List(fields.String(), required=True)
    required = fields.Boolean(required=True)


class PublicSurvey(Schema):
    id = fields.String(required=True)
    kind = fields.String(required=True)
    audience = fields.String(required=True)
    title = fields.String(required=True)
    intro = fields.String(required=True)
    opens_on = fields.Date(required=True)
    closes_on = fields.Date(required=True)
    questions = fields.List(fields.Nested(QuestionView), required=True)


class SurveyView(PublicSurvey):
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    published_at = fields.AwareDateTime(required=True, allow_none=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)
    answers = fields.Integer(required=True, allow_none=True, metadata={"description": "结束时的答卷数"})


class SurveyQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))


class OpenSurveys(Schema):
    items = fields.List(fields.Nested(PublicSurvey), required=True)


class OpenSurveyQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)


class ResultView(Schema):
    no = fields.Integer(required=True)
    text = fields.String(required=True)
    kind = fields.String(required=True)
    n = fields.Integer(required=True, metadata={"description": "答了此题的份数"})
    counts = fields.Dict(required=True)
    satisfied = fields.Float(required=True, allow_none=True, metadata={"description": "满意率，%；无人作答为空"})
    texts = fields.List(fields.String(), required=True)


class ResultsView(Schema):
    survey_id = fields.String(required=True)
    state = fields.String(required=True)
    n = fields.Integer(required=True, metadata={"description": "答卷数"})
    questions = fields.List(
        fields.Nested(ResultView), required=True, metadata={"description": "结束后且不少于5份才分题公布"}
    )
