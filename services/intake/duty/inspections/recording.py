"""Recording a round through the hall (大厅巡查), with what it found wanting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from libs.common.clock import local
from libs.common.events.intake import INSPECTION_RECORDED
from libs.common.identity.masking import mask_text
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.alarms.actions import settle_alarms
from services.intake.duty.alarms.rules import NO_INSPECTION
from services.intake.duty.attendance.reading import gone_of
from services.intake.duty.inspections import rules
from services.intake.duty.inspections.checklist import points_of
from services.intake.duty.inspections.rules import OFF_POST, State
from services.intake.duty.inspections.steps import clock_columns, tell
from services.intake.duty.inspections.tables import Finding, Inspection
from services.intake.duty.leaves.reading import leaves_between
from services.intake.duty.leaves.rules import half_at
from services.intake.duty.staff.tables import Staff
from services.intake.items.catalogue.actions import window_of


def record_inspection(
    tx: Transaction,
    centre: str,
    inspected_at: datetime,
    results: Sequence[Mapping[str, Any]],
    findings: Sequence[Mapping[str, Any]] = (),
    note: str = "",
) -> Inspection:
    """Write down a round of today by the actor. ``results``: ``code``, ``result``, ``note`` of every point;
    ``findings``: ``point``, ``words``, ``window``, ``person``, ``working_days`` (None: the usual).

    Raises InspectedAnotherDay, ChecklistIncomplete, FindingMissing, NotFound (window), UnknownFound.
    """
    rules.require_of_today(inspected_at, tx.now)
    names = {point.code: point.name for point in points_of(tx, centre)}
    found = {each["point"] for each in findings}
    rules.require_whole(names, [(each["code"], each["result"]) for each in results], found)
    inspection = Inspection(
        id=new_id(),
        centre=centre,
        day=local(inspected_at).date(),
        inspected_at=inspected_at,
        inspector=tx.actor.id,
        results=[
            {
                "code": each["code"],
                "name": names[each["code"]],
                "result": each["result"],
                "note": mask_text(each["note"]),
            }
            for each in results
        ],
        findings=len(findings),
        note=mask_text(note),
        recorded_at=tx.now,
    )
    tx.session.add(inspection)
    tx.session.flush()
    for each in findings:
        _open(tx, inspection, names[each["point"]], **each)
    told = {
        "inspection_id": inspection.id, "day": inspection.day, "points": len(results), "findings": len(findings),
        "at": tx.now,
    }  # fmt: skip
    tx.emit(INSPECTION_RECORDED, inspection.id, centre, told)
    tx.audit("inspection.record", inspection.id, day=str(inspection.day), findings=len(findings))
    settle_alarms(tx, centre, NO_INSPECTION, inspection.day, {})
    return inspection


def _open(
    tx: Transaction,
    inspection: Inspection,
    point_name: str,
    *,
    point: str,
    words: str,
    window: int | None,
    person: str | None,
    working_days: int | None,
) -> None:
    if window is not None:
        window_of(tx, inspection.centre, window)
    if person is not None:
        _require_known(tx, inspection.centre, person)
    finding_id = new_id()
    days = working_days or tx.settings.hall["inspection_finding_working_days"]
    finding = Finding(
        id=finding_id,
        centre=inspection.centre,
        version=1,
        state=State.OPEN,
        inspection_id=inspection.id,
        day=inspection.day,
        point=point,
        point_name=point_name,
        words=mask_text(words),
        window=window,
        person=person,
        excused=point == OFF_POST and person is not None and _excused(tx, inspection, person),
        opened_at=tx.now,
        working_days=days,
        rounds=0,
        **clock_columns(tx, rules.clock(finding_id, 0, local(tx.now).date(), days)),
    )
    tx.session.add(finding)
    tx.session.flush()
    tell(tx, finding, "open")
    tx.audit("finding.open", finding.id, point=point, window=window, person=person, due_on=str(finding.due_on))


def _excused(tx: ReadTransaction, inspection: Inspection, person: str) -> bool:
    """Whether the person had leave, or was out as registered, at the moment of the round."""
    at, day = inspection.inspected_at, inspection.day
    leaves = leaves_between(tx, inspection.centre, day, day, login=person)
    gone = gone_of(tx, inspection.centre, person, day)
    return any(leave.span.covers(*half_at(at)) for leave in leaves) or any(each.covers(at) for each in gone)


def _require_known(tx: ReadTransaction, centre: str, login: str) -> None:
    if tx.session.scalar(select(Staff.id).where(Staff.centre == centre, Staff.login == login)) is None:
        raise rules.UnknownFound(field="person")
