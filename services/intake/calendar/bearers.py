"""Everything in *intake* whose dates follow the calendar."""

from __future__ import annotations

from typing import Any

from libs.common.editions.bearers import Bearer
from services.intake.accountability.following import Statements
from services.intake.cases.following import CasesInHand, Replies
from services.intake.rectification.following import Rectifications
from services.intake.visits.following import VisitAnswers

BEARERS: tuple[Bearer[Any], ...] = (CasesInHand(), Replies(), VisitAnswers(), Rectifications(), Statements())
