"""A delivery opens with the completion of its case."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from libs.common.events import Event
from libs.common.events.intake import DELIVERY_DELIVERED, DELIVERY_OPENED
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.calendar.actions import calendar_edition, working_calendar
from services.intake.casework.cases import clocks, steps
from services.intake.casework.cases.tables import Case
from services.intake.casework.deliveries import rules
from services.intake.casework.deliveries.rules import State, Way
from services.intake.casework.deliveries.tables import Delivery


def open_delivery(
    tx: Transaction, case: Case, way: Way, *, handed_over: bool, mandate_id: str | None = None
) -> Delivery:
    """Open the delivery of a case completed today; ``handed_over``: taken along at once, by an agent or in person.

    Raises VillageMissing.
    """
    require_village(case, way)
    delivery_id, day, calendar = new_id(), steps.today(tx), working_calendar(tx)
    by = rules.deliver_by(delivery_id, day, calendar)
    delivery = Delivery(
        id=delivery_id, version=1, case_id=case.id, centre=case.centre, state=State.PENDING, way=way, opened_at=tx.now,
        deliver_by=by.on, provisional=by.provisional, derivation=by.derivation, came_back=0,
        calendar_edition=calendar_edition(tx), next_mark_on=clocks.next_mark(marks_of(tx, by.on, day), day),
    )  # fmt: skip
    tx.session.add(delivery)
    tell(tx, DELIVERY_OPENED, case, delivery, deliver_by=by.on)
    tx.audit("delivery.open", case.id, way=way, deliver_by=by.on.isoformat())
    if handed_over:
        hand_over(tx, case, delivery, mandate_id)
    return delivery


def marks_of(tx: ReadTransaction, by: date, completed_on: date) -> list[clocks.Mark]:
    return clocks.marks(by, completed_on, steps.approaching_days(tx), working_calendar(tx))


def hand_over(tx: Transaction, case: Case, delivery: Delivery, mandate_id: str | None) -> None:
    """The applicant has it, or an agent whose mandate was asked for already. Raises DeliveryMoveRefused."""
    move(
        tx, delivery, "deliver", delivered_at=tx.now, delivered_by=tx.actor.id, mandate_id=mandate_id,
        next_mark_on=None,
    )  # fmt: skip
    late = steps.today(tx) > delivery.deliver_by
    to = "agent" if mandate_id else "applicant"
    tell(tx, DELIVERY_DELIVERED, case, delivery, to=to, late=late)
    tx.audit("delivery.deliver", case.id, way=delivery.way, to=to, mandate=mandate_id, late=late)


def require_village(case: Case, way: str) -> None:
    """Raises VillageMissing."""
    if way == Way.VILLAGE_AGENT and not case.village_code:
        raise rules.VillageMissing(field="way")


def move(tx: Transaction, delivery: Delivery, verb: str, **values: Any) -> None:
    """Raises DeliveryMoveRefused."""
    tx.session.flush()
    to = rules.CYCLE.target(delivery.state, verb)
    tx.moved(
        Delivery, delivery.id, origin=[delivery.state], to=to, version=delivery.version,
        otherwise=rules.DeliveryMoveRefused, **values,
    )  # fmt: skip


def tell(tx: Transaction, event: Event, case: Case, delivery: Delivery, **more: Any) -> None:
    told = {"delivery_id": delivery.id, "way": delivery.way, **more, "at": tx.now}
    tx.emit(event, delivery.id, delivery.centre, {**steps.event_data(case), **told})


def delivery_of(tx: ReadTransaction, case_id: str, *, lock: bool = False) -> Delivery | None:
    """``lock``: kept from changing under us."""
    query = select(Delivery).where(Delivery.case_id == case_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return tx.session.scalars(query).one_or_none()


def require_delivered(tx: ReadTransaction, case: Case) -> None:
    """Raises DeliveryOpen."""
    delivery = delivery_of(tx, case.id)
    if delivery is not None and delivery.state in rules.UNDELIVERED:
        raise rules.DeliveryOpen(way=delivery.way, state=delivery.state)
