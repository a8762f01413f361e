"""Deadlines (办理期限): a pure function from a ledger of entries to a due date and its derivation in words.

``due`` the deadline · ``settle`` the check before saving an entry · ``phase`` how pressing it is ·
``moved`` what a new calendar changes · ``due_at`` the moment · ``to_json``/``from_json`` entries as rows.
"""

from libs.common.deadlines.deadline import Deadline, due
from libs.common.deadlines.entries import (
    CalendarRevised,
    Concluded,
    Entry,
    Extended,
    Imposed,
    Paused,
    Resumed,
    Started,
    Transferred,
    Unit,
)
from libs.common.deadlines.errors import LedgerRefused
from libs.common.deadlines.ledger import settle
from libs.common.deadlines.limits import LIMITS, Limit, limit
from libs.common.deadlines.moment import due_at, local_day
from libs.common.deadlines.phases import Phase, phase
from libs.common.deadlines.revision import Move, Revision, moved
from libs.common.deadlines.wire import from_json, to_json

__all__ = [
    "LIMITS",
    "CalendarRevised",
    "Concluded",
    "Deadline",
    "Entry",
    "Extended",
    "Imposed",
    "LedgerRefused",
    "Limit",
    "Move",
    "Paused",
    "Phase",
    "Resumed",
    "Revision",
    "Started",
    "Transferred",
    "Unit",
    "due",
    "due_at",
    "from_json",
    "limit",
    "local_day",
    "moved",
    "phase",
    "settle",
    "to_json",
]
