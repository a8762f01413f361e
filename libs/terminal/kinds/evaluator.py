"""Evaluator (评价器): invites to rate one handling; silence is not a rating."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from libs.terminal.client import Terminal
from libs.terminal.commands import Command
from libs.terminal.vocabulary import RATED, RATING_INVITED, Level


@dataclass(frozen=True)
class Invitation:
    """Good until ``until``; after that the device goes back to its idle picture."""

    handling_id: str
    number: str
    clerk_no: str
    until: datetime | None


class EvaluatorDevice(Protocol):
    """Called in the network loop's thread."""

    def invite(self, invitation: Invitation) -> None: ...


class Evaluator(Terminal):
    """Bind the device before ``start``."""

    def bind(self, device: EvaluatorDevice) -> None:
        self._device = device
        self.on(RATING_INVITED, self._invited)

    def rate(self, handling_id: str, level: Level, indicators: Sequence[str] = ()) -> str:
        """One handling, one rating: the centre keeps the first. Returns the message's id."""
        return self.publish(
            RATED, {"handling_id": handling_id, "level": level.value, "indicators": list(indicators)}
        )

    def _invited(self, command: Command) -> None:
        self._device.invite(
            Invitation(
                command.text("handling_id"),
                command.text("number"),
                command.text("clerk_no"),
                command.expires,
            )
        )
