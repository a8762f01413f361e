"""What the life cycle of a case says no with. Codes are stable; titles are what a clerk reads."""

from __future__ import annotations

from libs.common.errors import Refused

# The acts of the life cycle, as a refusal names them.
VERBS = {
    "receive": "收取材料",
    "notify": "一次性告知",
    "supplement": "补正材料",
    "accept": "受理",
    "pause": "暂停计时",
    "resume": "恢复计时",
    "extend": "延长期限",
    "stage": "登记办理环节",
    "part": "登记联办意见",
    "ask_anew": "重新征求部门意见",
    "joint_rule": "更改联办规则",
    "review": "安排联合会审",
    "report": "上报",
    "send_back": "登记上级退回",
    "follow_up": "登记跟踪",
    "answer": "登记上级答复",
    "tell": "登记已告知上级结果",
    "complete": "办结",
    "return": "退件",
    "withdraw": "撤回",
    "lapse": "按逾期未补正处理",
    "deliver": "登记结果送达",
    "archive": "归档",
    "dispose": "销毁",
    "refer": "登记外部编号",
}


class IllegalMove(Refused):
    """The case is in a state that the act does not start from.

    The classes below name the state in the way; of each, the rules make one for every act that it refuses, with code
    and words of its own (``case_paused.complete``, 办件正在暂停计时，不能办结).
    """

    code, title = "case_move_refused", "办件当前状态不允许此操作"


class AlreadyAccepted(IllegalMove):
    code, title = "case_already_accepted", "办件已经受理，正在办理"


class NotAccepted(IllegalMove):
    code, title = "case_not_accepted", "办件尚未受理"


class AwaitingSupplement(IllegalMove):
    code, title = "case_awaiting_supplement", "办件正在等待补正材料"


class CasePaused(IllegalMove):
    code, title = "case_paused", "办件正在暂停计时"


class CaseReportedUp(IllegalMove):
    code, title = "case_reported", "办件已经上报，正在等待上级答复"


class CaseAnsweredAbove(IllegalMove):
    code, title = "case_answered", "上级已经答复"


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
    """容缺受理 is acceptance without a material, not completion or a report upward without it."""

    code, title = "undertaking_open", "容缺材料尚未补交"


class SupplementStillOpen(Refused):
    """The person has until ``data["until"]``, that day included."""

    code, title = "supplement_still_open", "补正期限尚未届满"


class UnknownMaterial(Refused):
    code, title, status = "unknown_material", "材料清单中没有该序号", 422


class ExtensionTooLate(Refused):
    """An extension is granted before the limit ends (行政许可法 art. 42), not to heal what is overdue."""

    code, title = "extension_too_late", "办件已超过期限，不能再延长"


class NumbersExhausted(Refused):
    code, title = "case_numbers_exhausted", "该窗口今日办件编号已用完"
