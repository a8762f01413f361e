"""Who is on duty in a village (AB 岗): when A is away B takes over and may not refuse (DOMAIN 3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from libs.common.errors import Refused

WEEKDAYS = "一二三四五六日"


class Post(StrEnum):
    A = "A"
    B = "B"


class AbsenceBackwards(Refused):
    code, title, status = "absence_backwards", "请假结束日期早于开始日期", 422


class AbsenceOverlaps(Refused):
    """The agent is already away on one of these days."""

    code, title = "absence_overlaps", "与已登记的请假日期重叠"


@dataclass(frozen=True)
class Away:
    """Days of absence, first and last included (Asia/Shanghai)."""

    first: date
    last: date
    reason: str

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Standing:
    """An agent as the duty rule sees him. ``weekdays`` are ISO numbers (1 = Monday); empty means any day."""

    agent_id: str
    name: str
    post: Post
    weekdays: frozenset[int] = frozenset()
    away: tuple[Away, ...] = ()

    def hindrance(self, day: date) -> str | None:
        """Why he cannot take work on ``day``, in words; None when he can."""
        absent = next((away for away in self.away if away.covers(day)), None)
        if absent is not None:
            return f"{self.post}岗{self.name}{day.month}月{day.day}日请假（{absent.reason}）"
        if self.weekdays and day.isoweekday() not in self.weekdays:
            return f"周{WEEKDAYS[day.weekday()]}不是{self.post}岗{self.name}的服务日"
        return None


@dataclass(frozen=True)
class Duty:
    """Who takes it, and why in words. ``agent_id`` and ``post`` are None when the town centre keeps it."""

    agent_id: str | None
    post: Post | None
    why: str


def on_duty(village: str, agents: Iterable[Standing], day: date) -> Duty:
    """The agent of ``village`` (its name) who takes work on ``day``: A, else B, else nobody."""
    hindrances: list[str] = []
    for agent in sorted(agents, key=lambda agent: agent.post):
        hindrance = agent.hindrance(day)
        if hindrance is None:
            standing = f"{agent.post}岗{agent.name}{'代班' if agent.post is Post.B else '在岗'}"
            return Duty(agent.agent_id, agent.post, "；".join([f"户籍村{village}", *hindrances, standing]))
        hindrances.append(hindrance)
    reasons = hindrances or ["没有登记代办员"]
    return Duty(None, None, "；".join([f"户籍村{village}", *reasons, "由镇便民服务中心办理"]))


def check_absence(first: date, last: date, known: Iterable[Away]) -> None:
    """Raise AbsenceBackwards or AbsenceOverlaps unless ``first``–``last`` can be added to ``known``."""
    if last < first:
        raise AbsenceBackwards(field="until_day")
    clash = next((away for away in known if away.first <= last and first <= away.last), None)
    if clash is not None:
        raise AbsenceOverlaps(f"{clash.first}至{clash.last}已请假")
