"""Whose records somebody may look at."""

from __future__ import annotations

from collections.abc import Collection

from libs.common.actor import Actor, Role
from libs.common.errors import Forbidden


def whose(actor: Actor, asked: str | None, in_charge: Collection[Role]) -> str | None:
    """The login whose records are shown, None for everybody's: those in charge choose, the rest see their own.

    Raises Forbidden for somebody else's.
    """
    if actor.kind == "system" or actor.roles.intersection(in_charge):
        return asked
    if asked not in (None, actor.id):
        raise Forbidden("只能查看本人的记录")
    return actor.id
