"""The clock of an accepted case: special procedures stop it, an approved extension adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from libs.common.deadlines import Entry
from libs.common.events import Event
from libs.common.events.intake import CASE_EXTENDED, CASE_PAUSED, CASE_RESUMED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.casework.cases import clocks, steps
from services.intake.casework.cases.rules import target
from services.intake.casework.cases.tables import Case
from services.intake.casework.joint.parts import follow_clock


def pause_case(tx: Transaction, case_id: str, procedure: str, expected_days: int) -> Case:
    """A special procedure begins (行政许可法 art. 45); ``expected_days`` is what the person was told in writing.

    Raises IllegalMove, LedgerRefused.
    """
    case = steps.hold_case(tx, case_id)
    target(case.state, "pause")
    ledger = clocks.paused(steps.ledger_of(tx, case.id), new_id(), steps.today(tx), procedure)
    _run(tx, case, "pause", ledger)
    _tell(tx, CASE_PAUSED, case, procedure=procedure, expected_days=expected_days)
    tx.audit("case.pause", case.id, procedure=procedure, expected_days=expected_days)
    return case


def resume_case(tx: Transaction, case_id: str) -> Case:
    """The special procedure is over; what was left counts on from tomorrow. Raises IllegalMove, LedgerRefused."""
    case = steps.hold_case(tx, case_id)
    target(case.state, "resume")
    ledger = clocks.resumed(steps.ledger_of(tx, case.id), new_id(), steps.today(tx))
    _run(tx, case, "resume", ledger)
    _tell(tx, CASE_RESUMED, case, **steps.dates(case))
    tx.audit("case.resume", case.id, promised_on=str(case.promised_on))
    return case


def extend_case(tx: Transaction, case_id: str, days: int, ground: str) -> Case:
    """``days`` more working days, once, approved by the actor (行政许可法 art. 42); the person is told the ground.

    Raises IllegalMove, ExtensionTooLate, ExtensionSpent, ExtensionTooLong.
    """
    case = steps.hold_case(tx, case_id)
    target(case.state, "extend")
    former = steps.ledger_of(tx, case.id)
    # The derivation is printed: the post, not the person, and no one's numbers.
    told = mask_text(ground)
    ledger = clocks.extended(former, new_id(), steps.today(tx), days, "中心主任", told, case.promised_on)
    _run(tx, case, "extend", ledger)
    _tell(tx, CASE_EXTENDED, case, days=days, ground=told, **steps.dates(case))
    tx.audit("case.extend", case.id, days=days, ground=told)
    return case


def _run(tx: Transaction, case: Case, verb: str, ledger: Sequence[Entry]) -> None:
    steps.run_clock(tx, case, verb, ledger)
    follow_clock(tx, case, ledger)


def _tell(tx: Transaction, event: Event, case: Case, **more: Any) -> None:
    tx.emit(event, case.id, case.centre, {**steps.event_data(case), **more, "at": tx.now})
