"""What a centre looks like from outside."""

from marshmallow import Schema, fields


class CentreQuery(Schema):
    centre = fields.String(load_default=None, metadata={"description": "中心代码；只有一个中心时可不填"})


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
    location = fields.String(required=True)
    note = fields.String(required=True)


class CentreView(Schema):
    """The centre with its windows and the opening hours in force."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    division = fields.String(required=True)
    windows = fields.List(fields.Nested(WindowView), required=True)
    hours = fields.List(fields.Nested(SessionView), required=True)
