"""A window for a day: a clerk with a caller, who calls, waits, serves, and presses the next key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from libs.demo.api import AnswerRefused, Person
from libs.demo.casework import WALK, handle_matter
from libs.demo.pace import Pace
from libs.demo.plan import CLOSES, EXTENDED_WINDOWS, NOON, Visitor, at
from libs.demo.tally import Tally
from libs.terminal.kinds.windows import WindowState
from libs.terminal.simulators.caller import CallerSimulator, KeyWasRefused
from libs.terminal.simulators.evaluator import EvaluatorSimulator, NotInvited
from libs.terminal.vocabulary import Key, Level

LOOK_UP = timedelta(seconds=20)
BETWEEN_CALLS = timedelta(seconds=25)
CALLS = 3


class Window:
    """Runs in a thread of its own. ``holders`` tells who holds which ticket number."""

    def __init__(
        self,
        number: int,
        clerk: Person,
        caller: CallerSimulator,
        evaluator: EvaluatorSimulator,
        holders: Mapping[str, Visitor],
        pace: Pace,
        tally: Tally,
    ) -> None:
        self.number = number
        self.clerk = clerk
        self.caller = caller
        self.evaluator = evaluator
        self.holders = holders
        self.pace = pace
        self.tally = tally

    def work(self) -> None:
        """From opening to closing, with the noon break except where noon duty is rostered."""
        while (now := self.pace.now()) < at(CLOSES):
            if self._at_lunch(now):
                self.pace.until(at(NOON[1]))
            elif self._somebody_waits():
                self._serve_next()
            else:
                self.pace.during(LOOK_UP)

    def _at_lunch(self, now: datetime) -> bool:
        return at(NOON[0]) <= now < at(NOON[1]) and self.number not in EXTENDED_WINDOWS

    def _somebody_waits(self) -> bool:
        state = self.caller.states.get(str(self.number))
        return state is not None and state.waiting > 0

    def _serve_next(self) -> None:
        try:
            called = self._press(Key.NEXT, "calling")
        except KeyWasRefused as refused:
            # Another window was quicker: the figure on the caller was a moment old.
            self.tally.add(f"key_refused:{refused.refusal.code}")
            self.pace.during(LOOK_UP)
            return
        self.tally.add("called")
        visitor = self.holders.get(called.number or "")
        if visitor is None or not visitor.comes_when_called:
            self._give_up()
            return
        self.pace.during(WALK)
        self._press(Key.SERVE, "serving")
        try:
            handle_matter(self.clerk, self.number, visitor, called.ticket_id or "", self.pace, self.tally)
        except AnswerRefused as refused:
            self.tally.trouble(f"{self.number}号窗口 {visitor.item and visitor.item.code}: {refused}")
        self._press(Key.FINISH, "idle")
        self.tally.add("finished")
        if visitor.rating:
            self._rate(visitor.rating)

    def _give_up(self) -> None:
        for _ in range(CALLS - 1):
            self.pace.during(BETWEEN_CALLS)
            self.caller.press(Key.RECALL, str(self.number))
        self.pace.during(BETWEEN_CALLS)
        self._press(Key.ABSENT, "idle")
        self.tally.add("missed")

    def _rate(self, level: str) -> None:
        self.pace.during(WALK)
        try:
            self.evaluator.rate(Level(level))
            self.tally.add("rated")
        except NotInvited:
            # The invitation had run out before the resident pressed: no answer is no answer.
            self.tally.add("rating_too_late")

    def _press(self, key: Key, state: str) -> WindowState:
        """Press a key and wait until the caller shows ``state``."""
        return self.caller.press_and_see(key, str(self.number), until=lambda seen: seen.state == state, timeout=20.0)
