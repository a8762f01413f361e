"""Residents at the evaluators: each is invited when its matter is done, and rates on the way out, or does not."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial

from libs.demo.pace import Pace
from libs.demo.plan import Visitor
from libs.demo.tally import Tally
from libs.terminal.kinds.evaluator import Invitation
from libs.terminal.simulators.evaluator import EvaluatorSimulator, NotInvited
from libs.terminal.vocabulary import Level

RISES = timedelta(seconds=25)
"""From the invitation to the press."""


class Raters:
    """Presses the ``evaluators``, in their own network loop. ``holders`` tells who holds which ticket number."""

    def __init__(
        self, evaluators: Iterable[EvaluatorSimulator], holders: Mapping[str, Visitor], pace: Pace, tally: Tally
    ) -> None:
        self._holders = holders
        self._pace = pace
        self._tally = tally
        self._changed = threading.Condition()
        self._rising = 0
        self._seen = 0
        for evaluator in evaluators:
            evaluator.on_invited = partial(self._invited, evaluator)

    def wait(self, invitations: int, timeout: float) -> None:
        """Until so many were invited, for ``timeout`` real seconds (an invitation that came too late was not shown),
        and until all who rate have rated."""
        with self._changed:
            self._changed.wait_for(lambda: self._seen >= invitations, timeout)
            self._changed.wait_for(lambda: not self._rising, timeout)

    def _invited(self, evaluator: EvaluatorSimulator, invitation: Invitation) -> None:
        visitor = self._holders.get(invitation.number)
        level = visitor.rating if visitor else None
        self._count(seen=1, rising=1 if level else 0)
        if level:
            press = partial(self._rate, evaluator, invitation, Level(level))
            evaluator.terminal.loop.call_later(self._pace.clock.real_seconds(RISES), press)

    def _rate(self, evaluator: EvaluatorSimulator, invitation: Invitation, level: Level) -> None:
        try:
            if evaluator.open is not invitation:
                raise NotInvited
            evaluator.rate(level)
            self._tally.add("rated")
        except NotInvited:
            # Out of time, or the next person is invited already: no answer is no answer.
            self._tally.add("rating_too_late")
        finally:
            self._count(rising=-1)

    def _count(self, *, seen: int = 0, rising: int = 0) -> None:
        with self._changed:
            self._seen += seen
            self._rising += rising
            self._changed.notify_all()
