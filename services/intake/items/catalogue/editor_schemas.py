"""Drafts, versions and the end of an item over HTTP."""

from typing import Any

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.items.catalogue.content import FORMS, KINDS
from services.intake.items.catalogue.faults import LONGEST, LONGEST_OF_MATERIAL, MOST_IN_LIST, MOST_MATERIALS
from services.intake.items.catalogue.rules import State

CENTRE = {"description": "中心代码；只属于一个中心时可不填"}
CODE = validate.Regexp(r"\w[\w.\-]{0,39}\Z", error="事项编码应为1至40个文字、数字或 . _ -")
WHOLE = validate.Range(min=0, max=999999)
# A draft may still lack what publishing asks for; its ``faults`` tell. Here stands only what no draft can be.
DRAFT_STATES = tuple(state.value for state in State if state is not State.RETIRED)


class Words(fields.String):
    """Text without blanks around it, its lines ended as ours are."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return super()._deserialize(value, attr, data, **kwargs).replace("\r\n", "\n").strip()


class Name(Words):
    """A name that may be unsaid: empty is None."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return super()._deserialize(value, attr, data, **kwargs) or None


def _words(longest: int) -> Words:
    return Words(validate=validate.Length(max=longest))


def _unsaid(longest: int) -> Name:
    return Name(allow_none=True, validate=validate.Length(max=longest))


def _list(longest: int) -> fields.List[Any]:
    return fields.List(_words(longest), validate=validate.Length(max=MOST_IN_LIST))


class DraftMaterial(Schema):
    name = Words(load_default="", validate=validate.Length(max=LONGEST_OF_MATERIAL["name"]))
    form = fields.String(load_default="", validate=validate.OneOf(["", *FORMS.values()]))
    copies = fields.Integer(load_default=1, strict=True, validate=WHOLE)
    required = fields.Boolean(load_default=True)
    conditional = fields.Boolean(load_default=False, metadata={"description": "可容缺"})
    source = Words(load_default="", validate=validate.Length(max=LONGEST_OF_MATERIAL["source"]))
    note = Words(load_default="", validate=validate.Length(max=LONGEST_OF_MATERIAL["note"]))


class DraftContent(Schema):
    """What is not given stays as it is; lists and materials are given whole."""

    name = _words(LONGEST["name"])
    kind = fields.String(validate=validate.OneOf(["", *KINDS.values()]))
    window = fields.Integer(allow_none=True, strict=True, validate=WHOLE)
    legal_limit = fields.Integer(allow_none=True, strict=True, validate=WHOLE)
    promised_limit = fields.Integer(allow_none=True, strict=True, validate=WHOLE)
    delegable = fields.Boolean()
    village_can_finish = fields.Boolean()
    home_visit = fields.Boolean()
    bookable = fields.Boolean()
    fee = _words(LONGEST["fee"])
    fee_basis = _words(LONGEST["fee_basis"])
    conditions = _list(LONGEST["conditions"])
    procedure = _list(LONGEST["procedure"])
    result = _words(LONGEST["result"])
    upper_authority = _unsaid(LONGEST["upper_authority"])
    co_departments = _list(LONGEST["co_departments"])
    materials = fields.List(fields.Nested(DraftMaterial), validate=validate.Length(max=MOST_MATERIALS))
    business_class = _unsaid(LONGEST["business_class"])
    post_a = _unsaid(LONGEST["post_a"])
    post_b = _unsaid(LONGEST["post_b"])
    controlled = fields.Boolean()


class BeginDraft(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    code = Words(required=True, validate=CODE)
    content = fields.Nested(DraftContent, load_default=dict)


class PublishDraft(Schema):
    valid_from = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "自此日零时起施行；不填为立即"}
    )
    despite_scheduled = fields.Boolean(
        load_default=False, metadata={"description": "确认：已排定的版本届时将取代本次内容"}
    )


class EndItem(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    last_day = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "最后办理日（含当日）；不填为立即停办"}
    )
    reason = Words(required=True, validate=validate.Length(min=2, max=300))


class WhichCentre(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)


class DraftQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
    state = fields.String(load_default=None, validate=validate.OneOf(DRAFT_STATES))
    code = fields.String(load_default=None, validate=validate.Length(max=40))


class FaultView(Schema):
    field = fields.String(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)


class DifferenceView(Schema):
    field = fields.String(required=True)
    words = fields.String(required=True)
    was = fields.String(required=True)
    now = fields.String(required=True)


class DraftSummary(Schema):
    id = fields.String(required=True)
    centre = fields.String(required=True)
    code = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    state_words = fields.String(required=True)
    name = fields.String(required=True)
    base_version = fields.Integer(required=True, allow_none=True, metadata={"description": "起草时的现行版本"})
    valid_from = fields.Date(required=True, allow_none=True)
    item_version = fields.Integer(required=True, allow_none=True, metadata={"description": "发布成为的版本"})
    drafted_by = fields.String(required=True)
    drafted_at = fields.AwareDateTime(required=True)
    changed_by = fields.String(required=True)
    changed_at = fields.AwareDateTime(required=True)


class DraftView(DraftSummary):
    """A draft with what it lacks (七公开 …) and how it differs from the version in force."""

    content = fields.Nested(DraftContent, required=True)
    faults = fields.List(fields.Nested(FaultView), required=True)
    current_version = fields.Integer(required=True, allow_none=True, metadata={"description": "现行版本"})
    outdated = fields.Boolean(required=True, metadata={"description": "起草后已有新版本生效"})
    differences = fields.List(fields.Nested(DifferenceView), required=True, metadata={"description": "与现行版本相比"})


class VersionView(Schema):
    code = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True, allow_none=True)


class ItemFaults(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    version = fields.Integer(required=True, allow_none=True, metadata={"description": "现行版本；待生效的为空"})
    draft_id = fields.String(required=True, allow_none=True)
    faults = fields.List(fields.Nested(FaultView), required=True)


class CatalogueFaults(Schema):
    items = fields.List(fields.Nested(ItemFaults), required=True)


class PlaceWindow(Schema):
    """What is not given stays as it is."""

    centre = fields.String(load_default=None, metadata=CENTRE)
    location = Words(validate=validate.Length(max=80))
    note = Words(validate=validate.Length(max=500))
    post_a = Words(validate=validate.Length(min=1, max=60))
    post_b = Words(validate=validate.Length(min=1, max=60))


class PlacedWindow(Schema):
    number = fields.Integer(required=True)
    name = fields.String(required=True)
    location = fields.String(required=True)
    note = fields.String(required=True)
    post_a = fields.String(required=True)
    post_b = fields.String(required=True)
    version = fields.Integer(required=True)
