"""How each event becomes a fact: which of its fields is the moment, the unit, the detail. Nothing personal is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from libs.common.clock import local
from libs.common.events import Envelope, Event, devices, intake, petitions, routing
from services.reporting.units.rules import UnitKind

Data = Mapping[str, Any]
MEASURES = ("waiting_seconds", "handling_seconds", "working_days")


@dataclass(frozen=True)
class Reading:
    """``at``: field of the moment, None for the event's own time. ``unit``: field with the unit's code.

    ``detail``: field or function for what is counted apart; ``flag`` and ``quantity`` likewise (quantity 1 if unset).
    """

    event: Event
    at: str | None
    unit_kind: UnitKind | None = None
    unit: str | None = None
    detail: str | Callable[[Data], str | None] | None = None
    flag: Callable[[Data], bool] | None = None
    quantity: Callable[[Data], int] | None = None

    def fact(self, event: Envelope, recorded_at: datetime) -> dict[str, Any]:
        """The columns of the fact that ``event`` tells."""
        data = event.data
        at: datetime = data[self.at] if self.at else event.time
        detail = self.detail(data) if callable(self.detail) else data[self.detail] if self.detail else None
        return {
            "event_id": event.id,
            "kind": self.event.name,
            "centre": event.centre,
            "subject": event.subject,
            "sequence": event.sequence,
            "at": at,
            "day": local(at).date(),
            "recorded_at": recorded_at,
            "unit_kind": self.unit_kind.value if self.unit_kind else None,
            "unit_code": str(data[self.unit]) if self.unit else None,
            "village_code": data.get("village_code"),
            "item_code": data.get("item_code"),
            "item_kind": data.get("item_kind"),
            "detail": detail,
            "flag": self.flag(data) if self.flag else None,
            "quantity": self.quantity(data) if self.quantity else 1,
            **{name: data.get(name) for name in MEASURES},
        }


def _window(event: Event, at: str | None, **rest: Any) -> Reading:
    return Reading(event, at, UnitKind.WINDOW, "window", **rest)


def _village(event: Event, at: str, **rest: Any) -> Reading:
    return Reading(event, at, UnitKind.VILLAGE, "village_code", **rest)


def _department(event: Event, at: str, **rest: Any) -> Reading:
    return Reading(event, at, UnitKind.DEPARTMENT, "unit", **rest)


def _queue(event: Event, at: str, **rest: Any) -> Reading:
    return Reading(event, at, UnitKind.QUEUE, "business_class", **rest)


READINGS: Mapping[str, Reading] = {
    reading.event.type: reading
    for reading in (
        # flag: issued with priority (优先号)
        _queue(intake.TICKET_ISSUED, "issued_at", detail="channel", flag=lambda data: bool(data["priority_ground"])),
        _queue(intake.TICKET_REFUSED, "at", detail="code"),
        _queue(intake.TICKET_REPRINT_ASKED, "at", detail="terminal_id"),
        _queue(intake.TICKET_SHOWN, "at", detail="was"),
        _window(intake.TICKET_CALLED, "called_at"),
        _window(intake.TICKET_SERVING, "served_at"),
        _window(intake.TICKET_MISSED, "at"),
        # flag: in extended hours (延时服务)
        _window(intake.TICKET_FINISHED, "finished_at", flag=lambda data: data["extended_hours"]),
        _window(intake.TICKET_MATTER_FINISHED, "at", detail="from_class"),
        _queue(intake.TICKET_NEAR, "at"),
        _queue(intake.TICKET_VOIDED, "at", detail="was"),
        _window(intake.TICKET_REQUEUED, "at", detail="was"),
        _queue(intake.TICKET_REACTIVATED, "at"),
        _window(intake.TICKET_HELD, "at"),
        _window(intake.TICKET_RESUMED, "at"),
        _queue(
            intake.TICKET_TRANSFERRED, "at",
            detail=lambda data: "window" if data["to_window"] else "person" if data["to_clerk"] else "class",
        ),
        _window(intake.WINDOW_CHANGED, "at", detail="state"),
        # flag: raised, not cleared
        _queue(intake.QUEUE_ALARM, "at", detail="kind", flag=lambda data: data["state"] == "raised"),
        _window(intake.KEY_REFUSED, "at", detail="code"),
        # quantity: of a ticket, which the participation is measured by; all were before cases could be rated
        _window(
            intake.RATING_RECORDED, "at", detail="level", quantity=lambda data: int(data.get("handling") != "case")
        ),
        _window(intake.RATING_FLAGGED, "at", detail="flag"),
        # counted in the period of the rating, whose rate it changes
        _window(intake.RATING_APPEAL_DECIDED, "rated_at", detail="decision"),
        _window(intake.RECTIFICATION_OPENED, "at"),
        # flag: of the contact, not of the rectification
        _window(
            intake.RECTIFICATION_DEADLINE_REACHED, "at", detail="kind", flag=lambda data: data["clock"] == "contact"
        ),
        # flag: contacted and put right in time
        _window(
            intake.RECTIFICATION_CLOSED, "at", detail="outcome",
            flag=lambda data: bool(data.get("contact_in_time") and data.get("rectified_in_time")),
        ),
        # no unit: a matter may be asked about by phone, at no window
        Reading(intake.INQUIRY_RECORDED, "at", detail="channel"),
        Reading(intake.INQUIRY_HANDED_OVER, "at"),
        Reading(intake.INQUIRY_CLOSED, "at", detail="outcome"),
        _window(intake.ACCOUNTABILITY_OPENED, "at", detail="ground"),
        _window(intake.ACCOUNTABILITY_CLOSED, "at", detail="decision"),
        _window(intake.FORM_NUMBERED, "at", detail="kind"),
        _window(intake.FORM_PRINTED, "at", detail="kind"),
        _window(intake.FORM_VOIDED, "at", detail="kind"),
        Reading(intake.MANDATE_CHANGED, "at", detail="state"),
        # no reason: why somebody of the staff was away is nobody's figure
        Reading(intake.WHEREABOUTS_CHANGED, "at", detail="state"),
        # flag: taken in extended hours
        _window(
            intake.CASE_REGISTERED, "registered_at", detail="channel", flag=lambda data: data["extended_hours"]
        ),
        # flag: accepted by lapse of time (逾期未告知视为受理)
        _window(
            intake.CASE_ACCEPTED, "accepted_at", detail=lambda data: data.get("channel"),
            flag=lambda data: data["deemed"],
        ),
        # quantity: second trips, so that the cases themselves stay one group (N5)
        _window(intake.NOTICE_GIVEN, "given_at", quantity=lambda data: int(data["second_trip"])),
        _window(intake.CASE_SUPPLEMENTED, "supplemented_at"),
        # flag: had been accepted
        _window(
            intake.CASE_RETURNED, "returned_at",
            detail=lambda data: "withdrawn" if data["withdrawn"] else "returned",
            flag=lambda data: data["was_accepted"],
        ),
        # flag: applied for online (网上申请)
        _window(
            intake.CASE_COMPLETED, "completed_at", detail="timing", flag=lambda data: data.get("channel") == "online"
        ),
        _window(intake.CASE_DEADLINE_REACHED, "at", detail="kind"),
        _window(intake.ITEM_PUBLISHED, None, detail="kind"),
        _window(intake.TALLY_RECORDED, "at", detail="kind", quantity=lambda data: data["quantity"]),
        _window(intake.BOOKING_HELD, "at", detail="channel"),
        _window(intake.BOOKING_LAPSED, "at"),
        _window(intake.BOOKING_CONFIRMED, "at", detail="channel"),
        _window(intake.BOOKING_RESCHEDULED, "at"),
        _window(intake.BOOKING_CANCELLED, "at", detail="by"),
        _window(intake.BOOKING_REMINDER, "at"),
        _window(intake.BOOKING_ARRIVED, "at"),
        _window(intake.BOOKING_MISSED, "at"),
        Reading(intake.ROSTER_SET, "at", quantity=lambda data: data["shifts"]),
        _window(intake.VISIT_REQUESTED, "at", detail="channel"),
        # flag: answered late
        _window(
            intake.VISIT_ANSWERED, "at", detail=lambda data: "agreed" if data["agreed"] else "declined",
            flag=lambda data: data["late"],
        ),
        _window(intake.VISIT_REPLANNED, "at"),
        _window(intake.VISIT_CANCELLED, "at", detail="by"),
        _window(intake.VISIT_FINISHED, "at", detail="outcome"),
        _window(intake.VISIT_DEADLINE_REACHED, "at", detail="kind"),
        Reading(intake.ATTACHMENT_ADDED, "at", detail="channel"),
        Reading(intake.ATTACHMENT_QUARANTINED, "at"),
        Reading(intake.ATTACHMENT_REMOVED, "at", detail="why"),
        _window(intake.APPLICATION_BEGUN, "at"),
        _window(intake.APPLICATION_ABANDONED, "at"),
        _window(intake.APPLICATION_SUBMITTED, "at"),
        # flag: nobody had looked at it in time
        _window(intake.APPLICATION_TAKEN_IN, "at", flag=lambda data: data["unanswered"]),
        _window(intake.APPLICATION_DECLINED, "at", detail="ground"),
        _window(intake.APPLICATION_WITHDRAWN, "at"),
        _window(intake.APPLICATION_SUPPLEMENTED, "at"),
        _window(intake.APPLICATION_DEADLINE_REACHED, "at", detail="kind"),
        Reading(intake.SURVEY_OPENED, "at", detail="kind"),
        Reading(intake.SURVEY_CLOSED, "at", detail="kind", quantity=lambda data: data["answers"]),
        # no unit: a finding may be of no window
        Reading(intake.FINDING_OPENED, "at"),
        # flag: put right in time
        Reading(intake.FINDING_CLOSED, "at", flag=lambda data: data["in_time"]),
        Reading(intake.FINDING_DEADLINE_REACHED, "at", detail="kind"),
        _window(intake.AGENCY_ACCEPTED, "at", detail="kind"),
        _window(intake.AGENCY_COMPLETED, "at", detail="kind"),
        _village(routing.DELEGATION_OPENED, "opened_at", detail="post"),
        _village(routing.DELEGATION_TAKEN, "taken_at"),
        _village(routing.DELEGATION_DONE, "done_at"),
        _village(routing.DELEGATION_RETURNED, "returned_at", detail="outcome"),
        _village(routing.DELEGATION_RECALLED, "recalled_at"),
        # flag: urgent (紧急)
        Reading(petitions.PETITION_REGISTERED, "received_at", detail="kind", flag=lambda data: data["urgent"]),
        _department(petitions.PETITION_DISPATCHED, "dispatched_at"),
        _department(petitions.PETITION_SIGNED, "signed_at"),
        _department(petitions.PETITION_ANSWERED, "answered_at", detail="timing"),
        _department(petitions.PETITION_CLOSED, "closed_at"),
        _department(petitions.PETITION_DEADLINE_REACHED, "at", detail="kind"),
        Reading(devices.ANNOUNCEMENT_PUBLISHED, "at", detail="form"),
        Reading(devices.PEOPLE_COUNTED, "until", detail="zone", quantity=lambda data: data["entered"]),
    )
}  # fmt: skip
EVENTS = tuple(reading.event for reading in READINGS.values())
