"""The replay for people: a table with the days side by side."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from services.intake.hall.replay.actions import Replay
from services.intake.hall.replay.figures import Figures

ROWS: tuple[tuple[str, Callable[[Figures], object]], ...] = (
    ("取号人数", lambda figures: figures.came),
    ("办理人数", lambda figures: figures.served),
    ("过号", lambda figures: figures.missed),
    ("闭厅时仍在等候", lambda figures: figures.left),
    ("来时已闭厅", lambda figures: figures.too_late),
    ("平均等候（分）", lambda figures: figures.mean_wait),
    ("等候中位数（分）", lambda figures: figures.p50_wait),
    ("等候九成位数（分）", lambda figures: figures.p90_wait),
    ("最长等候（分）", lambda figures: figures.longest_wait),
    ("坐等上班人数", lambda figures: figures.before_opening),
    ("坐等上班合计（分）", lambda figures: figures.before_opening_minutes),
    ("延时办理合计（分）", lambda figures: figures.overtime),
)


def print_replay(console: Console, replay: Replay) -> None:
    """The table, the use of each window, and what the record does not say."""
    columns = [("记录", replay.recorded), ("原样重演", replay.replayed)]
    if replay.what_if is not None:
        columns.append(("假如" + _asked(replay), replay.what_if))
    table = Table(title=f"{replay.centre}　{replay.day:%F}", title_justify="left")
    table.add_column("项目")
    for heading, _ in columns:
        table.add_column(heading, justify="right")
    for name, figure in ROWS:
        table.add_row(name, *(_shown(figure(figures)) for _, figures in columns))
    table.add_section()
    for window in sorted({window for _, figures in columns for window in figures.utilisation}):
        shares = (figures.utilisation.get(window) for _, figures in columns)
        table.add_row(f"{window}号窗口忙时占比", *("—" if share is None else f"{share:.0%}" for share in shares))
    console.print(table)
    if (same := replay.same_people) and same.before is not None and same.after is not None:
        console.print(f"两种情形下都办理的 {same.people} 人：平均等候 {same.before:.1f} 分 → {same.after:.1f} 分。")
    if replay.furthest_apart is not None:
        console.print(f"重演与记录的等候时间最多相差 {replay.furthest_apart:g} 秒。")
    if replay.served_in_one:
        console.print(f"{replay.served_in_one} 人只在记录或重演之一中办理。")
    if replay.assumed_handling:
        console.print(f"{replay.assumed_handling} 人没有完整的办理时间，按同类业务的中位数计算。")
    if replay.at_the_door:
        console.print(f"{replay.at_the_door} 人在开门后一分钟内取号，实际到达可能更早，只能按取号时间计算。")


def _asked(replay: Replay) -> str:
    question = replay.question
    parts = [
        question.hours and f"按“{question.hours}”作息",
        question.half_past_one and "下午一点半开门",
        question.windows and f"窗口 {question.windows}",
        question.bookings and f"{question.bookings:.0%} 预约",
    ]
    return "：" + "，".join(part for part in parts if part)


def _shown(value: object) -> str:
    if value is None:
        return "—"
    return f"{value:.1f}" if isinstance(value, float) else str(value)
