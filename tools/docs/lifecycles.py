"""docs/lifecycles.md: every MOVES table of the services' rules, as a table and a drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HEAD = """# Life cycles

Written by `./dev docs` from the `MOVES` tables; do not edit.

A move is one `UPDATE` whose condition names the states that it may start from, and the version where the caller gave
one: of two that race, one succeeds. What is not in a table changes nothing. Where a table of refusals follows, it
has what an act is refused with: a code for each state that is in the way, or for each state and act.
"""
# Where the table lies → what it is the life of, and the words for its states.
CYCLES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "services.intake.hall.queue": (
        "Ticket 票号",
        {"waiting": "等候", "called": "已叫号", "serving": "办理中", "held": "挂起", "finished": "办结",
         "missed": "过号", "voided": "作废"},
    ),
    "services.intake.hall.printing": (
        "Paper of a ticket 出票",
        {"issued": "待出票", "printed": "已出票", "failed": "未出票", "reprinted": "已补打", "shown": "已上屏"},
    ),
    "services.intake.hall.windows": ("Window 窗口", {"open": "开放", "paused": "暂停", "closed": "关闭"}),
    "services.intake.duty.whereabouts": ("Whereabouts 去向", {"at_post": "在岗", "away": "离岗"}),
    "services.intake.items.catalogue": (
        "Version of an item 事项版本",
        {"draft": "草稿", "scheduled": "待生效", "published": "现行", "retired": "已停用", "discarded": "已作废"},
    ),
    "services.intake.items.worksheets": (
        "Import of the catalogue 目录导入",
        {"previewed": "待确认", "applied": "已导入"},
    ),
    "services.intake.duty.leaves": (
        "Leave 请假",
        {"requested": "待审批", "approved": "已批准", "declined": "未批准", "cancelled": "已取消"},
    ),
    "services.intake.duty.posts": (
        "Work handed over AB岗交接的事项",
        {"standing": "代为负责", "returned": "已交回", "finished": "接替人已办结", "passed_on": "已另行移交"},
    ),
    "services.intake.duty.leaders": (
        "Swap of duty leaders 换班",
        {"asked": "待对方同意", "accepted": "已换班", "declined": "对方不同意", "withdrawn": "已撤回",
         "lapsed": "已失效"},
    ),
    "services.intake.duty.inspections": (
        "Finding 巡查问题",
        {"open": "待整改", "put_right": "已整改待核实", "verified": "已核实", "revoked": "已撤销"},
    ),
    "services.intake.duty.alarms": (
        "Alarm of duty 值守预警",
        {"raised": "预警中", "cleared": "已消除", "lapsed": "已过时"},
    ),
    "services.intake.casework.cases": (
        "Case 办件",
        {"registered": "已登记", "awaiting_supplement": "待补正", "accepted": "已受理", "paused": "暂停计时",
         "reported": "已上报", "answered": "上级已答复", "completed": "已办结", "returned": "已退件",
         "withdrawn": "已撤回"},
    ),
    "services.intake.casework.joint": (
        "Part of a joint case 联办意见",
        {"open": "待办理", "undertaken": "已承诺", "agreed": "同意", "conditional": "附条件同意", "objected": "不同意",
         "cancelled": "随办件终止"},
    ),
    "services.intake.casework.reviews": (
        "Joint review 联合会审", {"planned": "已约定", "held": "已召开", "cancelled": "已取消"},
    ),
    "services.intake.casework.upward": (
        "Report upward 上报",
        {"submitted": "已上报", "answered": "上级已答复", "told": "已告知申请人", "sent_back": "上级退回",
         "closed": "随办件终止"},
    ),
    "services.intake.casework.deliveries": (
        "Delivery of a result 结果送达", {"pending": "待送达", "sent": "已送出", "delivered": "已送达"},
    ),
    "services.intake.casework.archive": ("Archived case 档案", {"filed": "已归档", "disposed": "已销毁"}),
    "services.intake.casework.stages": (
        "Stage of a case 办理环节", {"begun": "进行中", "finished": "已完成", "stopped": "已终止"},
    ),
    "libs.common.editions": (
        "Edition of the working calendar 工作日历版次",
        {"carrying": "重算中", "carried": "已重算", "superseded": "已被新版次取代"},
    ),
    "services.intake.online.applications": (
        "Online application 网上申请",
        {"draft": "填写中", "submitted": "已提交", "taken_in": "已转为办件", "declined": "不予受理",
         "withdrawn": "已撤回"},
    ),
    "services.intake.online.attachments": (
        "Attachment 附件",
        {"unscanned": "未扫描", "pending": "待扫描", "clean": "无病毒", "infected": "有病毒，已隔离",
         "removed": "已删除"},
    ),
    "services.intake.quality.surveys": ("Survey 问卷", {"draft": "草稿", "open": "进行中", "closed": "已结束"}),
    "services.intake.quality.survey_findings": (
        "Survey finding 测评问题", {"opened": "整改中", "rectified": "待复查", "closed": "已销号"},
    ),
    "services.intake.quality.rectification": (
        "Rectification 差评整改",
        {"opened": "待联系", "contacted": "整改中", "rectified": "待回访", "closed": "已办结"},
    ),
    "services.intake.quality.appeals": (
        "Appeal 差评申诉", {"lodged": "待核实", "upheld": "申诉成立", "dismissed": "申诉不成立"},
    ),
    "services.intake.casework.inquiries": (
        "First-asked responsibility 首问责任", {"answering": "负责中", "offered": "移交待接收", "closed": "已办结"},
    ),
    "services.intake.quality.accountability": (
        "Accountability entry 责任追究",
        {"opened": "待说明", "stated": "已说明", "decided": "已决定", "cancelled": "已撤销"},
    ),
    "services.intake.appointments.booking": (
        "Booking 预约",
        {"held": "占位", "booked": "已预约", "arrived": "已到场", "missed": "爽约", "cancelled": "已取消",
         "lapsed": "占位过期"},
    ),
    "services.intake.appointments.visits": (
        "Door-to-door service 上门服务",
        {"requested": "已申请", "agreed": "已约定", "declined": "不能上门", "finished": "已上门",
         "cancelled": "已取消"},
    ),
    "services.intake.casework.forms": (
        "Form 文书", {"numbered": "已编号", "printed": "已打印", "void": "已作废", "erased": "已销毁"},
    ),
    "services.intake.casework.mandates": (
        "Mandate 授权委托",
        {"drafted": "待签署", "active": "有效", "revoked": "已撤销", "expired": "已到期"},
    ),
    "services.routing.delegations": (
        "Delegation 代办件",
        {"opened": "已委托", "taken": "已接件", "done": "村里已办", "returned": "已回镇中心", "recalled": "镇中心收回"},
    ),
    "services.petitions.register": (
        "Petition 诉求",
        {"registered": "已登记", "dispatched": "已交办", "signed": "已签收", "answered": "已答复", "closed": "已办结"},
    ),
    "services.devices.registry": ("Terminal 终端", {"registered": "已登记", "approved": "已批准", "revoked": "已停用"}),
    "services.devices.commands": (
        "Command 下行指令",
        {"queued": "待发", "sent": "已发", "done": "已执行", "failed": "失败", "expired": "过期",
         "cancelled": "已取消"},
    ),
    "services.devices.emergencies": (
        "Emergency text 紧急插播", {"in_force": "生效", "ended": "人工结束", "lapsed": "到期"}
    ),
    "services.devices.announcements": (
        "Announcement 公告", {"draft": "草稿", "published": "已发布", "withdrawn": "已撤回"}
    ),
    "services.devices.calls": (
        "Call 叫号的送达",
        {"sent": "已发出", "again": "已再发", "elsewhere": "已改送他处", "alarmed": "未送达告警", "delivered": "已送达",
         "closed": "已了结"},
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One way that a move may be made."""

    move: str
    origin: str
    to: str


