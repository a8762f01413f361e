"""An evaluator on the counter; who presses it is up to the caller of ``rate``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from libs.terminal.kinds.evaluator import Evaluator, Invitation
from libs.terminal.simulators.base import Simulator
from libs.terminal.vocabulary import Level


class NotInvited(Exception):
    """There is nothing to rate: no invitation, or its time has passed."""


class EvaluatorSimulator(Simulator[Evaluator]):
    """``invitations`` are all that were shown; ``open`` is the one on the screen, until rated or replaced."""

    def __init__(self, terminal: Evaluator) -> None:
        super().__init__(terminal)
        self.invitations: list[Invitation] = []
        self.open: Invitation | None = None
        self.on_invited: Callable[[Invitation], None] = lambda invitation: None
        terminal.bind(self)

    def invite(self, invitation: Invitation) -> None:
        self.invitations.append(invitation)
        self.open = invitation
        self.say(f"请为 {invitation.clerk_no} 号工作人员评价（{invitation.number}）")
        self.on_invited(invitation)

    def rate(self, level: Level, indicators: Sequence[str] = ()) -> str:
        """Press a level for the invitation on the screen. Raises NotInvited."""
        invitation = self.open
        if invitation is None or (invitation.until and invitation.until <= self.terminal.clock.now()):
            raise NotInvited
        self.open = None
        return self.terminal.rate(invitation.handling_id, level, indicators)

    def obey(self, words: list[str]) -> str:
        match words:
            case ["rate", level, *indicators]:
                try:
                    self.rate(Level(level), indicators)
                except NotInvited:
                    return "没有待评价的业务"
                return "谢谢您的评价"
        return super().obey(words)

    def help(self) -> str:
        return f"rate <{'|'.join(Level)}> [指标…] | " + super().help()
