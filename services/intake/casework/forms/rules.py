"""Which form is for what, and the life of a paper: its number is never given twice and never left out."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from libs.common.errors import Refused


class FormKind(StrEnum):
    ONE_TIME_NOTICE = "one_time_notice"
    PROMISED = "promised_notice"
    SUPPLEMENT = "supplement_notice"
    RETURN = "return_notice"
    JOINT = "joint_notice"
    PERSONAL_MANDATE = "personal_mandate"
    UNIT_MANDATE = "unit_mandate"
    BOOKING = "booking_register"
    HOME_VISIT = "home_visit_register"
    FEEDBACK = "feedback_form"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _TITLES[self]


_TITLES = {
    FormKind.ONE_TIME_NOTICE: "一次性告知书",
    FormKind.PROMISED: "承诺件通知书",
    FormKind.SUPPLEMENT: "补办件通知书",
    FormKind.RETURN: "退办件通知书",
    FormKind.JOINT: "联办件通知书",
    FormKind.PERSONAL_MANDATE: "授权委托书（个人）",
    FormKind.UNIT_MANDATE: "授权委托书（单位）",
    FormKind.BOOKING: "预约服务登记表",
    FormKind.HOME_VISIT: "上门服务登记表",
    FormKind.FEEDBACK: "服务质量意见反馈表",
}
RECEIPT_WIDTH = frozenset({FormKind.PROMISED, FormKind.SUPPLEMENT, FormKind.BOOKING})
"""Short enough for the 80 mm printer at the window."""

NUMBERED, PRINTED, VOID, ERASED = STATES = ("numbered", "printed", "void", "erased")
# verb: states it may start from, state it leads to. A void paper keeps its number and its stored copy.
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "print": ((NUMBERED,), PRINTED),
    "void": ((NUMBERED, PRINTED), VOID),
    # With the disposal of its case; the number stays used.
    "erase": ((NUMBERED, PRINTED, VOID), ERASED),
}


class FormNotForCase(Refused):
    """The case is not of the kind, or not in the state, that this form tells of."""

    code, title = "form_not_for_case", "办件当前情况不适用该文书"


class FormStands(Refused):
    """Two papers of one kind on one matter would contradict each other. ``data`` names the one that stands."""

    code, title = "form_stands", "同一事由的文书已经出具，请补打原件或先作废"


class FormVoid(Refused):
    code, title = "form_void", "文书已作废"


class FormErased(Refused):
    code, title = "form_erased", "文书已随档案销毁"


class FormNotPrinted(Refused):
    code, title = "form_not_printed", "文书尚未打印"


class ReceiptNotOffered(Refused):
    code, title, status = "form_receipt_not_offered", "该文书内容较多，只能用A4纸打印", 422


class TwoStaffNeeded(Refused):
    """Door-to-door service: at least two staff (上门服务须两人以上)."""

    code, title, status = "two_staff_needed", "上门服务应由两名以上工作人员进行", 422


def require_paper(kind: FormKind, paper: str) -> None:
    """Raises ReceiptNotOffered."""
    if paper == "receipt" and kind not in RECEIPT_WIDTH:
        raise ReceiptNotOffered(kind.title, field="paper")


def require_two(staff: Collection[str]) -> None:
    """Raises TwoStaffNeeded."""
    if len({name.strip() for name in staff}) < 2:
        raise TwoStaffNeeded(field="staff")


def serial_number(year: int, window: int, running: int) -> str:
    """Year, window (2 digits) and running number of form, centre and year (5 or more digits): 20260500001."""
    return f"{year}{window:02d}{running:05d}"
