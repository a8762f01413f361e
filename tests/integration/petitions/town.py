"""People and petitions of the sample town for the tests of *petitions*. Every caller is synthetic."""

from pathlib import Path
from typing import Any

from libs.common.actor import Role
from tests.support.harness import Client, Running

TOWN = Path(__file__).resolve().parents[3] / "samples" / "town"
CALLER = {"caller_name": "陈样例", "caller_phone": "13800001234"}


def petition(**changed: Any) -> dict[str, Any]:
    """A complaint about workshop noise: U-SH, five working days."""
    usual = {
        "centre": "taozhu",
        "channel": "12345",
        "category_code": "C0201",
        "number": "SQ202603-001",
        "village_code": "331082114253",
        "text": "我是陈样例，石材厂夜里切石头，请回电13800001234。",
        **CALLER,
    }
    return {**usual, **changed}


def officer(petitions: Running) -> Client:
    return petitions.client(Role.PETITION_OFFICER, actor_id="officer")


def unit(petitions: Running, code: str) -> Client:
    return petitions.client(Role.HANDLING_UNIT, actor_id=code.lower(), unit=code)


def register(petitions: Running, **changed: Any) -> str:
    """Register a petition; returns its path."""
    answer = officer(petitions).post("/petitions", json=petition(**changed))
    assert answer.status_code == 201, answer.text
    return f"/petitions/{answer.json()['id']}"
