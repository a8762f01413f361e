"""Stages as the public page tells them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from libs.common.clock import local
from services.intake.casework.stages.kinds import stage_kinds
from services.intake.casework.stages.rules import State


def public_stages(stages: Iterable[Any]) -> list[dict[str, Any]]:
    """``stages``: state, kind, began_at and ended_at of each. Without those that were cut off."""
    return [
        {"words": stage_kinds()[stage.kind].shown, "began_on": local(stage.began_at).date(), "ended_on": _end(stage)}
        for stage in stages
        if stage.state != State.STOPPED
    ]


def _end(stage: Any) -> date | None:
    return local(stage.ended_at).date() if stage.ended_at is not None else None
