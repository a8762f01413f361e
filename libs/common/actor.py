"""Who acts, with which roles and where; and what an action was caused by."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from libs.common.errors import Forbidden
from libs.common.ids import new_id


class Role(StrEnum):
    """Roles of people. Each counts only within the actor's territory."""

    CLERK = "clerk"  # 窗口工作人员
    WINDOW_LEAD = "window_lead"  # 窗口负责人
    VILLAGE_AGENT = "village_agent"  # 村代办员
    PETITION_OFFICER = "petition_officer"  # 诉求专员
    HANDLING_UNIT = "handling_unit"  # 承办单位
    DIRECTOR = "director"  # 中心主任
    REPORTER = "reporter"  # 统计员
    OPERATOR = "operator"  # 运维
    ADMINISTRATOR = "administrator"  # 管理员
    AUDITOR = "auditor"  # 审计


EVERYWHERE = frozenset({"*"})


@dataclass(frozen=True)
class Actor:
    """A person, terminal or process. ``centres`` and ``villages`` hold codes; ``*`` stands for all."""

    id: str
    kind: Literal["staff", "terminal", "system", "platform", "public"] = "staff"
    name: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    centres: frozenset[str] = field(default_factory=frozenset)
    villages: frozenset[str] = field(default_factory=frozenset)
    unit: str | None = None

    def require(self, *roles: Role) -> None:
        """Raise Forbidden unless the actor is the system or holds one of ``roles``."""
        if self.kind != "system" and not self.roles.intersection(roles):
            raise Forbidden("需要的角色：" + "、".join(roles))

    def sees_centre(self, centre: str) -> bool:
        return self.kind == "system" or "*" in self.centres or centre in self.centres

    def sees_village(self, village: str) -> bool:
        return self.kind == "system" or "*" in self.villages or village in self.villages

    def require_centre(self, centre: str) -> None:
        """Raise Forbidden when ``centre`` lies outside the actor's territory (属地)."""
        if not self.sees_centre(centre):
            raise Forbidden("不在您的服务区域内")


SYSTEM = Actor(id="system", kind="system", name="系统", centres=EVERYWHERE, villages=EVERYWHERE)


@dataclass(frozen=True)
class Cause:
    """Why something happens: carried from the first request through every event that follows from it."""

    correlation_id: str
    causation_id: str | None = None
    traceparent: str | None = None

    @classmethod
    def fresh(cls) -> Cause:
        return cls(correlation_id=new_id())
