"""Export and import over HTTP."""

from marshmallow import Schema, fields, validate

from libs.common.http import PageQuery
from services.intake.items.catalogue.editor_schemas import CENTRE, DifferenceView, PublishDraft
from services.intake.items.worksheets.exporting import FORMATS
from services.intake.items.worksheets.rules import Action


class ExportQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    format = fields.String(load_default="xlsx", validate=validate.OneOf(list(FORMATS)))


class UploadQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    retire_missing = fields.Boolean(load_default=False, metadata={"description": "表中没有的现行事项视为停办"})


class ApplyImport(PublishDraft):
    """Now, or from a day on."""


class RowFaultView(Schema):
    sheet = fields.String(required=True)
    row = fields.Integer(required=True, metadata={"description": "表格行号，标题为第1行；0为整张表"})
    column = fields.String(required=True, metadata={"description": "列标题"})
    message = fields.String(required=True)


class ImportSummary(Schema):
    id = fields.String(required=True)
    centre = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    sha256 = fields.String(required=True)
    base_hash = fields.String(required=True, metadata={"description": "所对照的现行目录"})
    retire_missing = fields.Boolean(required=True)
    fault_count = fields.Integer(required=True)
    created = fields.Integer(required=True, metadata={"description": "新增"})
    changed = fields.Integer(required=True, metadata={"description": "变更"})
    unchanged = fields.Integer(required=True, metadata={"description": "不变"})
    retired = fields.Integer(required=True, metadata={"description": "停办"})
    made_by = fields.String(required=True)
    made_at = fields.AwareDateTime(required=True)
    applied_by = fields.String(required=True, allow_none=True)
    applied_at = fields.AwareDateTime(required=True, allow_none=True)
    valid_from = fields.Date(required=True, allow_none=True)


class ImportView(ImportSummary):
    """A preview; what becomes of each item is in its lines."""

    faults = fields.List(fields.Nested(RowFaultView), required=True)


class LineQuery(PageQuery):
    action = fields.String(load_default=None, validate=validate.OneOf([action.value for action in Action]))


class LineView(Schema):
    seq = fields.Integer(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    action = fields.String(required=True)
    differences = fields.List(fields.Nested(DifferenceView), required=True)


class ImportQuery(PageQuery):
    centre = fields.String(load_default=None, metadata=CENTRE)
