"""The figures of the month table (DOMAIN section 7), as data. Codes are public, titles are what a table prints."""

from __future__ import annotations

from fractions import Fraction

from libs.common.events.intake import AGENCY_KINDS
from services.reporting.figures.rules import Count, Definitions, Ratio, Stock
from services.reporting.units.rules import UnitKind

TOWN: frozenset[UnitKind] = frozenset()
WINDOW = frozenset({UnitKind.WINDOW})
VILLAGE = frozenset({UnitKind.VILLAGE})
DEPARTMENT = frozenset({UnitKind.DEPARTMENT})
ACCEPTED, RETURNED, COMPLETED = "case.accepted", "case.returned", "case.completed"

TALLIES = tuple(
    Count(code, title, "tally.recorded", WINDOW, "quantity", detail=detail)
    for code, title, detail in (
        ("consultations", "咨询", "consultation"),
        ("copies", "复印", "copy"),
        ("certificates", "开具证明", "certificate"),
        ("phone_calls", "接听电话", "phone_call"),
        ("back_office", "后台办理", "back_office"),
    )
)
CASES = (
    Count("cases_registered", "接件", "case.registered", WINDOW),
    Count("cases_extended", "延时收件", "case.registered", WINDOW, flag=True),
    Count("cases_accepted", "受理", ACCEPTED, WINDOW),
    Count("cases_immediate", "即办件", ACCEPTED, WINDOW, item_kind="immediate"),
    Count("cases_promised", "承诺件", ACCEPTED, WINDOW, item_kind="promised"),
    Count("cases_joint", "联办件", ACCEPTED, WINDOW, item_kind="joint"),
    Count("cases_reported", "上报件", ACCEPTED, WINDOW, item_kind="reported"),
    Count("cases_deemed", "视为受理", ACCEPTED, WINDOW, flag=True, note="逾期未告知，自收件之日起视为受理"),
    Count("cases_supplemented", "补办件", "notice.given", WINDOW, "subjects", note="一件多次告知计一件"),
    Count("second_trips", "二次告知", "notice.given", WINDOW, "quantity"),
    Count("cases_returned", "退办件", RETURNED, WINDOW, detail="returned"),
    Count("cases_withdrawn", "撤回", RETURNED, WINDOW, detail="withdrawn"),
    Count("cases_left", "受理后退办、撤回", RETURNED, WINDOW, flag=True),
    Count("cases_left_unaccepted", "未受理退办、撤回", RETURNED, WINDOW, flag=False),
    Count("cases_completed", "办结", COMPLETED, WINDOW),
    Count("cases_early", "提前办结", COMPLETED, WINDOW, detail="early"),
    Count("cases_on_time", "按时办结", COMPLETED, WINDOW, detail="on_time"),
    Count("cases_overdue", "超期办结", COMPLETED, WINDOW, detail="overdue"),
    Count("promised_completed", "承诺件办结", COMPLETED, WINDOW, item_kind="promised"),
    Count("promised_early", "承诺件提前办结", COMPLETED, WINDOW, item_kind="promised", detail="early"),
    Count("working_days_spent", "办结用时（工作日）", COMPLETED, WINDOW, "working_days"),
    Count("cases_online", "网上接件", "case.registered", WINDOW, detail="online"),
    Count("cases_online_accepted", "网上受理", ACCEPTED, WINDOW, detail="online"),
    Count("cases_online_completed", "网上办结", COMPLETED, WINDOW, "quantity"),
    Count("cases_late", "到期未办结", "case.deadline-reached", WINDOW, "subjects", detail="overdue"),
    Count("cases_from_villages", "村（社区）接件", "case.registered", WINDOW, detail="village"),
    Count("cases_issued", "出证办结", COMPLETED, WINDOW, flag=True),
    Count("cases_paused", "特殊程序", "case.paused", WINDOW),
    Count("cases_extended_in_time", "延长审批", "case.extended", WINDOW),
    Count("cases_archived", "归档", "case.archived", WINDOW),
)
JOINT = (
    Count("joint_parts_opened", "联办部门件", "joint.part-opened", WINDOW, note="每个协办部门计一件"),
    Count("joint_parts_reopened", "联办重新征求", "joint.part-reopened", WINDOW),
    Count("joint_parts_answered", "联办部门答复", "joint.part-answered", WINDOW),
    Count("joint_parts_objected", "联办部门不同意", "joint.part-answered", WINDOW, detail="objected"),
    Count("joint_parts_overdue", "联办部门超期答复", "joint.part-answered", WINDOW, flag=True),
    Count("joint_parts_cancelled", "联办随件终止", "joint.part-cancelled", WINDOW),
)
ABOVE = (
    Count("reports_sent", "上报", "case.reported-up", WINDOW, note="退回重报的分别计数"),
    Count("reports_overdue", "本级超期上报", "case.reported-up", WINDOW, detail="overdue"),
    Count("reports_sent_back", "上级退回", "case.sent-back", WINDOW),
    Count("reports_answered", "上级答复", "case.answered-above", WINDOW),
    Count("reports_refused", "上级不批准", "case.answered-above", WINDOW, flag=False),
    Count("days_above", "上级用时（自然日）", "case.answered-above", WINDOW, "quantity"),
)
DELIVERING = (
    Count("results_to_deliver", "应送达", "delivery.opened", WINDOW),
    Count("results_delivered", "送达", "delivery.delivered", WINDOW),
    Count("results_posted", "邮寄送达", "delivery.delivered", WINDOW, detail="post"),
    Count("results_late", "逾期送达", "delivery.delivered", WINDOW, flag=True),
)
APPLICATIONS = (
    Count("applications_submitted", "网上申请", "application.submitted", WINDOW),
    Count("applications_taken_in", "网上申请收件", "application.taken-in", WINDOW),
    Count("applications_unanswered", "网上申请逾期未预审", "application.taken-in", WINDOW, flag=True),
    Count("applications_declined", "网上申请不予受理", "application.declined", WINDOW),
    Count("applications_withdrawn", "网上申请撤回", "application.withdrawn", WINDOW, note="转为办件之前"),
    Count("applications_abandoned", "网上申请未提交", "application.abandoned", WINDOW),
)
# The kinds of items that a summary counts apart (S2.4).
AGENCY = (
    Count("agency_accepted", "代办事项受理", "agency.accepted", WINDOW, note="分类计数的事项"),
    Count("agency_completed", "代办事项办结", "agency.completed", WINDOW, note="分类计数的事项"),
    *(Count(f"agency_{kind}", title, "agency.accepted", WINDOW, detail=kind) for kind, title in AGENCY_KINDS.items()),
    *(
        Count(f"agency_{kind}_completed", f"{title}办结", "agency.completed", WINDOW, detail=kind)
        for kind, title in AGENCY_KINDS.items()
    ),
)
SURVEYS = (
    Count("opinions", "征集意见", "survey.closed", TOWN, "quantity", detail="opinion"),
    Count("survey_answers", "满意度测评答卷", "survey.closed", TOWN, "quantity", detail="satisfaction"),
    Count("findings_opened", "测评问题", "survey.finding-opened", TOWN),
    Count("findings_closed", "测评问题销号", "survey.finding-closed", TOWN),
    Count("findings_in_time", "测评问题按期整改", "survey.finding-closed", TOWN, flag=True),
)
DELEGATIONS = (
    Count("delegations_opened", "代办", "delegation.opened", VILLAGE),
    Count("delegations_by_b", "B岗代办", "delegation.opened", VILLAGE, detail="B"),
    Count("delegations_taken", "代办接件", "delegation.taken", VILLAGE),
    Count("delegations_done", "代办完成", "delegation.done", VILLAGE),
    Count("delegations_returned", "代办回件", "delegation.returned", VILLAGE),
    Count("delegations_not_done", "代办未办成", "delegation.returned", VILLAGE, detail="not_done"),
    Count("delegations_recalled", "镇中心收回", "delegation.recalled", VILLAGE),
)
PETITIONS = (
    Count("petitions_received", "诉求收件", "petition.registered", TOWN),
    Count("petitions_urgent", "紧急诉求", "petition.registered", TOWN, flag=True),
    Count("petitions_dispatched", "诉求交办", "petition.dispatched", DEPARTMENT, "subjects", note="改派后分别计数"),
    Count("petitions_signed", "诉求签收", "petition.signed", DEPARTMENT),
    Count("petitions_answered", "诉求答复", "petition.answered", DEPARTMENT),
    Count("petitions_early", "诉求提前答复", "petition.answered", DEPARTMENT, detail="early"),
    Count("petitions_on_time", "诉求按时答复", "petition.answered", DEPARTMENT, detail="on_time"),
    Count("petitions_overdue", "诉求超期答复", "petition.answered", DEPARTMENT, detail="overdue"),
    Count("petitions_closed", "诉求办结", "petition.closed", DEPARTMENT),
    Count("petitions_late", "诉求到期未答复", "petition.deadline-reached", DEPARTMENT, "subjects", detail="overdue"),
)
TICKETS = (
    Count("tickets_issued", "取号", "ticket.issued", TOWN),
    Count("tickets_priority", "优先号", "ticket.issued", TOWN, flag=True),
    Count("tickets_refused", "未能取号", "ticket.refused", TOWN),
    Count("tickets_reprinted", "补打", "ticket.reprint-asked", TOWN),
    Count("tickets_shown", "未出票", "ticket.shown", TOWN),
    Count("tickets_served", "接待", "ticket.serving", WINDOW),
    Count("tickets_waited", "等候时间（秒）", "ticket.serving", WINDOW, "waiting_seconds"),
    Count("tickets_finished", "办理结束", "ticket.finished", WINDOW),
    Count("tickets_handled", "办理时间（秒）", "ticket.finished", WINDOW, "handling_seconds"),
    Count("tickets_extended", "延时服务", "ticket.finished", WINDOW, flag=True),
    Count("tickets_missed", "过号", "ticket.missed", WINDOW),
    Count("tickets_reactivated", "过号重新激活", "ticket.reactivated", TOWN),
    Count("tickets_requeued", "退回队列", "ticket.requeued", WINDOW),
    Count("tickets_held", "挂起", "ticket.held", WINDOW),
    Count("tickets_transferred", "转号", "ticket.transferred", TOWN),
    Count("windows_paused", "窗口暂停", "window.changed", WINDOW, detail="paused"),
    Count("queue_alarms", "等候预警", "queue.alarm", TOWN, flag=True),
    Count("tickets_voided", "作废", "ticket.voided", TOWN),
    Count("people_entered", "进厅人数", "people.counted", TOWN, "quantity"),
)
PUBLICITY = (
    Count("publicity", "宣传", "announcement.published", TOWN),
    Count("announcements", "公告", "announcement.published", TOWN, detail="announcement"),
    Count("posters", "宣传海报", "announcement.published", TOWN, detail="poster"),
    Count("publicity_meetings", "宣传会议", "announcement.published", TOWN, detail="meeting"),
)
BOOKINGS = (
    Count("bookings", "预约", "booking.confirmed", WINDOW),
    Count("bookings_arrived", "预约到场", "booking.arrived", WINDOW),
    Count("bookings_missed", "爽约", "booking.missed", WINDOW),
    Count("bookings_cancelled", "取消预约", "booking.cancelled", WINDOW),
)
VISITS = (
    Count("visits_requested", "申请上门", "visit.requested", WINDOW),
    Count("visits", "上门服务", "visit.finished", WINDOW),
    Count("visits_answered_late", "上门逾期答复", "visit.answered", WINDOW, flag=True),
)
RATINGS = (
    Count("ratings", "评价", "rating.recorded", WINDOW),
    Count("very_satisfied", "非常满意", "rating.recorded", WINDOW, detail="very_satisfied"),
    Count("satisfied", "满意", "rating.recorded", WINDOW, detail="satisfied"),
    Count("basically_satisfied", "基本满意", "rating.recorded", WINDOW, detail="basically_satisfied"),
    Count("dissatisfied", "不满意", "rating.recorded", WINDOW, detail="dissatisfied"),
    Count("very_dissatisfied", "非常不满意", "rating.recorded", WINDOW, detail="very_dissatisfied"),
    Count("ratings_of_tickets", "窗口办理的评价", "rating.recorded", WINDOW, "quantity"),
    Count("ratings_excluded", "误评、恶意差评", "rating.appeal-decided", WINDOW, detail="upheld"),
    Count("ratings_flagged", "存疑评价标记", "rating.flagged", WINDOW),
    Count("rectifications_opened", "差评整改", "rectification.opened", WINDOW),
    Count("rectifications_closed", "差评办结", "rectification.closed", WINDOW),
    Count("contacts_missed", "差评逾期未联系", "rectification.deadline-reached", WINDOW, detail="overdue", flag=True),
)  # fmt: skip

