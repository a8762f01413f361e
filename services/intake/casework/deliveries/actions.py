"""Sending a result, taking it back, handing it over; and the reminders of what lies undelivered."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from libs.common.actor import Role
from libs.common.deadlines import local_day
from libs.common.errors import StaleVersion
from libs.common.events.intake import (
    DELIVERY_CAME_BACK,
    DELIVERY_CHANGED,
    DELIVERY_DEADLINE_REACHED,
    DELIVERY_SENT,
)
from libs.common.identity.masking import mask_text
from libs.common.metrics import DEADLINES
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases import steps
from services.intake.casework.cases.queries import see_case
from services.intake.casework.cases.tables import Case
from services.intake.casework.deliveries import rules
from services.intake.casework.deliveries.opening import delivery_of, hand_over, marks_of, move, require_village, tell
from services.intake.casework.deliveries.rules import State, Way
from services.intake.casework.deliveries.tables import Delivery
from services.intake.casework.mandates.actions import require_mandate

AT_ONCE = 100
"""Rows a sweep takes in one transaction; the next tick takes the rest."""


def change_way(tx: Transaction, case_id: str, way: Way) -> Delivery:
    """Another way, while it is still here. Raises as ``deliver``, and VillageMissing."""
    case, delivery = _hold(tx, case_id)
    require_village(case, way)
    was = delivery.way
    move(tx, delivery, "change", way=way)
    steps.move(tx, case, "deliver")
    tell(tx, DELIVERY_CHANGED, case, delivery, was=was)
    tx.audit("delivery.change", case.id, was=was, way=way)
    return delivery


def send(tx: Transaction, case_id: str, carrier: str, tracking_number: str | None = None) -> Delivery:
    """It left by post or with the village agent. Raises as ``deliver``, and PickedUpHere, TrackingMissing."""
    case, delivery = _hold(tx, case_id)
    rules.CYCLE.target(delivery.state, "send")
    rules.require_sendable(delivery.way, tracking_number)
    move(tx, delivery, "send", carrier=carrier.strip(), tracking_number=tracking_number, sent_at=tx.now)
    steps.move(tx, case, "deliver")
    tell(tx, DELIVERY_SENT, case, delivery)
    tx.audit("delivery.send", case.id, way=delivery.way, carrier=mask_text(carrier))
    return delivery


def take_back(tx: Transaction, case_id: str, reason: str) -> Delivery:
    """It came back undelivered; its limit goes on. Raises as ``deliver``."""
    case, delivery = _hold(tx, case_id)
    told = mask_text(reason)
    move(tx, delivery, "come_back", came_back=Delivery.came_back + 1, tracking_number=None, carrier=None)
    steps.move(tx, case, "deliver")
    tell(tx, DELIVERY_CAME_BACK, case, delivery, reason=told)
    tx.audit("delivery.come-back", case.id, way=delivery.way, reason=told)
    return delivery


def deliver(tx: Transaction, case_id: str, mandate_id: str | None = None) -> Delivery:
    """The applicant has it, or an agent with a mandate to collect. A village agent records what was given to them.

    Raises NotFound, Forbidden, StaleVersion (of the delivery), NothingToDeliver, DeliveryMoveRefused, MandateRefused,
    NotYourVillage, IllegalMove.
    """
    case, delivery = _hold(tx, case_id)
    rules.CYCLE.target(delivery.state, "deliver")
    if mandate_id is not None:
        require_mandate(tx, mandate_id, case, "collect")
    hand_over(tx, case, delivery, mandate_id)
    steps.move(tx, case, "deliver")
    return delivery


def ring_deliveries(tx: Transaction) -> int:
    """Tell, once each, of results whose last day of delivery approaches, is here, has passed; returns how many."""
    today = steps.today(tx)
    ripe = select(Delivery).where(Delivery.state.in_(rules.UNDELIVERED), Delivery.next_mark_on <= today)
    ripe = ripe.order_by(Delivery.next_mark_on, Delivery.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    rung = 0
    for delivery in tx.session.scalars(ripe).all():
        marks = marks_of(tx, delivery.deliver_by, local_day(delivery.opened_at))
        mark = delivery.ring(marks, delivery.deliver_by, today)
        if mark is not None:
            told = {"kind": mark.kind, "due_on": delivery.deliver_by}
            tell(tx, DELIVERY_DEADLINE_REACHED, tx.one(Case, delivery.case_id), delivery, **told)
            DEADLINES.labels(tx.service, mark.kind).inc()
            rung += 1
    return rung


def find_deliveries(
    tx: ReadTransaction, state: str | None = None, way: str | None = None, due_before: date | None = None
) -> Select[Delivery]:
    """Deliveries of the actor's territory; who is a village agent alone sees what is given to theirs."""
    query = select(Delivery).join(Delivery.case).options(contains_eager(Delivery.case))
    if not tx.actor.sees_centre("*"):
        query = query.where(Delivery.centre.in_(tx.actor.centres))
    if tx.actor.roles == {Role.VILLAGE_AGENT}:
        query = query.where(Delivery.way == Way.VILLAGE_AGENT, Delivery.state != State.PENDING)
        if "*" not in tx.actor.villages:
            query = query.where(Case.village_code.in_(tx.actor.villages))
    if state is not None:
        query = query.where(Delivery.state == state)
    if way is not None:
        query = query.where(Delivery.way == way)
    if due_before is not None:
        query = query.where(Delivery.state.in_(rules.UNDELIVERED), Delivery.deliver_by < due_before)
    return query


def _hold(tx: Transaction, case_id: str) -> tuple[Case, Delivery]:
    case = see_case(tx, case_id)
    tx.session.refresh(case, with_for_update=True)
    delivery = delivery_of(tx, case.id, lock=True)
    if delivery is None:
        raise rules.NothingToDeliver()
    if tx.actor.roles == {Role.VILLAGE_AGENT}:
        _require_theirs(tx, case, delivery)
    if tx.if_match is not None and tx.if_match != delivery.version:
        raise StaleVersion(version=delivery.version)
    return case, delivery


def _require_theirs(tx: Transaction, case: Case, delivery: Delivery) -> None:
    given = delivery.way == Way.VILLAGE_AGENT and delivery.state != State.PENDING
    if not given or case.village_code is None or not tx.actor.sees_village(case.village_code):
        raise rules.NotYourVillage()
