"""Posts and handings over, over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.duty.posts.rules import BACK, OVER, Role, Work
from services.intake.hall.windows.schemas import CENTRE

WHO = {"description": "用户名"}


class CentreQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)


class PostView(Schema):
    window = fields.Integer(required=True)
    post_a = fields.String(required=True, metadata=WHO)
    post_b = fields.String(required=True, metadata=WHO)
    holder = fields.String(required=True, metadata={"description": "现在由谁负责（用户名）"})
    role = fields.String(required=True, validate=validate.OneOf([role.value for role in Role]))
    since = fields.AwareDateTime(required=True, allow_none=True, metadata={"description": "从未交接的为空"})
    seated = fields.String(
        required=True, allow_none=True, metadata={"description": "本班次应在窗口的人；空为无人顶岗，或现在不是班次"}
    )
    why = fields.String(required=True, metadata={"description": "依次说明"})


class PostsView(Schema):
    items = fields.List(fields.Nested(PostView), required=True)


class HandoverQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    window = fields.Integer(load_default=None, validate=validate.Range(min=1, max=99))
    first = fields.Date(load_default=None, data_key="from")
    last = fields.Date(load_default=None, data_key="until")


class PostHandoverView(Schema):
    id = fields.String(required=True)
    window = fields.Integer(required=True)
    direction = fields.String(required=True, validate=validate.OneOf([OVER, BACK]))
    giver = fields.String(required=True, metadata=WHO)
    receiver = fields.String(required=True, metadata=WHO)
    role = fields.String(required=True)
    why = fields.String(required=True, allow_none=True)
    until = fields.AwareDateTime(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)
    cases = fields.Integer(required=True)
    inquiries = fields.Integer(required=True)
    tickets = fields.Integer(required=True)
    finished = fields.Integer(required=True, metadata={"description": "交回时：接替期间已办结的件数"})


class ItemView(Schema):
    kind = fields.String(required=True)
    subject_id = fields.String(required=True)
    number = fields.String(required=True)
    owner = fields.String(required=True, metadata=WHO)
    state = fields.String(required=True, validate=validate.OneOf([state.value for state in Work]))
    settled_at = fields.AwareDateTime(required=True, allow_none=True)


class HandoverInFull(PostHandoverView):
    items = fields.List(fields.Nested(ItemView), required=True)
