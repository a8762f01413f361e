"""Following a finding up: put right, seen by somebody else, again if need be."""

from __future__ import annotations

from sqlalchemy import select

from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.steps import today
from services.intake.duty.inspections import rules
from services.intake.duty.inspections.steps import clock_columns, hold, move
from services.intake.duty.inspections.tables import Finding, FindingAct


def put_right(tx: Transaction, finding_id: str, words: str) -> Finding:
    """It is put right; ``words`` say how. Raises NotFound, Forbidden, StaleVersion, FindingMoveRefused."""
    finding = hold(tx, finding_id)
    move(tx, finding, "put_right", words, next_mark_on=None)
    return finding


def verify(tx: Transaction, finding_id: str, words: str) -> Finding:
    """Somebody else has seen that it is. Raises NotFound, Forbidden, StaleVersion, FindingMoveRefused, SameHands."""
    finding = hold(tx, finding_id)
    rules.target(finding.state, "verify")
    rules.require_other_hands(_put_right_by(tx, finding), tx.actor.id)
    move(tx, finding, "verify", words, ended_at=tx.now)
    return finding


def reopen(tx: Transaction, finding_id: str, words: str, working_days: int | None = None) -> Finding:
    """Somebody else has seen that it is not; its days run anew. Raises as ``verify``."""
    finding = hold(tx, finding_id)
    rules.target(finding.state, "reopen")
    rules.require_other_hands(_put_right_by(tx, finding), tx.actor.id)
    rounds, days = finding.rounds + 1, working_days or finding.working_days
    clock = clock_columns(tx, rules.clock(finding.id, rounds, today(tx), days))
    move(tx, finding, "reopen", words, rounds=rounds, working_days=days, **clock)
    return finding


def revoke(tx: Transaction, finding_id: str, words: str) -> Finding:
    """It was none, and weighs on nobody. Raises NotFound, Forbidden, StaleVersion, FindingMoveRefused, OwnFinding."""
    finding = hold(tx, finding_id)
    if finding.person == tx.actor.id:
        raise rules.OwnFinding()
    move(tx, finding, "revoke", words, next_mark_on=None, ended_at=tx.now)
    return finding


def _put_right_by(tx: ReadTransaction, finding: Finding) -> str:
    query = select(FindingAct.by).where(FindingAct.finding_id == finding.id, FindingAct.verb == "put_right")
    return tx.session.scalars(query.order_by(FindingAct.no.desc()).limit(1)).one()
