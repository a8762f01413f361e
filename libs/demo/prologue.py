"""An earlier morning: the cases that the day has to begin with are taken in, and the days until then are left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from libs.demo.pace import Pace
from libs.demo.plan import CLOSES, EARLIER, OPENS, at
from libs.demo.staff import StaffDay
from libs.demo.stories import Story

COMES_IN = time(8, 15)
"""The services start on the earlier morning, with time to spare before the hall opens."""


def play_prologue(staff: StaffDay, stories: Iterable[Story], pace: Pace) -> None:
    """From COMES_IN until closing time. Raises Stopped, AnswerRefused."""
    staff.lead()
    staff.sign_in()
    pace.leap(at(OPENS, EARLIER))
    for story in stories:
        story.before()
    pace.leap(at(CLOSES, EARLIER))
    staff.sign_out()
