"""A window for a day: a clerk with a caller, who calls, waits, serves, and presses the next key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from libs.demo.api import AnswerRefused, Person
from libs.demo.casework import handle_matter
from libs.demo.pace import Pace
from libs.demo.plan import CLOSES, EXTENDED_WINDOWS, LAST_CALL, NOON, Visitor, at
from libs.demo.tally import Tally
from libs.terminal.kinds.windows import WindowState
from libs.terminal.simulators.caller import CallerSimulator, KeyWasRefused
from libs.terminal.simulators.queue_display import QueueDisplaySimulator
from libs.terminal.vocabulary import Key

WALK = timedelta(seconds=25)
LOOK_UP = timedelta(seconds=20)
BETWEEN_CALLS = timedelta(seconds=25)
CALLS = 3
ENOUGH_TO_HELP = 2
SLIPS = {5: time(9, 20), 9: time(14, 40)}
"""Clerks who press the wrong key once, the next time that they want to call somebody."""
PATIENCE = 60.0
"""Real seconds for the answer to a key: a machine that takes longer has lost it."""


class Window:
    """Runs in a thread of its own. ``holders`` tells who holds which ticket number, ``seated`` who sits here now.

    ``letter`` is the window's own class. A clerk who helps with the others (一窗多办) has the hall's ``display`` in
    view; the rest have None.
    """

    def __init__(
        self,
        number: int,
        letter: str,
        seated: Callable[[], Person],
        caller: CallerSimulator,
        display: QueueDisplaySimulator | None,
        holders: Mapping[str, Visitor],
        pace: Pace,
        tally: Tally,
    ) -> None:
        self.number = number
        self.letter = letter
        self._slips = SLIPS.get(number)
        self.seated = seated
        self.caller = caller
        self.display = display
        self.holders = holders
        self.pace = pace
        self.tally = tally

    def work(self) -> None:
        """From opening until nobody waits at closing, with the noon break except where noon duty is rostered."""
        while (now := self.pace.now()) < at(CLOSES) or (now < at(LAST_CALL) and self._somebody_waits()):
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
        if state is not None and state.waiting > 0:
            return True
        _, board = self.display.boards.get("queue", (0, {})) if self.display else (0, {})
        return any(others >= ENOUGH_TO_HELP for others in board.get("waiting", {}).values())

    def _serve_next(self) -> None:
        if self._slips is not None and self.pace.now() >= at(self._slips):
            self._slips = None
            self._press_the_wrong_key()
        sits_down = self.pace.now() + WALK
        try:
            called = self._press(Key.NEXT, "calling")
        except KeyWasRefused as refused:
            # Another window was quicker: the figure on the caller was a moment old.
            self.tally.add(f"key_refused:{refused.refusal.code}")
            self.pace.during(LOOK_UP)
            return
        self.tally.add(f"called:{self.number}")
        visitor = self.holders.get(called.number or "")
        if visitor is None or not visitor.comes_when_called:
            self._give_up()
            return
        self.pace.until(sits_down)
        self._press(Key.SERVE, "serving")
        if visitor.belongs != self.letter and self.display is None:
            self.pace.during(LOOK_UP)
            self._send_on(called.ticket_id or "", visitor.belongs)
            return
        try:
            handle_matter(self.seated(), self.number, visitor, called.ticket_id or "", sits_down, self.pace, self.tally)
        except AnswerRefused as refused:
            self.tally.trouble(f"{self.number}号窗口 {visitor.item and visitor.item.code}: {refused}")
        self._press(Key.FINISH, "idle")
        self.tally.add("finished")

    def _give_up(self) -> None:
        for _ in range(CALLS - 1):
            self.pace.during(BETWEEN_CALLS)
            self.caller.press(Key.RECALL, str(self.number))
        gone = False
        while not gone:
            self.pace.during(BETWEEN_CALLS)
            try:
                self._press(Key.ABSENT, "idle")
                gone = True
            except KeyWasRefused as refused:
                if refused.refusal.code != "too_few_calls":  # else the last call is still on its way
                    raise
        self.tally.add("missed")

    def _send_on(self, ticket_id: str, letter: str) -> None:
        """The resident has pressed the wrong class."""
        self.seated().post(
            "intake", f"/tickets/{ticket_id}/transfer", {"business_class": letter, "reason": "取错号类（样例）"}
        )
        self.tally.add("transferred")

    def _press_the_wrong_key(self) -> None:
        """办理完毕, with nobody at the window."""
        self.tally.add("wrong_keys")
        try:
            self.caller.press_and_see(Key.FINISH, str(self.number), until=lambda _: False, timeout=PATIENCE)
        except KeyWasRefused:
            self.pace.during(LOOK_UP)

    def _press(self, key: Key, state: str) -> WindowState:
        """Press a key and wait until the caller shows ``state``."""
        number = str(self.number)
        with self.pace.answering():
            return self.caller.press_and_see(key, number, until=lambda seen: seen.state == state, timeout=PATIENCE)
