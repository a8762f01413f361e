"""What leave says no with. Codes are stable; titles are what people read."""

from __future__ import annotations

from libs.common.errors import Refused


class LeaveMoveRefused(Refused):
    """The leave is in a state that the act does not start from; each state in the way has a code of its own."""

    code, title = "leave_move_refused", "请假当前状态不允许此操作"


class NotDecided(LeaveMoveRefused):
    code, title = "leave_not_decided", "请假尚未审批"


class AlreadyApproved(LeaveMoveRefused):
    code, title = "leave_already_approved", "请假已经批准"


class LeaveDeclined(LeaveMoveRefused):
    code, title = "leave_declined", "请假未获批准"


class LeaveCancelled(LeaveMoveRefused):
    code, title = "leave_cancelled", "请假已取消"


class LeaveBegun(Refused):
    code, title = "leave_begun", "请假已开始，请办理销假"


class LeaveOver(Refused):
    code, title = "leave_over", "请假已结束"


class LeaveInPast(Refused):
    code, title, status = "leave_in_past", "不能补请已过去的时间，请由负责人代为登记", 422


class LeaveOverlaps(Refused):
    code, title = "leave_overlaps", "与本人已有的请假重叠"


class NotShorter(Refused):
    """销假 ends a leave earlier than approved, and no earlier than the half day before the present one."""

    code, title, status = "leave_not_shorter", "销假后的结束时间应早于原结束时间，且不早于刚过去的半天", 422


class OwnLeave(Refused):
    code, title, status = "own_leave", "不得审批本人的请假", 403


class OnLeave(Refused):
    """Who is back early says so first (销假)."""

    code, title = "on_leave", "正在请假，请先销假"


class UnknownLeaver(Refused):
    code, title, status = "unknown_leaver", "本中心没有这名工作人员", 422


class LeaveStandInUnfit(Refused):
    code, title, status = "leave_stand_in_unfit", "顶岗人应为本中心在职的其他工作人员", 422


class PostLeftUncovered(Refused):
    """``data["posts"]``: the sessions that nobody would cover, ``{"day", "start", "window"}``, twenty at most.

    Somebody else may be named to stand in; the director may let it be all the same and say why.
    """

    code, title = "post_left_uncovered", "批准后有窗口无人顶岗，请另行指定顶岗人"


class OnlyTheDirector(Refused):
    code, title, status = "only_the_director", "窗口无人顶岗时，须由中心主任说明理由后批准", 403
