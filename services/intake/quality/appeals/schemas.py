"""What the routes of appeals take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.casework.cases.schemas import words
from services.intake.quality.appeals.rules import FINDINGS, State


class LodgeAppeal(Schema):
    ground = words(500)


class UpholdAppeal(Schema):
    finding = fields.String(
        required=True, validate=validate.OneOf(FINDINGS), metadata={"description": "mistaken 误评，malicious 恶意差评"}
    )
    reason = words(500)


class AppealQuery(PageQuery):
    centre = fields.String(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))


class AppealView(Schema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    rating_id = fields.String(required=True)
    window = fields.Integer(required=True)
    ground = fields.String(required=True)
    lodged_by = fields.String(required=True)
    lodged_at = fields.AwareDateTime(required=True)
    finding = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    decided_by = fields.String(required=True, allow_none=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
