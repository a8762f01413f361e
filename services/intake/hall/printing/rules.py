"""What becomes of the paper. A ticket whose holder may not have it yet is not called."""

from __future__ import annotations

from libs.common.errors import Refused

ISSUED, PRINTED, FAILED, REPRINTED, SHOWN = "issued", "printed", "failed", "reprinted", "shown"
OUTCOMES = (ISSUED, PRINTED, FAILED, REPRINTED, SHOWN)
UNCONFIRMED = (ISSUED, FAILED)
"""Outcomes with which a ticket is not called. One without any (from the desk, off a paper roll) is in the hand."""

# verb: outcomes it may start from, outcome it leads to
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "print": ((ISSUED, SHOWN), PRINTED),  # out of SHOWN: the paper came, but late
    "fail": ((ISSUED,), FAILED),
    "reprint": ((FAILED, PRINTED, REPRINTED, SHOWN), REPRINTED),
    "show": ((ISSUED, FAILED), SHOWN),
}


class NoKiosk(Refused):
    code, title, status = "no_kiosk", "请指明取号机：该号码不是在取号机上取的", 422


class NotPrintable(Refused):
    code, title = "not_printable", "号码已办结、过号或作废，不再补打"


class AlreadyConfirmed(Refused):
    code, title = "already_confirmed", "号码已出票或已上屏"


class DoublePress(Refused):
    """The person has a number of this class already (hall.double_press_seconds)."""

    code, title = "double_press", "您刚取过号"


def after_report(state: str | None, reported: str, asked_again: bool) -> str | None:
    """The outcome after the kiosk's report ``printed`` or ``failed``; a report that says nothing new leaves it.

    A paper that comes after a failure, or because it was asked for again, is a second one (补打).
    """
    if reported == FAILED:
        return FAILED if state == ISSUED else state
    again = asked_again or state == FAILED
    verb = "reprint" if again and state != ISSUED else "print"
    origin, to = MOVES[verb]
    return to if state is None or state in origin else state
