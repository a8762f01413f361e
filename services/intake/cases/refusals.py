"""What the life cycle of a case says no with. Codes are stable; titles are what a clerk reads."""

from __future__ import annotations

from libs.common.errors import Refused


class IllegalMove(Refused):
    """The case is in a state that the act does not start from; each state in the way has a code of its own."""

    code, title = "case_move_refused", "办件当前状态不允许此操作"


class AlreadyAccepted(IllegalMove):
    code, title = "case_already_accepted", "办件已经受理"


class NotAccepted(IllegalMove):
    code, title = "case_not_accepted", "办件尚未受理"


class AwaitingSupplement(IllegalMove):
    code, title = "case_awaiting_supplement", "办件正在等待补正材料"


class NotAwaitingSupplement(IllegalMove):
    code, title = "case_not_awaiting_supplement", "办件没有待补正的材料"


class CasePaused(IllegalMove):
    code, title = "case_paused", "办件正在暂停计时"


class CaseNotPaused(IllegalMove):
    code, title = "case_not_paused", "办件没有暂停计时"


class CaseCompleted(IllegalMove):
    code, title = "case_completed", "办件已经办结"


class CaseReturned(IllegalMove):
    code, title = "case_returned", "办件已经退件"


class CaseWithdrawn(IllegalMove):
    code, title = "case_withdrawn", "办件已经撤回"


class MaterialsMissing(Refused):
    """``data["missing"]`` names every required material that is not there."""

    code, title = "materials_missing", "必需材料不齐，不能受理"


class UndertakingMissing(Refused):
    """A material that may follow (可容缺) is neither there nor promised in writing; ``data["missing"]`` names them."""

    code, title = "undertaking_missing", "容缺材料须有书面承诺"


class UndertakingNotAllowed(Refused):
    """An undertaking for what is there already, may not follow, or was not asked for."""

    code, title, status = "undertaking_not_allowed", "该材料不适用容缺承诺", 422


class UndertakingInPast(Refused):
    code, title, status = "undertaking_in_past", "容缺补交期限应晚于今天", 422


class UndertakingOpen(Refused):
    """容缺受理 is acceptance without a material, not completion without it."""

    code, title = "undertaking_open", "容缺材料尚未补交，不能办结"


class UnknownMaterial(Refused):
    code, title, status = "unknown_material", "材料清单中没有该序号", 422


class ExtensionTooLate(Refused):
    """An extension is granted before the limit ends (行政许可法 art. 42), not to heal what is overdue."""

    code, title = "extension_too_late", "办件已超过期限，不能再延长"


class NumbersExhausted(Refused):
    code, title = "case_numbers_exhausted", "该窗口今日办件编号已用完"
