"""Everything in *intake* whose dates follow the calendar."""

from __future__ import annotations

from typing import Any

from libs.common.editions.bearers import Bearer
from services.intake.appointments.visits.following import VisitAnswers
from services.intake.casework.cases.following import CasesInHand, Replies
from services.intake.casework.deliveries.following import Deliveries
from services.intake.casework.joint.following import OpenParts
from services.intake.duty.inspections.following import InspectionFindings
from services.intake.online.applications.prechecks import Prechecks
from services.intake.quality.accountability.following import Statements
from services.intake.quality.rectification.following import Rectifications
from services.intake.quality.survey_findings.following import SurveyFindings

BEARERS: tuple[Bearer[Any], ...] = (
    CasesInHand(), Replies(), OpenParts(), Deliveries(), VisitAnswers(), Prechecks(), Rectifications(),
    SurveyFindings(), InspectionFindings(), Statements(),
)  # fmt: skip
