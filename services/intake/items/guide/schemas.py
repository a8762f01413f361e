"""The guide over HTTP."""

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.items.catalogue.content import FORMS, KINDS, REGULATIONS
from services.intake.items.catalogue.schemas import CentreQuery
from services.intake.items.guide.rules import LONGEST_TERM


class ItemQuery(PageQuery):
    centre = fields.String(load_default=None, metadata={"description": "中心代码；不填为所有中心"})
    text = fields.String(
        load_default=None, validate=validate.Length(max=LONGEST_TERM),
        metadata={"description": "名称、拼音首字母、全拼或编码，或其中一部分"},
    )  # fmt: skip
    window = fields.Integer(
        load_default=None, validate=validate.Range(min=1), metadata={"description": "可在该窗口办理的事项"}
    )
    kind = fields.String(load_default=None, validate=validate.OneOf(list(KINDS.values())))
    delegable = fields.Boolean(load_default=None, metadata={"description": "可委托村代办"})
    bookable = fields.Boolean(load_default=None, metadata={"description": "可预约"})
    home_visit = fields.Boolean(load_default=None, metadata={"description": "可上门"})
    controlled = fields.Boolean(load_default=None, metadata={"description": "控制事项"})


class ItemVersionQuery(CentreQuery):
    version = fields.Integer(
        load_default=None, validate=validate.Range(min=1), metadata={"description": "不填为现行版本"}
    )


class MaterialView(Schema):
    seq = fields.Integer(required=True)
    name = fields.String(required=True)
    form = fields.String(required=True, validate=validate.OneOf(list(FORMS.values())))
    form_words = fields.String(required=True)
    copies = fields.Integer(required=True)
    originals = fields.Integer(required=True, metadata={"description": "原件份数"})
    photocopies = fields.Integer(required=True, metadata={"description": "复印件份数"})
    required = fields.Boolean(required=True)
    conditional = fields.Boolean(required=True, metadata={"description": "可容缺"})
    need_words = fields.String(required=True)
    source = fields.String(required=True)
    note = fields.String(required=True)


class ItemSummary(Schema):
    centre = fields.String(required=True)
    centre_name = fields.String(required=True)
    code = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    kind_words = fields.String(required=True)
    regulation = fields.String(required=True, validate=validate.OneOf(list(REGULATIONS)))
    regulation_words = fields.String(required=True, metadata={"description": "五规定"})
    window = fields.Integer(required=True)
    window_name = fields.String(required=True, allow_none=True)
    legal_limit = fields.Integer(required=True, allow_none=True, metadata={"description": "法定时限（工作日）"})
    legal_limit_words = fields.String(required=True)
    promised_limit = fields.Integer(required=True, metadata={"description": "承诺时限（工作日），即办件为0"})
    promised_limit_words = fields.String(required=True)
    delegable = fields.Boolean(required=True)
    village_can_finish = fields.Boolean(required=True)
    home_visit = fields.Boolean(required=True)
    bookable = fields.Boolean(required=True)
    fee = fields.String(required=True)


class GuideWindow(Schema):
    number = fields.Integer(required=True)
    name = fields.String(required=True)
    location = fields.String(required=True)
    hours = fields.String(required=True)
    extended_hours = fields.String(required=True, metadata={"description": "延时服务"})


class PostNames(Schema):
    a = fields.String(required=True, allow_none=True)
    b = fields.String(required=True, allow_none=True)


class ItemView(ItemSummary):
    """The service guide (办事指南) of an item: 七公开 and what else a person needs to know."""

    state = fields.String(required=True)
    state_words = fields.String(required=True)
    windows = fields.List(fields.Nested(GuideWindow), required=True, metadata={"description": "可办理的窗口"})
    posts = fields.Nested(PostNames, required=True, metadata={"description": "AB岗"})
    fee_basis = fields.String(required=True)
    conditions = fields.List(fields.String(), required=True)
    procedure = fields.List(fields.String(), required=True)
    materials = fields.List(fields.Nested(MaterialView), required=True)
    result = fields.String(required=True)
    upper_authority = fields.String(required=True, allow_none=True, metadata={"description": "上级审批机关"})
    co_departments = fields.List(fields.String(), required=True)
    enquiry_phone = fields.String(required=True)
    complaint_phone = fields.String(required=True)
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True, allow_none=True, metadata={"description": "最后办理日"})
    next_from = fields.Date(required=True, allow_none=True, metadata={"description": "新版本自此日起施行"})
