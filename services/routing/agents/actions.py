"""Absences, and the duty of a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.routing.agents.rules import Away, Duty, Post, Standing, check_absence, on_duty
from services.routing.agents.tables import Absence, Agent
from services.routing.territory.rules import require_village
from services.routing.territory.tables import Village


def duty_of(tx: ReadTransaction, village: Village, day: date) -> Duty:
    """Who of ``village`` takes work on ``day``."""
    agents = tx.session.scalars(select(Agent).where(Agent.village_code == village.code)).all()
    away: dict[str, list[Away]] = {agent.id: [] for agent in agents}
    absences = select(Absence).where(
        Absence.agent_id.in_(away), Absence.from_day <= day, Absence.until_day >= day
    )
    for absence in tx.session.scalars(absences):
        away[absence.agent_id].append(_away(absence))
    standing = [
        Standing(agent.id, agent.name, Post(agent.post), frozenset(agent.weekdays), tuple(away[agent.id]))
        for agent in agents
    ]
    return on_duty(village.name, standing, day)


def record_absence(
    tx: Transaction, *, agent_id: str, from_day: date, until_day: date, reason: str
) -> Absence:
    """Record that an agent is away; a director records anyone of the centre, an agent those of the own village.

    Raises NotFound, Forbidden, AbsenceBackwards, AbsenceOverlaps.
    """
    # Locked, so that two records of one agent cannot pass each other's check for overlap.
    agent = tx.one(Agent, agent_id)
    tx.session.refresh(agent, with_for_update=True)
    tx.actor.require_centre(agent.centre)
    if Role.DIRECTOR not in tx.actor.roles:
        require_village(tx.actor, agent.village_code)
    known = tx.session.scalars(
        select(Absence).where(Absence.agent_id == agent_id, Absence.until_day >= from_day)
    )
    check_absence(from_day, until_day, [_away(absence) for absence in known])
    absence = Absence(
        id=new_id(),
        centre=agent.centre,
        agent_id=agent_id,
        from_day=from_day,
        until_day=until_day,
        reason=reason,
        recorded_at=tx.now,
        recorded_by=tx.actor.id,
    )
    tx.session.add(absence)
    tx.session.flush()
    tx.audit("absence.record", absence.id, agent=agent_id, first=str(from_day), last=str(until_day))
    return absence


def _away(absence: Absence) -> Away:
    return Away(absence.from_day, absence.until_day, absence.reason)
