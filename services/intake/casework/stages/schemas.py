"""What the routes of stages take and give."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from services.intake.casework.cases.schemas import words
from services.intake.casework.stages.kinds import stage_kinds
from services.intake.casework.stages.rules import OUTCOMES, State

_OUTCOME = validate.OneOf(OUTCOMES)


class BeginStage(Schema):
    kind = fields.String(required=True, validate=validate.Length(max=24), metadata={"description": "见环节清单"})
    began_at = fields.AwareDateTime(load_default=None, allow_none=True, metadata={"description": "不填为现在"})
    opinion = words(500, load_default=None, allow_none=True, metadata={"description": "办理意见；填写即为已完成"})
    outcome = fields.String(load_default="passed", validate=_OUTCOME)


class FinishStage(Schema):
    opinion = words(500)
    outcome = fields.String(load_default="passed", validate=_OUTCOME)


class StageView(Schema):
    no = fields.Integer(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([state.value for state in State]))
    began_at = fields.AwareDateTime(required=True)
    began_by = fields.String(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_by = fields.String(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True, validate=_OUTCOME)
    opinion = fields.String(required=True, allow_none=True)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        return stage_kinds()[obj.kind].name if attr == "name" else super().get_attribute(obj, attr, default)


class PublicStage(Schema):
    """A stage in neutral words: what kind of work, from when to when. Never what was found, nor by whom."""

    words = fields.String(required=True)
    began_on = fields.Date(required=True)
    ended_on = fields.Date(required=True, allow_none=True)


class StageKindView(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    shown = fields.String(required=True, metadata={"description": "公众查询页面上的说法"})


class StageKinds(Schema):
    items = fields.List(fields.Nested(StageKindView), required=True)