def tables() -> dict[str, Any]:
    """Room → its MOVES, for every room of a service that has one, and what the services share."""
    found = {}
    for file in sorted([*ROOT.glob("services/*/**/rules.py"), *ROOT.glob("libs/common/*/rules.py")]):
        room = ".".join(file.relative_to(ROOT).parts[:-1])
        rules = import_module(f"{room}.rules")
        if hasattr(rules, "MOVES"):
            found[room] = rules.MOVES
    return found


def steps(moves: Mapping[str, Any]) -> Iterator[Step]:
    """The steps of a MOVES table, whichever of its three forms it has."""
    for name, move in moves.items():
        if isinstance(move, Mapping):
            pairs = [(origin, to) for origin, to in move.items()]
        else:
            origins, to = (move.origin, move.to) if hasattr(move, "origin") else move
            pairs = [(origin, to) for origin in sorted(origins)]
        for origin, to in pairs:
            yield Step(name, str(origin), str(to))


def lifecycles_page() -> str:
    """The page."""
    found = tables()
    lines = [HEAD]
    for room in sorted(found, key=list(CYCLES).index):
        title, words = CYCLES[room]
        lines += [f"## {title}", "", f"`{room.replace('.', '/')}/rules.py`", "", *_drawing(found[room], words), ""]
        lines += ["| move | from | to |", "|---|---|---|", *_rows(found[room], words), ""]
        lines += _refusals(room)
    return "\n".join(lines)


def _drawing(moves: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state, said in words.items():
        yield f"    {state} : {state} {said}"
    yield f"    [*] --> {next(iter(words))}"
    for step in steps(moves):
        if step.origin != step.to:
            yield f"    {step.origin} --> {step.to} : {step.move}"
    yield "```"


def _rows(moves: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[str]:
    by_move: dict[tuple[str, str], list[str]] = {}
    for step in steps(moves):
        to = "unchanged" if step.origin == step.to else f"{step.to} {words[step.to]}"
        by_move.setdefault((step.move, to), []).append(f"{step.origin} {words[step.origin]}")
    for (move, to), origins in by_move.items():
        yield f"| `{move}` | {'、'.join(origins)} | {to} |"


def _refusals(room: str) -> Iterator[str]:
    """What each act is refused with, where the room has a code for each."""
    cycle = getattr(import_module(f"{room}.rules"), "CYCLE", None)
    if cycle is None:
        return
    yield from ("| refused with | in words |", "|---|---|")
    for refusal in dict.fromkeys(cycle.refusals.values()):
        yield f"| `{refusal.code}` | {refusal.title} |"
    yield ""
