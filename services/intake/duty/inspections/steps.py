"""What every act on a finding takes: the finding held, the move with its act, its days, what is told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from libs.common.clock import local
from libs.common.deadlines import Started, due
from libs.common.errors import NotFound, StaleVersion
from libs.common.events.intake import INSPECTION_FINDING_CHANGED
from libs.common.identity.masking import mask_text
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import calendar_edition, working_calendar
from services.intake.casework.cases import clocks
from services.intake.casework.cases.steps import approaching_days, today
from services.intake.duty.inspections import rules
from services.intake.duty.inspections.rules import FindingMoveRefused
from services.intake.duty.inspections.tables import Finding, FindingAct


def hold(tx: Transaction, finding_id: str) -> Finding:
    """The finding, kept from changing. Raises NotFound, Forbidden (属地), StaleVersion (If-Match)."""
    finding = tx.session.get(Finding, finding_id, with_for_update=True)
    if finding is None:
        raise NotFound(f"巡查问题 {finding_id}")
    tx.actor.require_centre(finding.centre)
    if tx.if_match is not None and tx.if_match != finding.version:
        raise StaleVersion(version=finding.version)
    return finding


def move(tx: Transaction, finding: Finding, verb: str, words: str, **values: Any) -> None:
    """Make the move that MOVES has for ``verb`` and write the act down. Raises FindingMoveRefused."""
    to = rules.target(finding.state, verb)
    due_on = finding.due_on
    tx.moved(
        Finding, finding.id, origin=[finding.state], to=to, version=finding.version, otherwise=FindingMoveRefused,
        **values,
    )  # fmt: skip
    done = select(func.count()).where(FindingAct.finding_id == finding.id)
    tx.session.add(
        FindingAct(
            finding_id=finding.id, no=tx.session.scalars(done).one() + 1, centre=finding.centre, verb=verb,
            words=mask_text(words), by=tx.actor.id, at=tx.now,
        )
    )  # fmt: skip
    tell(tx, finding, verb, in_time=local(tx.now).date() <= due_on)
    tx.audit(f"finding.{verb}", finding.id, words=mask_text(words))


def tell(tx: Transaction, finding: Finding, act: str, *, in_time: bool = True) -> None:
    """``in_time``: done by the day that was set for it."""
    told = {**about(finding), "act": act, "state": finding.state, "due_on": finding.due_on}
    told |= {"in_time": in_time, "at": tx.now}
    tx.emit(INSPECTION_FINDING_CHANGED, finding.id, finding.centre, told)


def about(finding: Finding) -> dict[str, Any]:
    """The fields that every event of a finding carries: never whom it is about."""
    return {"finding_id": finding.id, "point": finding.point, "window": finding.window}


def clock_columns(tx: ReadTransaction, start: Started) -> dict[str, Any]:
    """The columns that follow from the clock of a finding."""
    calendar = working_calendar(tx)
    found = due([start], calendar)
    assert found.due is not None, "nothing pauses this clock"
    marks = clocks.marks(found.due, start.at, approaching_days(tx), calendar)
    return {
        "due_on": found.due,
        "provisional": found.provisional,
        "derivation": found.text,
        "calendar_edition": calendar_edition(tx),
        "next_mark_on": clocks.next_mark(marks, today(tx)),
    }
