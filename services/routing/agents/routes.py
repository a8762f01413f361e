"""HTTP: absences and the duty of a day."""

from typing import Any

from libs.common.actor import Role
from libs.common.http import route
from libs.common.transaction import ReadTransaction, Transaction
from services.routing.agents.actions import duty_of, record_absence
from services.routing.agents.rules import AbsenceBackwards, AbsenceOverlaps
from services.routing.agents.schemas import AbsenceView, DutyQuery, DutyView, RecordAbsence
from services.routing.territory.actions import village_on
from services.routing.territory.rules import CENTRE_ROLES, OutsideVillage, UnknownVillage, require_sight


class AgentRoutes:
    @route(
        "POST", "/absences", body=RecordAbsence(), returns=AbsenceView(), status=201,
        roles={Role.DIRECTOR, Role.VILLAGE_AGENT}, summary="登记代办员请假",
        errors=(OutsideVillage, AbsenceBackwards, AbsenceOverlaps),
    )  # fmt: skip
    def add_absence(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return record_absence(tx, **body)

    @route(
        "GET", "/villages/<village_code>/duty", query=DutyQuery(), returns=DutyView(),
        roles=CENTRE_ROLES | {Role.VILLAGE_AGENT}, summary="当日由谁代办（AB 岗）",
        errors=(OutsideVillage, UnknownVillage),
    )  # fmt: skip
    def show_duty(self, tx: ReadTransaction, query: dict[str, Any], village_code: str) -> Any:
        day = query["on"] or tx.clock.today()
        village = village_on(tx, village_code, day)
        require_sight(tx.actor, village.centre, village.code)
        return duty_of(tx, village, day)
