"""Stages over HTTP, below the case that they are of."""

from __future__ import annotations

from typing import Any

from libs.common.http import PUBLIC, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.routes import CLERKS, refused
from services.intake.casework.cases.views import CaseSummary
from services.intake.casework.stages import actions, rules
from services.intake.casework.stages.kinds import stage_kinds
from services.intake.casework.stages.schemas import BeginStage, FinishStage, StageKinds


class StageRoutes:
    @route("GET", "/stage-kinds", returns=StageKinds(), roles=PUBLIC, summary="办理环节清单")
    def list_stage_kinds(self, tx: ReadTransaction) -> Any:
        return {"items": list(stage_kinds().values())}

    @route(
        "POST", "/cases/<case_id>/stages", body=BeginStage(), returns=CaseSummary(), status=201, roles=CLERKS,
        summary="登记办理环节", errors=(*refused("stage"), rules.UnknownStage, rules.StageTimes),
    )  # fmt: skip
    def begin_stage(self, tx: Transaction, case_id: str, body: dict[str, Any]) -> Any:
        return actions.begin_stage(tx, case_id, **body)

    @route(
        "POST", "/cases/<case_id>/stages/<int:no>/finish", body=FinishStage(), returns=CaseSummary(), roles=CLERKS,
        summary="登记环节完成", errors=(*refused("stage"), *rules.CYCLE.refusals_of("finish")),
    )  # fmt: skip
    def finish_stage(self, tx: Transaction, case_id: str, no: int, body: dict[str, Any]) -> Any:
        return actions.finish_stage(tx, case_id, no, **body)
