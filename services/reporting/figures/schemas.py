"""What figures look like from outside."""

from marshmallow import Schema, fields, validate

CENTRE = "中心代码；只看得到一个中心时可不填"


class TableQuery(Schema):
    centre = fields.String(load_default=None, metadata={"description": CENTRE})


class MonthQuery(TableQuery):
    cut = fields.String(
        load_default=None,
        validate=validate.OneOf(["26", "calendar"]),
        metadata={"description": "26：上月26日至本月25日；calendar：自然月；不填按本地设置"},
    )


class SpanQuery(TableQuery):
    since = fields.Date(required=True, data_key="from", metadata={"description": "首日，含"})
    until = fields.Date(required=True, metadata={"description": "末日，含"})


class PeriodView(Schema):
    title = fields.String(required=True)
    first = fields.Date(required=True)
    last = fields.Date(required=True)


class ShareView(Schema):
    numerator = fields.Integer(required=True)
    denominator = fields.Integer(required=True)
    text = fields.String(required=True, metadata={"description": "分母为0时为“—”"})


class LineView(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    ratios = fields.Dict(keys=fields.String(), values=fields.Nested(ShareView), required=True)


class IdentityView(Schema):
    """An equation that must hold (平衡关系)."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    holds = fields.Boolean(required=True)
    left = fields.Integer(required=True)
    right = fields.Integer(required=True)


class TableView(Schema):
    """The figures of a centre in a period (统计表). Titles of the codes: see /figures."""

    centre = fields.String(required=True)
    period = fields.Nested(PeriodView, required=True)
    as_of = fields.AwareDateTime(required=True)
    town = fields.Nested(LineView, required=True)
    windows = fields.List(fields.Nested(LineView), required=True)
    villages = fields.List(fields.Nested(LineView), required=True)
    departments = fields.List(fields.Nested(LineView), required=True)
    identities = fields.List(fields.Nested(IdentityView), required=True)


class IdentitiesView(Schema):
    centre = fields.String(required=True)
    period = fields.Nested(PeriodView, required=True)
    as_of = fields.AwareDateTime(required=True)
    identities = fields.List(fields.Nested(IdentityView), required=True)


class CountView(Schema):
    """Counted from facts of ``kind``."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    kind = fields.String(required=True)
    measure = fields.String(required=True)
    item_kind = fields.String(required=True, allow_none=True)
    detail = fields.String(required=True, allow_none=True)
    flag = fields.Boolean(required=True, allow_none=True)
    note = fields.String(required=True)


class StockView(Schema):
    """What stands open, at the beginning (``carried``) and at the end (``open``) of a period."""

    carried = fields.String(required=True)
    open = fields.String(required=True)
    title = fields.String(required=True)
    opens = fields.String(required=True)
    closes = fields.List(fields.String(), required=True)


class RatioView(Schema):
    code = fields.String(required=True)
    title = fields.String(required=True)
    numerator = fields.List(fields.String(), required=True)
    denominator = fields.List(fields.String(), required=True)
    less = fields.List(fields.String(), required=True, metadata={"description": "从分母中扣除"})
    unit = fields.String(required=True)
    excludes = fields.String(required=True)


class DefinitionsView(Schema):
    """How every figure is made (指标口径)."""

    counts = fields.List(fields.Nested(CountView), required=True)
    stocks = fields.List(fields.Nested(StockView), required=True)
    ratios = fields.List(fields.Nested(RatioView), required=True)
