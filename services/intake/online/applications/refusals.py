"""What online applications say no with. Codes are stable; titles are what people read."""

from __future__ import annotations

from libs.common.errors import NotFound, Refused, TooMany


class IllegalMove(Refused):
    """The application is in a state that the act does not start from; each state in the way has a code of its own."""

    code, title = "application_move_refused", "网上申请当前状态不允许此操作"


class NotSubmitted(IllegalMove):
    code, title = "application_not_submitted", "网上申请尚未提交"


class AlreadySubmitted(IllegalMove):
    code, title = "application_already_submitted", "网上申请已经提交，正在预审"


class AlreadyTakenIn(IllegalMove):
    code, title = "application_already_taken_in", "网上申请已转为办件"


class ApplicationDeclined(IllegalMove):
    code, title = "application_declined", "网上申请已答复不予受理"


class ApplicationWithdrawn(IllegalMove):
    code, title = "application_withdrawn", "网上申请已撤回"


class NotOnline(Refused):
    code, title = "item_not_online", "该事项不开通网上申请，请到窗口或村代办点办理"


class AlreadyApplied(Refused):
    """One application a person and matter waits at a time."""

    code, title = "already_applied", "您已提交过同一事项的申请，正在预审"


class TooManyApplications(TooMany):
    code, title = "too_many_applications", "该手机号今天填写的申请过多，请明天再试或到窗口办理"


class LinkRefused(NotFound):
    """One answer for a wrong number, code or phone, and for a number tried too often: none is given away."""

    code, title, kept = "application_link_refused", "申请编号、查询码或手机号有误，或尝试次数过多，请稍后再试", True


class LinkInvalid(Refused):
    """Unknown, spent, revoked or over: which of them is not said."""

    code, title, status = "link_invalid", "链接无效、已使用或已过期，请用申请编号、查询码和手机号重新获取", 401


class LinkForOther(Refused):
    """A link serves one purpose; ``data["purpose"]`` is that of this one."""

    code, title, status = "link_for_other_purpose", "此链接不能用于这一步，请重新获取链接", 403


class NotLinkable(Refused):
    """There is nothing to do by such a link as things stand."""

    code, title = "link_not_needed", "当前状态不需要这种链接"


class ApplicationIncomplete(Refused):
    """``data["missing"]`` names what is not there. To hand in all the same is a person's right: say ``incomplete``."""

    code, title, status = "application_incomplete", "材料还不齐；仍要提交的，请确认，窗口会一次性告知", 422


class NothingToSupplement(Refused):
    code, title = "nothing_to_supplement", "办件没有待补正的材料"


class NothingHandedIn(Refused):
    code, title, status = "nothing_handed_in", "请先上传补正材料或填写说明", 422


class CompetentBodyMissing(Refused):
    """行政许可法 art. 32(2): who is not competent says who is."""

    code, title, status = "competent_body_missing", "请写明有权办理的机关", 422
