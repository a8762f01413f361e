"""A delegated item comes back from the village (代办件回到镇中心)."""

from __future__ import annotations

from libs.common.errors import Refused
from libs.common.transaction import Transaction
from services.intake.casework.cases import ending, steps
from services.intake.casework.cases.rules import Result
from services.intake.casework.cases.tables import Case

VILLAGE_RESULT = "村代办完成"


def record_return(tx: Transaction, case_id: str, delegation_id: str, outcome: str) -> Case:
    """Note the outcome; complete the case when the village may finish the item and did.

    A case that something stands in the way of (it ended, stands paused, waits for a material …) is left to the clerk.
    Raises NotFound.
    """
    case = steps.hold_case(tx, case_id)
    case.delegation_id = delegation_id
    case.delegation_outcome = outcome
    case.version += 1
    tx.audit("case.delegation-returned", case.id, delegation=delegation_id, outcome=outcome)
    if outcome == "done" and case.village_can_finish and _may_finish(tx, case):
        ending.finish(tx, case, Result.DONE, VILLAGE_RESULT)
    return case


def _may_finish(tx: Transaction, case: Case) -> bool:
    try:
        ending.require_finishable(tx, case, Result.DONE)
    except Refused:
        return False
    return True
