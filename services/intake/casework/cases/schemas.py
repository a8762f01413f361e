"""What the routes of cases take and give. Views are masked."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from libs.common.http import PageQuery
from services.intake.casework.cases.clocks import SPECIAL_PROCEDURES
from services.intake.casework.cases.ending import REMEDIES
from services.intake.casework.cases.rules import COMPLETIONS, Result, State, Undertaking
from services.intake.casework.deliveries.rules import Handing, Way

CHANNELS = ("window", "online", "village", "home_visit", "appointment", "phone")
SEQUENCE = validate.Range(min=1, max=999)


def words(longest: int, **kwargs: Any) -> fields.String:
    """Text that says something."""
    said = validate.And(validate.Length(max=longest), validate.Regexp(r"(?s).*\S", error="不能为空"))
    return fields.String(required="load_default" not in kwargs, validate=said, **kwargs)


class Applicant(Schema):
    name = words(60)
    resident_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    phone = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    phone_relation = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=20),
        metadata={"description": "电话是谁的，如 本人、儿子"},
    )  # fmt: skip


class ActOfPerson(Schema):
    """What an applicant does, or an agent for the applicant."""

    mandate_id = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=36),
        metadata={"description": "由受托人办理时的授权委托书"},
    )  # fmt: skip


class RegisterCase(ActOfPerson):
    item_code = words(40)
    applicant = fields.Nested(Applicant, required=True)
    received = fields.List(
        fields.Integer(strict=True, validate=SEQUENCE), load_default=list, validate=validate.Length(max=100),
        metadata={"description": "已收材料在材料清单中的序号"},
    )  # fmt: skip
    channel = fields.String(load_default="window", validate=validate.OneOf(CHANNELS))
    window = fields.Integer(
        strict=True, load_default=None, allow_none=True, validate=validate.Range(min=1, max=99),
        metadata={"description": "不填为事项所属窗口"},
    )  # fmt: skip
    village_code = fields.String(
        load_default=None, allow_none=True, validate=validate.Regexp(r"\d{12}\Z", error="应为12位村（社区）代码")
    )
    ticket_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=36))
    centre = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))


class UndertakingBody(Schema):
    seq = fields.Integer(required=True, strict=True, validate=SEQUENCE)
    what = words(200)
    until = fields.Date(required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Undertaking:
        return Undertaking(**data)


class AcceptCase(Schema):
    undertakings = fields.List(fields.Nested(UndertakingBody), load_default=list, validate=validate.Length(max=100))


class ReceiveMaterials(ActOfPerson):
    received = fields.List(
        fields.Integer(strict=True, validate=SEQUENCE), required=True, validate=validate.Length(min=1, max=100)
    )


class CompleteCase(ActOfPerson):
    result_code = fields.String(
        load_default=Result.DONE.value, validate=validate.OneOf([result.value for result in COMPLETIONS]),
        metadata={"description": "办结结果：出证办结、办结、转报办结"},
    )  # fmt: skip
    result = words(100, load_default=None, allow_none=True, metadata={"description": "结果说明，不填为办结结果"})
    certificate_number = words(60, load_default=None, allow_none=True, metadata={"description": "证照编号"})
    way = fields.Enum(
        Way, by_value=True, load_default=None, allow_none=True,
        metadata={"description": "结果送达方式；不填：出证办结的窗口领取，其余不需要送达"},
    )  # fmt: skip
    handed_over = fields.Boolean(load_default=False, metadata={"description": "当场领走"})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        handing = Handing(*(data.pop(name) for name in ("certificate_number", "way", "handed_over")))
        return {**data, "result_code": Result(data["result_code"]), "handing": handing}


class ReturnCase(Schema):
    ground = words(500)
    basis = words(300)
    remedies = words(500, load_default=REMEDIES)


class Reason(Schema):
    reason = words(300)


class WithdrawCase(ActOfPerson, Reason):
    """The same reason, and who acts."""


class PauseCase(Schema):
    procedure = fields.String(required=True, validate=validate.OneOf(SPECIAL_PROCEDURES))
    expected_days = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=730))


class ExtendCase(Schema):
    days = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=60))
    ground = words(100)


class CaseQuery(PageQuery):
    state = fields.String(load_default=None, validate=validate.OneOf([state.value for state in State]))
    item = fields.String(load_default=None, validate=validate.Length(max=40))
    due_before = fields.Date(load_default=None, metadata={"description": "在此日之前到期，不含当日"})


class PersonQuery(Schema):
    name = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))
    resident_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    phone = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    cursor = fields.String(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, strict=True, validate=validate.Range(min=1, max=200))


class CertificateView(Schema):
    certificate_number = fields.String(required=True, allow_none=True)


class ApplicantView(Schema):
    name = fields.String(required=True)
    resident_id = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    phone_relation = fields.String(required=True, allow_none=True)
