"""What joint handling says no with. Codes are stable; titles are what people read."""

from __future__ import annotations

from libs.common.errors import Refused


class PartMoveRefused(Refused):
    code, title = "joint_part_move_refused", "联办意见当前状态不允许此操作"


class PartUnanswered(PartMoveRefused):
    code, title = "joint_part_unanswered", "该部门尚未答复"


class PartUndertaken(PartMoveRefused):
    code, title = "joint_part_undertaken", "该部门已经承诺"


class PartAgreed(PartMoveRefused):
    code, title = "joint_part_agreed", "该部门已经同意"


class PartAgreedOnCondition(PartMoveRefused):
    code, title = "joint_part_conditional", "该部门已经附条件同意"


class PartAlreadyObjected(PartMoveRefused):
    code, title = "joint_part_objection", "该部门已经表示不同意"


class PartCancelled(PartMoveRefused):
    code, title = "joint_part_cancelled", "该部门的联办已随办件终止"


class PartOpen(Refused):
    """``data["departments"]``: on whom the lead waits, by the case's rule."""

    code, title = "joint_part_open", "联办部门尚未办完"


class PartObjected(Refused):
    """An objection is resolved with the department, or the case is returned; it is never passed over."""

    code, title = "joint_part_objected", "有联办部门不同意，不能办结"


class NotJoint(Refused):
    code, title = "case_not_joint", "该办件不是联办件"


class NotYourPart(Refused):
    code, title, status = "joint_part_not_yours", "该联办意见不属于您的部门", 403


class PaperMissing(Refused):
    """Who records a department's answer for it says which paper it rests on."""

    code, title, status = "joint_paper_missing", "代为登记的，请注明部门书面意见的文号或来函", 422


class GroundMissing(Refused):
    code, title, status = "joint_ground_missing", "附条件同意或不同意的，请写明条件或理由", 422


class UnknownDepartment(Refused):
    code, title, status = "joint_unknown_department", "事项没有公布该协办部门，或部门重复", 422


class PartLimitTooLong(Refused):
    code, title, status = "joint_limit_too_long", "部门办理时限不得长于办件承诺时限", 422


class UntilPassed(Refused):
    code, title, status = "joint_until_passed", "承诺期限不得早于今天", 422
