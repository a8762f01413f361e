"""What the catalogue looks like from outside."""

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.catalogue.rules import FORMS, KINDS


class CentreQuery(Schema):
    centre = fields.String(load_default=None, metadata={"description": "中心代码；只有一个中心时可不填"})


class ItemQuery(PageQuery):
    centre = fields.String(load_default=None, metadata={"description": "中心代码；只有一个中心时可不填"})
    text = fields.String(
        load_default=None, validate=validate.Length(max=60), metadata={"description": "名称或编码中的文字"}
    )
    window = fields.Integer(load_default=None, validate=validate.Range(min=1))
    kind = fields.String(load_default=None, validate=validate.OneOf(list(KINDS.values())))


class ItemVersionQuery(CentreQuery):
    version = fields.Integer(
        load_default=None, validate=validate.Range(min=1), metadata={"description": "不填为现行版本"}
    )


class MaterialView(Schema):
    seq = fields.Integer(required=True)
    name = fields.String(required=True)
    form = fields.String(required=True, validate=validate.OneOf(list(FORMS.values())))
    copies = fields.Integer(required=True)
    required = fields.Boolean(required=True)
    conditional = fields.Boolean(required=True, metadata={"description": "可容缺"})
    source = fields.String(required=True)
    note = fields.String(required=True)


class ItemSummary(Schema):
    code = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    window = fields.Integer(required=True)
    legal_limit = fields.Integer(required=True, allow_none=True, metadata={"description": "法定时限（工作日）"})
    promised_limit = fields.Integer(required=True, metadata={"description": "承诺时限（工作日），即办件为0"})
    delegable = fields.Boolean(required=True)
    village_can_finish = fields.Boolean(required=True)
    home_visit = fields.Boolean(required=True)
    bookable = fields.Boolean(required=True)
    fee = fields.String(required=True)


class ItemView(ItemSummary):
    """The service guide (办事指南) of an item: 七公开 and what else a person needs to know."""

    centre = fields.String(required=True)
    state = fields.String(required=True)
    window_name = fields.String(required=True, allow_none=True)
    fee_basis = fields.String(required=True)
    conditions = fields.List(fields.String(), required=True)
    procedure = fields.List(fields.String(), required=True)
    result = fields.String(required=True)
    upper_authority = fields.String(required=True, allow_none=True)
    co_departments = fields.List(fields.String(), required=True)
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True, allow_none=True)
    materials = fields.List(fields.Nested(MaterialView), required=True)


class SessionView(Schema):
    weekday = fields.Integer(required=True)
    session = fields.String(required=True)
    start = fields.Time(required=True, format="%H:%M")
    end = fields.Time(required=True, format="%H:%M")
    kind = fields.String(required=True)
    windows = fields.List(fields.Integer(), required=True, metadata={"description": "空表示全部窗口"})


class PostView(Schema):
    login = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)


class WindowView(Schema):
    number = fields.Integer(required=True)
    name = fields.String(required=True)
    prefix = fields.String(required=True, allow_none=True, metadata={"description": "本窗口的号类；无差别窗口为空"})
    post_a = fields.Nested(PostView, required=True)
    post_b = fields.Nested(PostView, required=True)
    classes = fields.List(fields.String(), required=True, metadata={"description": "可叫的号类，按先后"})
    note = fields.String(required=True)


class CentreView(Schema):
    """The centre with its windows and the opening hours in force."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    division = fields.String(required=True)
    windows = fields.List(fields.Nested(WindowView), required=True)
    hours = fields.List(fields.Nested(SessionView), required=True)
