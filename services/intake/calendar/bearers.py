"""Everything in *intake* whose dates follow the calendar."""

from __future__ import annotations

from typing import Any

from libs.common.editions.bearers import Bearer
from services.intake.appointments.visits.following import VisitAnswers
from services.intake.casework.cases.following import CasesInHand, Replies
from services.intake.quality.accountability.following import Statements
from services.intake.quality.rectification.following import Rectifications

BEARERS: tuple[Bearer[Any], ...] = (CasesInHand(), Replies(), VisitAnswers(), Rectifications(), Statements())
