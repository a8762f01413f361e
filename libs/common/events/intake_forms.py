"""What *intake* tells of printed forms and mandates."""

from libs.common.events.declaration import declare
from libs.common.events.parts import moment, number, one_of, text, texts

__all__ = (
    "FORM_ERASED",
    "FORM_NUMBERED",
    "FORM_PRINTED",
    "FORM_VOIDED",
    "MANDATE_CHANGED",
)

AT = "2026-03-02T00:31:05Z"
_FORM = {
    "form_id": text(), "kind": text(longest=24), "serial": text(longest=20), "window": number(least=1),
    "case_id": text(required=False),
}  # fmt: skip
_FORM_EXAMPLE = {
    "form_id": "0195e0c5", "kind": "promised_notice", "serial": "20260500001", "window": 5, "case_id": "0195e0c3",
}  # fmt: skip
FORM_NUMBERED = declare(
    "intake", "form.numbered", 1, "文书编号",
    {**_FORM, "at": moment()},
    example={**_FORM_EXAMPLE, "at": AT},
)  # fmt: skip
FORM_PRINTED = declare(
    "intake", "form.printed", 1, "文书已打印",
    {**_FORM, "sha256": text(longest=64), "at": moment()},
    example={**_FORM_EXAMPLE, "sha256": "6ed45f2b" * 8, "at": AT},
)  # fmt: skip
FORM_VOIDED = declare(
    "intake", "form.voided", 1, "文书作废",
    {**_FORM, "reason": text(longest=300), "at": moment()},
    example={**_FORM_EXAMPLE, "reason": "批准延长，重新出具", "at": AT},
)  # fmt: skip
FORM_ERASED = declare(
    "intake", "form.erased", 1, "文书随档案销毁", {**_FORM, "at": moment()}, example={**_FORM_EXAMPLE, "at": AT}
)  # fmt: skip
MANDATE_CHANGED = declare(
    "intake", "mandate.changed", 1, "委托变更",
    {
        "mandate_id": text(), "kind": one_of("personal", "unit"),
        "state": one_of("drafted", "active", "revoked", "expired"), "matters": texts(longest=40), "at": moment(),
    },
    example={
        "mandate_id": "0195e0c6", "kind": "personal", "state": "active", "matters": ["BM-MZ-001"], "at": AT,
    },
)  # fmt: skip
