"""What door-to-door service says no with. Codes are stable; titles are what people read."""

from __future__ import annotations

from libs.common.errors import NotFound, Refused


class IllegalMove(Refused):
    """The visit is in a state that the act does not start from; each state in the way has a code of its own."""

    code, title = "visit_move_refused", "上门服务当前状态不允许此操作"


class NotAnswered(IllegalMove):
    code, title = "visit_not_answered", "上门服务申请尚未答复"


class AlreadyAgreed(IllegalMove):
    code, title = "visit_already_agreed", "已约定上门时间"


class VisitDeclined(IllegalMove):
    code, title = "visit_declined", "已答复不能上门"


class VisitFinished(IllegalMove):
    code, title = "visit_finished", "上门服务已登记结果"


class VisitCancelled(IllegalMove):
    code, title = "visit_cancelled", "上门服务已取消"


class VisitNotFound(NotFound):
    """One answer for a wrong number and for a wrong code: neither is given away."""

    code, title = "visit_not_found", "上门服务号或查询码有误"


class NotAtHome(Refused):
    code, title = "item_not_at_home", "该事项不提供上门服务"


class TooFewStaff(Refused):
    """At least two go, for their own safety and the person's (上门服务制度)."""

    code, title, status = "too_few_staff", "上门服务须由至少两名工作人员前往", 422


class UnknownStaff(Refused):
    """``data["logins"]`` are not accounts of the centre that may sign in."""

    code, title, status = "unknown_staff", "本中心没有这名工作人员", 422


class AgreedInPast(Refused):
    code, title, status = "agreed_in_past", "约定的上门时间应晚于现在", 422


class TimesOutOfOrder(Refused):
    code, title, status = "times_out_of_order", "出发、到达、返回时间应依次在后，且不晚于现在", 422
