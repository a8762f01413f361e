"""What the routes of the calendar take and give."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from libs.common.calendar.rules import DayKind
from libs.common.calendar.sheet import MAX_TEXT
from libs.common.deadlines.entries import FIRST_YEAR, LAST_YEAR
from libs.common.editions.schemas import ChangeView
from libs.common.http import PageQuery
from services.intake.calendar.arrangement import Arrangement, from_days, from_file
from services.intake.casework.cases.schemas import words

MOST_SINGLE_DAYS = 400


class DayBody(Schema):
    date = fields.Date(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([kind.value for kind in DayKind]))
    name = fields.String(load_default="", validate=validate.Length(max=MAX_TEXT))
    source = fields.String(load_default="", validate=validate.Length(max=MAX_TEXT))
    confirmed = fields.Boolean(load_default=None, allow_none=True, metadata={"description": "不填同 confirmed"})


class ArrangementBody(Schema):
    """Either ``sheet`` or ``days``. Loads as an Arrangement: a file is read here, before any transaction begins."""

    source = words(MAX_TEXT, metadata={"description": "依据：通知名称和文号"})
    year = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(min=FIRST_YEAR, max=LAST_YEAR),
        metadata={"description": "填写时为该年全年安排：未列出的日子按周一至周五上班计，并一并公布"},
    )  # fmt: skip
    confirmed = fields.Boolean(load_default=True, metadata={"description": "行内未写明时是否为已确认"})
    sheet = fields.String(
        load_default=None, allow_none=True,
        metadata={"description": "CSV 或 Excel（.xlsx）文件的 base64；列：日期、类别、名称、来源、已确认"},
    )  # fmt: skip
    days = fields.List(
        fields.Nested(DayBody), load_default=None, allow_none=True, validate=validate.Length(max=MOST_SINGLE_DAYS)
    )

    @validates_schema
    def one_of_both(self, data: dict[str, Any], **_: Any) -> None:
        if (data["sheet"] is None) == (data["days"] is None):
            raise ValidationError("请上传文件，或逐日填写", "sheet")

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> dict[str, Arrangement]:
        said = data["source"].strip(), data["year"], data["confirmed"]
        if data["sheet"] is None:
            return {"arrangement": from_days(data["days"], *said)}
        try:
            content = base64.b64decode(data["sheet"], validate=True)
        except (binascii.Error, ValueError):
            raise ValidationError("应为文件的 base64", "sheet") from None
        return {"arrangement": from_file(content, *said)}


class RowErrorView(Schema):
    line = fields.Integer(required=True, metadata={"description": "文件行号，含表头；逐日填写时为第几个；0 为整个文件"})
    column = fields.String(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)


class ForeseenView(Schema):
    kind = fields.String(required=True)
    words = fields.String(required=True)
    moved = fields.Integer(required=True, metadata={"description": "日期会变动的期限"})
    marked = fields.Integer(required=True, metadata={"description": "仅暂定标记或暂停中剩余天数会变的期限"})


class PreviewView(Schema):
    version = fields.Integer(required=True, metadata={"description": "所比较的版次；公布时作为 If-Match"})
    errors = fields.List(fields.Nested(RowErrorView), required=True, metadata={"description": "有误则不能公布"})
    days = fields.Integer(required=True, metadata={"description": "与现行内容不同的日子，含仅来源不同"})
    changes = fields.List(fields.Nested(ChangeView), required=True)
    deadlines = fields.List(fields.Nested(ForeseenView), required=True)


class PublishedView(Schema):
    published = fields.Boolean(required=True, metadata={"description": "false：内容与现行日历相同，未作任何变动"})
    number = fields.Integer(required=True, metadata={"description": "最近一次公布的编号"})
    edition = fields.Integer(required=True, metadata={"description": "现行版次"})
    days = fields.Integer(required=True)
    changed = fields.Integer(required=True)


class DayView(Schema):
    date = fields.Date(required=True)
    kind = fields.String(required=True)
    kind_words = fields.String(required=True)
    works = fields.Boolean(required=True)
    name = fields.String(required=True)
    source = fields.String(required=True)
    confirmed = fields.Boolean(required=True, metadata={"description": "false 为暂定"})


class YearView(Schema):
    version = fields.Integer(required=True, metadata={"description": "版次"})
    year = fields.Integer(required=True)
    calendar_id = fields.String(required=True)
    confirmed = fields.Boolean(required=True, metadata={"description": "全年均已确认"})
    provisional_days = fields.Integer(required=True)
    working_days = fields.Integer(required=True)
    days = fields.List(fields.Nested(DayView), required=True)


class PublicationView(Schema):
    number = fields.Integer(required=True)
    source = fields.String(required=True)
    year = fields.Integer(required=True, allow_none=True)
    days = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    edition = fields.Integer(required=True)
    published_at = fields.AwareDateTime(required=True)
    published_by = fields.String(required=True)


class PublicationQuery(PageQuery):
    year = fields.Integer(load_default=None, validate=validate.Range(min=FIRST_YEAR, max=LAST_YEAR))
