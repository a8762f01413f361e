"""What surveys say no with. Codes are stable; titles are what people read."""

from __future__ import annotations

from libs.common.errors import Invalid, Refused


class SurveyMoveRefused(Refused):
    """The survey is in a state that the act does not start from; each state in the way has a code of its own."""

    code, title = "survey_move_refused", "问卷当前状态不允许此操作"


class SurveyDraft(SurveyMoveRefused):
    code, title = "survey_draft", "问卷尚未发布"


class SurveyOpen(SurveyMoveRefused):
    code, title = "survey_open", "问卷已经发布"


class SurveyClosed(SurveyMoveRefused):
    code, title = "survey_closed", "问卷已经结束"


class OutsidePeriod(Refused):
    """``data`` names the days from and to which answers are taken."""

    code, title = "survey_outside_period", "不在答卷时间内"


class QuestionsInvalid(Invalid):
    code, title = "survey_questions_invalid", "题目设置有误"


class AnswersInvalid(Invalid):
    code, title = "survey_answers_invalid", "答卷填写有误"


class PeriodInvalid(Refused):
    code, title, status = "survey_period_invalid", "结束日期应不早于开始日期和今天", 422


class SlipRefused(Refused):
    """Unknown or used: which of them is not said."""

    code, title, status = "survey_slip_refused", "答题码有误或已使用", 404


class AlreadyAnswered(Refused):
    code, title = "survey_already_answered", "这次办理已经答过本问卷"


class SlipsNotUsed(Refused):
    code, title = "survey_without_slips", "本问卷凭办件答题，不用答题码"
