"""Ratings from outside. A level is always said: no answer is no rating, and there is no default (N11)."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from libs.common.events.parts import LEVELS
from libs.common.http import PageQuery
from libs.common.identity.masking import mask_text
from services.intake.casework.cases.schemas import words
from services.intake.quality.ratings.figures import BY
from services.intake.quality.ratings.indicators import in_words
from services.intake.quality.ratings.integrity import FLAGS
from services.intake.quality.ratings.rules import CHANNELS, MOST_INDICATORS, TAKEN_DOWN
from services.intake.quality.ratings.tables import Rating


class Given(Schema):
    """What a person says."""

    level = fields.String(required=True, validate=validate.OneOf(LEVELS), metadata={"description": "必填，没有默认值"})
    indicators = fields.List(
        fields.String(validate=validate.Length(max=8)), load_default=list, validate=validate.Length(max=MOST_INDICATORS)
    )
    comment = words(500, load_default=None, allow_none=True)


class RateByCode(Given):
    number = words(40, metadata={"description": "办件编号、网上申请编号或号票号码"})
    code = words(40, metadata={"description": "查询码，或号票二维码中的编号"})
    phone = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=40),
        metadata={"description": "自愿留下，用于回访"},
    )


class TakeDown(Given):
    handling_id = words(36)
    channel = fields.String(required=True, validate=validate.OneOf(TAKEN_DOWN))


class RatingQuery(PageQuery):
    centre = fields.String(load_default=None)
    window = fields.Integer(load_default=None)
    level = fields.String(load_default=None, validate=validate.OneOf(LEVELS))
    channel = fields.String(load_default=None, validate=validate.OneOf(CHANNELS))
    flag = fields.String(
        load_default=None, validate=validate.OneOf([*FLAGS, "any"]), metadata={"description": "any：有任一存疑标记"}
    )


class IndicatorView(Schema):
    code = fields.String(required=True)
    text = fields.String(required=True, allow_none=True)


class OfferedIndicator(IndicatorView):
    level = fields.String(required=True)
    tier = fields.String(required=True, metadata={"description": "core 固定，expand 扩展"})


class IndicatorList(Schema):
    items = fields.List(fields.Nested(OfferedIndicator), required=True)


class Thanks(Schema):
    rating_id = fields.String(required=True, attribute="id")
    level = fields.String(required=True)


class RatingView(Schema):
    id = fields.String(required=True)
    version = fields.Integer(required=True)
    handling_id = fields.String(required=True)
    handling_kind = fields.String(required=True)
    window = fields.Integer(required=True)
    item_code = fields.String(required=True, allow_none=True)
    clerk = fields.String(required=True, allow_none=True)
    level = fields.String(required=True)
    indicators = fields.List(fields.Nested(IndicatorView), required=True)
    comment = fields.String(required=True, allow_none=True, metadata={"description": "已脱敏"})
    channel = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    elapsed = fields.Float(required=True, allow_none=True, metadata={"description": "邀评到按下的秒数"})
    flags = fields.List(fields.String(), required=True, metadata={"description": "存疑标记，只标示，不删除"})
    excluded = fields.String(
        required=True, allow_none=True, metadata={"description": "不计入满意率的原因：mistaken 误评，malicious 恶意"}
    )

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        if isinstance(obj, Rating):
            if attr == "indicators":
                return in_words(obj.indicators)
            if attr == "flags":
                return [flag for flag in obj.flags.split(",") if flag]
            if attr == "comment":
                return mask_text(obj.comment) if obj.comment else None
        return super().get_attribute(obj, attr, default)


class OwnRating(Schema):
    """A closed bad rating as the rated clerk sees it: what was said and done, never who said it."""

    rating_id = fields.String(required=True)
    window = fields.Integer(required=True)
    level = fields.String(required=True)
    indicators = fields.List(fields.Nested(IndicatorView), required=True)
    finding = fields.String(required=True, allow_none=True)
    measures = fields.String(required=True, allow_none=True)
    outcome = fields.String(required=True)
    closed_on = fields.Date(required=True)
    excluded = fields.String(required=True, allow_none=True)


class OwnRatings(Schema):
    items = fields.List(fields.Nested(OwnRating), required=True)


class FigureQuery(Schema):
    centre = fields.String(load_default=None)
    first = fields.Date(required=True)
    last = fields.Date(required=True)
    by = fields.String(load_default="window", validate=validate.OneOf(BY))


class Figures(Schema):
    handled = fields.Integer(required=True)
    rated = fields.Integer(required=True)
    not_rated = fields.Integer(required=True, metadata={"description": "未评价，不计为满意"})
    participation = fields.Float(required=True, allow_none=True, metadata={"description": "参评率，%"})
    levels = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    valid = fields.Integer(required=True, metadata={"description": "满意率的分母"})
    satisfaction = fields.Float(required=True, allow_none=True, metadata={"description": "满意率，%"})
    excluded = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, metadata={"description": "不计入的评价及原因"}
    )
    flagged = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    satisfaction_unflagged = fields.Float(
        required=True, allow_none=True, metadata={"description": "另行剔除存疑评价后的满意率，仅供对照"}
    )


class FigureRow(Figures):
    key = fields.String(required=True)
    name = fields.String(required=True)


class FigureTable(Schema):
    by = fields.String(required=True)
    whole = fields.Nested(Figures, required=True)
    rows = fields.List(fields.Nested(FigureRow), required=True)
    ignored = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
