"""People and cases of the sample town for the tests of *routing*."""

from pathlib import Path
from typing import Any

from libs.common.actor import Role
from libs.common.events.intake import CASE_ACCEPTED, CASE_COMPLETED
from libs.common.ids import new_id
from tests.support.harness import Client, Running

TOWN = Path(__file__).resolve().parents[3] / "samples" / "town"
BEITANG, HOUTANG = "331082114206", "331082114207"  # every weekday; Tuesday and Thursday


def agent(routing: Running, village: str, post: str = "a") -> Client:
    name = f"agent-{village}-{post}"
    return routing.client(Role.VILLAGE_AGENT, actor_id=name, villages=frozenset({village}))


def accepted(**changed: Any) -> dict[str, Any]:
    return {**CASE_ACCEPTED.example, "case_id": new_id(), "village_code": BEITANG, **changed}


def loaded(**changed: Any) -> dict[str, Any]:
    """The data of CASE_ACCEPTED as a reaction gets it."""
    return CASE_ACCEPTED.load(accepted(**changed))


def completed(case_id: str) -> dict[str, Any]:
    return {**CASE_COMPLETED.load(CASE_COMPLETED.example), "case_id": case_id}


def accept(routing: Running, **changed: Any) -> str:
    """Publish CASE_ACCEPTED; returns the case's id."""
    case = loaded(**changed)
    routing.publish(CASE_ACCEPTED, case["case_id"], case)
    return str(case["case_id"])
