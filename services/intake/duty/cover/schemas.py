"""Cover over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.duty.alarms.rules import KINDS
from services.intake.duty.alarms.rules import State as AlarmState
from services.intake.hall.windows.schemas import CENTRE


class DayQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    date = fields.Date(load_default=None, metadata={"description": "不填为今天"})


class CentreQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)


class HindranceView(Schema):
    role = fields.String(required=True)
    login = fields.String(required=True)
    why = fields.String(required=True, metadata={"description": "leave、out、unsigned、left、inactive、busy"})
    until = fields.AwareDateTime(required=True, allow_none=True)
    window = fields.Integer(required=True, allow_none=True, metadata={"description": "已在哪个窗口"})


class LineView(Schema):
    window = fields.Integer(required=True)
    start = fields.Time(required=True, format="%H:%M")
    end = fields.Time(required=True, format="%H:%M")
    extended = fields.Boolean(required=True)
    person = fields.String(required=True, allow_none=True, metadata={"description": "空为无人顶岗"})
    role = fields.String(required=True, allow_none=True)
    hindered = fields.List(fields.Nested(HindranceView), required=True)
    why = fields.String(required=True)


class OverbookedView(Schema):
    login = fields.String(required=True)
    name = fields.String(required=True)
    windows = fields.List(fields.Integer(), required=True)


class RevisionView(Schema):
    revision = fields.Integer(required=True)
    cause = fields.String(required=True)
    made_at = fields.AwareDateTime(required=True)
    uncovered = fields.Integer(required=True)


class CoverView(Schema):
    date = fields.Date(required=True)
    kept = fields.Boolean(required=True, metadata={"description": "是否已存档；尚未到前一日傍晚的为即时推算"})
    revision = fields.Integer(required=True, allow_none=True)
    made_at = fields.AwareDateTime(required=True)
    uncovered = fields.Integer(required=True)
    lines = fields.List(fields.Nested(LineView), required=True)
    overbooked = fields.List(fields.Nested(OverbookedView), required=True)
    revisions = fields.List(
        fields.Nested(RevisionView), required=True, metadata={"description": "第一版是前一日傍晚的"}
    )


class RevisionInFull(RevisionView):
    date = fields.Date(required=True)
    inputs = fields.Dict(required=True, metadata={"description": "结论的依据，原样"})
    lines = fields.List(fields.Nested(LineView), required=True)
    holds = fields.Boolean(required=True, metadata={"description": "由依据重新推算，结论相同"})


class AlarmQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in AlarmState]))
    kind = fields.String(load_default=None, validate=validate.OneOf(list(KINDS)))
    date = fields.Date(load_default=None)


class AlarmView(Schema):
    id = fields.String(required=True)
    kind = fields.String(required=True)
    kind_words = fields.String(required=True)
    state = fields.String(required=True)
    day = fields.Date(required=True)
    window = fields.Integer(required=True, allow_none=True)
    sessions = fields.List(fields.String(), required=True)
    raised_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
