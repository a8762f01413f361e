"""The day in tables, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.columns import Columns
from rich.console import Console
from rich.table import Table

from libs.demo.outcome import Outcome
from libs.demo.proof import Proof

STATES = {
    "waiting": "等候", "called": "已叫", "serving": "办理中", "finished": "办结", "missed": "过号",
    "voided": "作废", "registered": "已登记", "awaiting_supplement": "待补件", "accepted": "已受理",
    "paused": "暂停计时", "completed": "办结", "withdrawn": "撤回", "returned": "退回", "handed_back": "已交回",
    "opened": "已委托", "taken": "已接件", "done": "已办好", "recalled": "撤回委托", "dispatched": "已交办",
    "signed": "已签收", "answered": "已答复", "closed": "已办结", "immediate": "即办件", "promised": "承诺件",
    "joint": "联办件", "reported": "上报件", "tickets_printed": "取号机出票", "calls_shown": "窗口屏显示叫号",
    "calls_spoken": "语音播报", "board_revisions": "排队屏刷新", "playlists_loaded": "LED 载入节目单",
    "very_satisfied": "非常满意", "satisfied": "满意", "basically_satisfied": "基本满意", "dissatisfied": "不满意",
    "very_dissatisfied": "非常不满意", "people_entered": "摄像头进厅人次", "published": "已发布", "handled": "已处理",
    "parked": "搁置",
}  # fmt: skip


# Lines between the columns would stand askew wherever a Chinese character is not exactly two wide.
BOX = box.SIMPLE_HEAD
SUM_OVER_UNITS = "之和＝全镇"


def print_outcome(console: Console, outcome: Outcome) -> None:
    """All tables of the day."""
    counts = (
        ("取号与叫号", outcome.tickets),
        ("办件（按性质）", outcome.case_kinds),
        ("办件（按状态）", outcome.cases),
        ("村代办件", _renamed(outcome.delegations, returned="handed_back")),
        ("群众诉求", outcome.petitions),
        ("评价", outcome.ratings),
        ("等候（分钟）", outcome.waiting),
        ("终端", outcome.terminals),
        ("事件", outcome.events),
    )
    console.print(Columns([_counts(title, rows) for title, rows in counts], padding=(0, 3)))
    console.print(_proofs("当日事件", "事件", outcome.incidents))
    console.print(_proofs("办事制度", "制度", outcome.rules))
    console.print(_identities(outcome))
    for trouble in outcome.troubles:
        console.print(f"[red]异常[/red] {trouble}")


def _renamed(rows: Mapping[str, Any], **names: str) -> dict[str, Any]:
    """The same rows with some states under another name: one word of the code, two of the field."""
    return {names.get(key, key): value for key, value in rows.items()}


def _counts(title: str, rows: Mapping[str, Any]) -> Table:
    table = Table(title=title, title_justify="left", box=BOX)
    table.add_column("项目")
    table.add_column("数量", justify="right")
    for key, value in rows.items():
        table.add_row(STATES.get(key, key), str(value))
    return table


def _proofs(title: str, what: str, proofs: Sequence[Proof]) -> Table:
    """What happened on the day, and what became of it."""
    table = Table(title=title, title_justify="left", box=BOX)
    for heading in (what, "系统的处置", "发生", "核实", "成立"):
        words = heading in (what, "系统的处置")
        table.add_column(heading, justify="left" if words else "right", overflow="fold")
    for each in proofs:
        table.add_row(each.name, each.answer, str(each.expected), str(each.found), "✓" if each.holds else "✗")
    return table


def _identities(outcome: Outcome) -> Table:
    """Every identity; sums over units, of which there are many, each only when it does not hold."""
    table = Table(title="恒等关系核对", title_justify="left", box=BOX)
    for heading in ("关系", "左", "右", "成立"):
        table.add_column(heading, justify="left" if heading == "关系" else "right")
    sums = [identity for identity in outcome.identities if SUM_OVER_UNITS in identity.name]
    holding = sum(identity.holds for identity in sums)
    for identity in outcome.identities:
        if identity not in sums or not identity.holds:
            table.add_row(identity.name, str(identity.left), str(identity.right), "✓" if identity.holds else "✗")
    table.add_row(f"各窗口、各村、各承办单位之和＝全镇（{len(sums)} 项）", str(holding), str(len(sums)),
                  "✓" if holding == len(sums) else "✗")  # fmt: skip
    return table
