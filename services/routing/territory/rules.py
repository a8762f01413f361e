"""Codes of villages and who may look at which."""

from __future__ import annotations

import re

from libs.common.actor import Actor, Role
from libs.common.errors import Forbidden, NotFound

_CODE = re.compile(r"\d{12}", re.ASCII)
# Whoever works for the whole centre; everybody else is held to the villages in the token.
CENTRE_ROLES = frozenset({Role.CLERK, Role.WINDOW_LEAD, Role.DIRECTOR, Role.REPORTER, Role.AUDITOR})


class OutsideVillage(Forbidden):
    """The village is not one of the actor's."""

    code, title = "outside_village", "不是您负责的村（社区）"


class UnknownVillage(NotFound):
    """No village of that code is in force on the day asked for."""

    code, title = "unknown_village", "没有这个村（社区），或当日未设立"


def is_village_code(code: str) -> bool:
    """12 digits: province, city, county (2 each), town (3), village or residents' committee (3)."""
    return _CODE.fullmatch(code) is not None


def town_division(village_code: str) -> str:
    """The town's nine digits, which begin the code of each of its villages."""
    return village_code[:9]


def require_sight(actor: Actor, centre: str, village: str) -> None:
    """Raise Forbidden unless ``actor`` may read what concerns ``village`` of ``centre``."""
    actor.require_centre(centre)
    if not actor.roles & CENTRE_ROLES:
        require_village(actor, village)


def require_village(actor: Actor, village: str) -> None:
    """Raise OutsideVillage unless ``village`` is one of the actor's own."""
    if not actor.sees_village(village):
        raise OutsideVillage()


def sees_whole_centre(actor: Actor) -> bool:
    return actor.kind == "system" or "*" in actor.villages or bool(actor.roles & CENTRE_ROLES)