OPEN_APPLICATIONS = Stock(
    "applications", "网上申请待预审", "application.submitted",
    ("application.taken-in", "application.declined", "application.withdrawn"), WINDOW,
)  # fmt: skip
UNDECIDED = Stock("cases_undecided", "待受理", "case.registered", (ACCEPTED, RETURNED), WINDOW)
OPEN_CASES = Stock("cases", "在办", ACCEPTED, (COMPLETED, RETURNED), WINDOW)
OPEN_PARTS = Stock(
    "joint_parts", "联办部门在办", "joint.part-opened", ("joint.part-answered", "joint.part-cancelled"), WINDOW,
    reopens=("joint.part-reopened",),
)  # fmt: skip
UNDELIVERED = Stock("deliveries", "待送达", "delivery.opened", ("delivery.delivered",), WINDOW)
OPEN_DELEGATIONS = Stock(
    "delegations", "代办在办", "delegation.opened", ("delegation.returned", "delegation.recalled"), VILLAGE
)
OPEN_PETITIONS = Stock("petitions", "诉求在办", "petition.registered", ("petition.closed",), TOWN)
OPEN_TICKETS = Stock(
    "tickets", "等候和办理中", "ticket.issued", ("ticket.finished", "ticket.missed", "ticket.voided"), TOWN,
    reopens=("ticket.reactivated",),
)  # fmt: skip

