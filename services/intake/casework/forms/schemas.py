"""What the routes of forms take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.intake.casework.cases.schemas import words
from services.intake.casework.forms.hall_papers import BOOKING_WAYS, PERSONS
from services.intake.casework.forms.rules import STATES, FormKind

WINDOW = validate.Range(min=1, max=99)


class OnPaper(Schema):
    paper = fields.String(
        load_default="a4", validate=validate.OneOf(("a4", "receipt")), metadata={"description": "A4 或 80 毫米小票"}
    )


class PrintCaseForm(OnPaper):
    """承诺件通知书、补办件通知书."""

    collect_by = words(40, load_default="凭本通知书和身份证件到窗口领取")


class PrintNotice(OnPaper):
    """一次性告知书；要求补正、退件时另出补办件、退办件通知书."""

    person = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))
    refused_because = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=300))
    competent_body = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=120))


class PrintItemNotice(PrintNotice):
    item_code = words(40)
    centre = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))


class PrintReturn(OnPaper):
    competent_body = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=120))


class HallForm(OnPaper):
    window = fields.Integer(required=True, strict=True, validate=WINDOW)
    item_code = words(40)
    centre = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))


class Visited(HallForm):
    name = words(60)
    resident_id = fields.String(
        load_default=None, allow_none=True, validate=validate.Regexp(r"\d{17}[\dXx]\Z", error="应为18位证件号码")
    )
    phone = words(40)


class PrintBooking(Visited):
    way = fields.String(required=True, validate=validate.OneOf(BOOKING_WAYS))
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    place = words(80)


class PrintHomeVisit(Visited):
    person_kind = fields.String(required=True, validate=validate.OneOf(PERSONS))
    agreed_at = fields.AwareDateTime(required=True)
    address = words(200)
    staff = fields.List(words(40), required=True, validate=validate.Length(max=10))
    materials = fields.List(words(120), load_default=list, validate=validate.Length(max=40))


class PrintFeedback(HallForm):
    item_code = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    about_clerk = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))


class VoidForm(Schema):
    reason = words(300)


class SetLetterhead(Schema):
    enquiry_phone = words(40)
    complaint_phone = words(40)


class LetterheadView(Schema):
    centre = fields.String(required=True)
    version = fields.Integer(required=True)
    enquiry_phone = fields.String(required=True)
    complaint_phone = fields.String(required=True)


class FormView(Schema):
    """A paper: which, its number, and how far. What it says is in the PDF."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    centre = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([kind.value for kind in FormKind]))
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    serial = fields.String(required=True)
    window = fields.Integer(required=True)
    paper = fields.String(required=True)
    case_id = fields.String(required=True, allow_none=True)
    made_at = fields.AwareDateTime(required=True)
    made_by = fields.String(required=True)
    printed_at = fields.AwareDateTime(required=True, allow_none=True)
    sha256 = fields.String(required=True, allow_none=True)
    size = fields.Integer(required=True, allow_none=True, metadata={"description": "字节"})
    voided_at = fields.AwareDateTime(required=True, allow_none=True)
    void_reason = fields.String(required=True, allow_none=True)
