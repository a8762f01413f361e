"""What the routes of agency items take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from libs.common.events.intake import AGENCY_KINDS
from services.intake.appointments.booking.schemas import CENTRE

KIND = {"description": "；".join(f"{kind} {title}" for kind, title in AGENCY_KINDS.items())}


class SetKind(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)
    kind = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(list(AGENCY_KINDS)), metadata=KIND
    )  # fmt: skip


class CentreQuery(Schema):
    centre = fields.String(load_default=None, metadata=CENTRE)


class AgencyItemView(Schema):
    item_code = fields.String(required=True)
    kind = fields.String(required=True, metadata=KIND)


class AgencyItems(Schema):
    items = fields.List(fields.Nested(AgencyItemView), required=True)