RATIOS = (
    Ratio("completion_rate", "办结率", ("cases_completed",), ("cases_accepted",)),
    Ratio("timely_rate", "按时办结率", ("cases_early", "cases_on_time"), ("cases_completed",)),
    Ratio("early_rate", "提前办结率", ("cases_early",), ("cases_completed",)),
    Ratio(
        "promised_early_rate", "承诺件提前办结率", ("promised_early",), ("promised_completed",),
        excludes="承诺件以外的办件",
    ),
    Ratio("overdue_rate", "超期率", ("cases_overdue",), ("cases_completed",)),
    Ratio("working_days_mean", "平均办结工作日", ("working_days_spent",), ("cases_completed",), Fraction(1), ""),
    Ratio("late_delivery_rate", "逾期送达率", ("results_late",), ("results_delivered",)),
    Ratio("above_mean", "上级平均用时（自然日）", ("days_above",), ("reports_answered",), Fraction(1), ""),
    Ratio("waiting_mean", "平均等候（分钟）", ("tickets_waited",), ("tickets_served",), Fraction(1, 60), ""),
    Ratio("handling_mean", "平均办理（分钟）", ("tickets_handled",), ("tickets_finished",), Fraction(1, 60), ""),
    Ratio("missed_rate", "过号率", ("tickets_missed",), ("tickets_issued",)),
    # A rating belongs to a handling (一次办理一次评价), and what a window handles is tickets.
    Ratio("rated_rate", "参评率", ("ratings_of_tickets",), ("tickets_finished",), excludes="未评价的不计为满意"),
    Ratio(
        "satisfied_rate", "满意率", ("very_satisfied", "satisfied", "basically_satisfied"), ("ratings",),
        less=("ratings_excluded",), excludes="未评价的，申诉成立的误评和恶意差评",
    ),
    Ratio("online_share", "网上受理占比", ("cases_online_accepted",), ("cases_accepted",)),
    Ratio("online_completion_rate", "网上办结率", ("cases_online_completed",), ("cases_online_accepted",)),
    Ratio("agency_completion_rate", "代办事项办结率", ("agency_completed",), ("agency_accepted",)),
    Ratio("delegation_done_rate", "代办完成率", ("delegations_done",), ("delegations_opened",)),
    Ratio("petition_closed_rate", "诉求办结率", ("petitions_closed",), ("petitions_received",)),
    Ratio("petition_overdue_rate", "诉求超期率", ("petitions_overdue",), ("petitions_answered",)),
)  # fmt: skip

DEFINITIONS = Definitions(
    counts=(
        *TALLIES,
        *CASES,
        *JOINT,
        *ABOVE,
        *DELIVERING,
        *APPLICATIONS,
        *AGENCY,
        *DELEGATIONS,
        *PETITIONS,
        *TICKETS,
        *BOOKINGS,
        *VISITS,
        *RATINGS,
        *SURVEYS,
        *PUBLICITY,
    ),
    stocks=(
        UNDECIDED,
        OPEN_CASES,
        OPEN_PARTS,
        UNDELIVERED,
        OPEN_APPLICATIONS,
        OPEN_DELEGATIONS,
        OPEN_PETITIONS,
        OPEN_TICKETS,
    ),
    ratios=RATIOS,
)  # fmt: skip
