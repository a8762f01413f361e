"""The main job: ``./dev demo --once --json`` plays the day and every figure agrees."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


RULES = {
    "即办件", "承诺件", "联办件", "上报件", "补办件", "退办件", "代办件", "三部门联办", "特殊程序暂停计时",
    "延长办理期限", "二次告知被拒", "A岗请假，B岗接替", "超期办结与追责", "差评整改与回访",
}  # fmt: skip


@pytest.mark.row(
    "N10", "S4.2", "S6.2", "S6.8", "S4.8", "S5.4", "D6", "N7", "N8", "C4", "C5", "C13", "N2", "N5", "S2.1", "S2.2"
)
@pytest.mark.timeout(600)
def test_a_whole_day_of_the_hall() -> None:
    demo = subprocess.Popen(
        [sys.executable, "-m", "libs.demo", "--once", "--json", "--seed", "7"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said, told = demo.communicate(timeout=520)
    finally:
        # Asked to stop, it stops its suite too; killed, it could not.
        demo.terminate()
        demo.wait(timeout=60)
    assert demo.returncode == 0, told[-4000:]
    day = json.loads(said.splitlines()[-1])
    # Called, served and rated: on a loaded machine the day slows down, nobody is lost.
    assert day["tickets"]["finished"] >= 600
    assert sum(day["ratings"].values()) >= 600
    assert {"accepted", "completed", "returned", "awaiting_supplement"} <= set(day["cases"])
    assert day["delegations"]["returned"] > 0
    assert sum(day["petitions"].values()) == 56
    assert day["events"]["parked"] == 0
    assert day["events"]["published"] > 5000
    assert all(incident["holds"] and incident["expected"] for incident in day["incidents"]), day["incidents"]
    assert len(day["incidents"]) == 9
    assert {rule["name"] for rule in day["rules"]} == RULES
    assert all(rule["holds"] and rule["expected"] for rule in day["rules"]), day["rules"]
    assert len(day["identities"]) > 10
    carried = next(each for each in day["identities"] if each["name"].endswith("= 结转"))
    assert carried["right"] == 4
    assert all(identity["holds"] and identity["left"] == identity["right"] for identity in day["identities"])
    assert day["seconds"] < 500
