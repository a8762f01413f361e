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
        _window(intake.FORM_ERASED, "at", detail="kind"),
        Reading(intake.MANDATE_CHANGED, "at", detail="state"),
        # no reason: why somebody of the staff was away is nobody's figure
        Reading(intake.WHEREABOUTS_CHANGED, "at", detail="state"),
        # flag: in extended hours; quantity: sign-ins. No unit: a session is the person's, not the window's
        Reading(
            intake.ATTENDANCE_SIGNED, "at", detail="timing", flag=lambda data: data["extended"],
            quantity=lambda data: int(data["act"] == "in"),
        ),
        Reading(intake.ATTENDANCE_CORRECTED, "at"),
        Reading(intake.ATTENDANCE_MISSING, "at", quantity=lambda data: data["missing"]),
        Reading(intake.LEAVE_CHANGED, "at", detail="act"),
        # flag: handed over, not back; quantity: how much
        _window(
            intake.POST_HANDED_OVER, "at", detail="why", flag=lambda data: data["direction"] == "over",
            quantity=lambda data: data["cases"] + data["inquiries"] + data["tickets"],
        ),
        Reading(intake.LEADER_ROSTERED, "at", flag=lambda data: data["rostered"]),
        Reading(intake.LEADER_SWAP_CHANGED, "at", detail="state"),
        # quantity: findings
        Reading(intake.INSPECTION_RECORDED, "at", quantity=lambda data: data["findings"]),
        # flag: done by its day
        Reading(intake.INSPECTION_FINDING_CHANGED, "at", detail="act", flag=lambda data: data["in_time"]),
        Reading(intake.INSPECTION_FINDING_DEADLINE_REACHED, "at", detail="kind"),
        # quantity: posts that nobody covers; flag: the evening's, not a later one
        Reading(
            intake.COVER_PLANNED, "at", detail="cause", flag=lambda data: data["revision"] == 1,
            quantity=lambda data: data["uncovered"],
        ),
        # flag: raised, not cleared
        Reading(intake.DUTY_ALARM, "at", detail="kind", flag=lambda data: data["state"] == "raised"),
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
        _window(intake.CASE_PAUSED, "at", detail="procedure"),
        _window(intake.CASE_RESUMED, "at"),
        _window(intake.CASE_EXTENDED, "at"),
        # flag: taken back
        _window(intake.CASE_REFERENCED, "at", flag=lambda data: data["removed"]),
        _window(intake.CASE_STAGE_BEGUN, "began_at", detail="stage"),
        _window(intake.CASE_STAGE_ENDED, "ended_at", detail="stage"),
        # flag: had been accepted
        _window(
            intake.CASE_RETURNED, "returned_at",
            detail=lambda data: "withdrawn" if data["withdrawn"] else "returned",
            flag=lambda data: data["was_accepted"],
        ),
        _window(intake.JOINT_PART_OPENED, "at", detail="department"),
        # flag: recorded by the lead window for the department
        _window(intake.JOINT_PART_UNDERTAKEN, "at", detail="department", flag=lambda data: data["by_window"]),
        # flag: past its day
        _window(
            intake.JOINT_PART_ANSWERED, "at", detail="answer", flag=lambda data: data["timing"] == "overdue"
        ),
        _window(intake.JOINT_PART_REOPENED, "at", detail="department"),
        _window(intake.JOINT_PART_CANCELLED, "at", detail="department"),
        _window(intake.JOINT_PART_DEADLINE_REACHED, "at", detail="kind"),
        _window(intake.JOINT_RULE_CHANGED, "at", detail="rule"),
        _window(intake.JOINT_REVIEW_CHANGED, "at", detail="state"),
        _window(intake.CASE_REPORTED_UP, "reported_at", detail="timing"),
        _window(intake.CASE_SENT_BACK, "sent_back_at"),
        _window(intake.CASE_FOLLOWED_UP, "at"),
        # flag: answered, and the person not told yet
        _window(intake.CASE_FOLLOW_UP_DUE, "at", flag=lambda data: data["answered"]),
        # quantity: calendar days above; flag: approved
        _window(
            intake.CASE_ANSWERED_ABOVE, "answered_at", flag=lambda data: data["approved"],
            quantity=lambda data: data["days_above"],
        ),
        _window(intake.CASE_RESULT_TOLD, "told_at", detail="how"),
        # flag: with a certificate (出证办结); quantity: of one applied for online (网上申请)
        _window(
            intake.CASE_COMPLETED, "completed_at", detail="timing",
            flag=lambda data: data.get("result_code") == "issued",
            quantity=lambda data: int(data.get("channel") == "online"),
        ),
        _window(intake.CASE_ARCHIVED, "at", detail="retention"),
        _window(intake.CASE_RETENTION_PROLONGED, "at"),
        _window(intake.CASE_DISPOSED, "at"),
        _window(intake.DELIVERY_OPENED, "at", detail="way"),
        _window(intake.DELIVERY_CHANGED, "at", detail="way"),
        _window(intake.DELIVERY_SENT, "at", detail="way"),
        _window(intake.DELIVERY_CAME_BACK, "at", detail="way"),
        # flag: after the tenth working day (行政许可法 art. 44)
        _window(intake.DELIVERY_DELIVERED, "at", detail="way", flag=lambda data: data["late"]),
        _window(intake.DELIVERY_DEADLINE_REACHED, "at", detail="kind"),
        _window(intake.CASE_DEADLINE_REACHED, "at", detail="kind"),
        # flag: the day itself moved, not the mark 暂定 alone
        _window(
            intake.CASE_DEADLINE_MOVED, "at", detail="deadline", flag=lambda data: data["was_due_on"] != data["due_on"]
        ),
        Reading(intake.CALENDAR_PUBLISHED, "published_at", quantity=lambda data: len(data["days"])),
        _window(intake.ITEM_PUBLISHED, None, detail="kind"),
        _window(intake.ITEM_RETIRED, "at", detail="kind"),
        Reading(intake.ITEM_DRAFT_CHANGED, "at", detail="state"),
        Reading(
            intake.CATALOGUE_IMPORTED, "at",
            quantity=lambda data: data["created"] + data["changed"] + data["retired"],
        ),
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
        Reading(intake.SURVEY_FINDING_OPENED, "at"),
        # flag: put right in time
        Reading(intake.SURVEY_FINDING_CLOSED, "at", flag=lambda data: data["in_time"]),
        Reading(intake.SURVEY_FINDING_DEADLINE_REACHED, "at", detail="kind"),
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
        _department(
            petitions.PETITION_DEADLINE_MOVED, "at", flag=lambda data: data["was_due_on"] != data["due_on"]
        ),
        _department(petitions.PETITION_DEADLINE_REACHED, "at", detail="kind"),
        Reading(devices.ANNOUNCEMENT_PUBLISHED, "at", detail="form"),
        Reading(devices.PEOPLE_COUNTED, "until", detail="zone", quantity=lambda data: data["entered"]),
    )
}  # fmt: skip
EVENTS = tuple(reading.event for reading in READINGS.values())
