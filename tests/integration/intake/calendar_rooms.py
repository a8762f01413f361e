"""One of everything beside cases that follows the calendar, and how it stands afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from libs.common.editions.standing import in_force
from libs.common.events import Event
from libs.common.transaction import Transaction
from services.intake.calendar.actions import working_calendar
from services.intake.calendar.tables import BOOK
from services.intake.casework.cases import ending, steps
from services.intake.casework.cases.rules import Result
from services.intake.casework.deliveries.rules import Handing, Way
from services.intake.casework.joint import settings
from services.intake.casework.joint.parts import asked_anew, parts_of
from services.intake.casework.joint.rules import PartPlan, Rule, State, part_ledger, part_limit
from services.intake.casework.joint.tables import JointPart
from services.intake.duty.inspections.checklist import points_of
from services.intake.duty.inspections.recording import record_inspection
from services.intake.duty.inspections.tables import Finding as InspectionFinding
from services.intake.quality.survey_findings import actions as findings
from services.intake.quality.surveys import actions as surveys
from tests.integration.intake.calendar_desk import (
    listed,
)
from tests.integration.intake.case_desk import DIRECTOR, JOINT, PROMISED, Desk, day
from tests.integration.intake.duty_desk import LEAD
from tests.integration.intake.online_desk import QUICK, submitted
from tests.integration.intake.test_surveys import SAID

BUILDING, FARMING = "村镇建设办公室", "农业农村办公室"  # of JOINT; the one has fifteen working days, the other five
PAPER = "函〔2026〕9号"


def of_kind(desk: Desk, kind: str, edition: int = 2) -> list[tuple[str, str, bool, bool]]:
    return [move[1:] for move in listed(desk, edition) if move[0] == kind]


def ring(desk: Desk, event: Event, sweep: Callable[[Transaction], int], moment: str) -> list[tuple[str, str]]:
    """The reminders that the moment brings; asked twice, told once."""
    desk.at(moment)
    before = len(desk.told(event))
    for _ in range(2):
        with desk.act() as tx:
            sweep(tx)
    return [(each.data["kind"], str(each.data["due_on"])) for each in desk.told(event)[before:]]


def joint_case(desk: Desk) -> str:
    with desk.act(DIRECTOR) as tx:
        settings.set_joint(tx, "taozhu", JOINT, Rule.ALL_FINISHED, "镇联审制度", [PartPlan(FARMING, 5, "现场踏勘")])
    return desk.accepted(JOINT)


def part(desk: Desk, case_id: str, department: str) -> JointPart:
    with desk.db.reading() as tx:
        [found] = [each for each in parts_of(tx, case_id) if each.department == department]
        tx.session.expunge(found)
        return found


def require_parts_followed(desk: Desk) -> int:
    """Every open part has the day that its case's ledger gives by the calendar in force; returns how many are open."""
    with desk.db.reading() as tx:
        parts = tx.session.scalars(select(JointPart).where(JointPart.state == State.OPEN)).all()
        for each in parts:
            ledger = steps.ledger_of(tx, each.case_id)
            own = part_ledger(ledger, each.department, each.limit_days, asked_anew(each))
            found = part_limit(own, ledger, working_calendar(tx))
            assert (each.due_on, each.provisional) == (found.due_on, found.provisional)
            assert each.calendar_edition == in_force(BOOK, tx).number
    return len(parts)


def issued(desk: Desk, way: Way | None = None) -> str:
    case_id = desk.accepted(PROMISED)
    with desk.act() as tx:
        ending.complete_case(tx, case_id, result_code=Result.ISSUED, handing=Handing(None, way))
    return case_id


def inspect(desk: Desk, *wanting: str) -> list[str]:
    """A round that finds each of ``wanting`` so; three working days for each."""
    with desk.act(LEAD) as tx:
        codes = [point.code for point in points_of(tx, "taozhu")]
        results = [{"code": code, "result": "wanting" if code in wanting else "ok", "note": ""} for code in codes]
        about: dict[str, Any] = {"words": "样例", "window": 3, "person": None, "working_days": 3}
        round_ = record_inspection(tx, "taozhu", tx.now, results, [{"point": code, **about} for code in wanting])
        own = select(InspectionFinding).where(InspectionFinding.inspection_id == round_.id)
        found = {each.point: each.id for each in tx.session.scalars(own)}
    return [found[code] for code in wanting]


def survey_finding(desk: Desk, survey: str, **more: Any) -> str:
    with desk.act(DIRECTOR) as tx:
        return findings.open_finding(tx, survey, problem="等候久", responsible="clerk01", **more).id


def closed_survey(desk: Desk) -> str:
    with desk.act(DIRECTOR) as tx:
        dates = {"opens_on": steps.today(tx), "closes_on": day("2027-03-31")}
        survey = surveys.draft_survey(tx, "taozhu", **{**SAID, "audience": "slip", **dates}).id
        surveys.publish_survey(tx, survey)
    with desk.act(DIRECTOR) as tx:
        surveys.close_survey(tx, survey)
    return survey


def open_everything(desk: Desk) -> int:
    """One of each kind; returns how many rows follow the calendar."""
    joint_case(desk)
    issued(desk)
    inspect(desk, "equipment")
    submitted(desk, 1, QUICK)
    survey_finding(desk, closed_survey(desk))
    return 7
