"""Which firmware is wanted, and who is behind."""

from __future__ import annotations

from typing import Any

import pytest

from libs.common.actor import Role
from tests.integration.devices.hall import Hall
from tests.support.waiting import eventually


def behind(hall: Hall, **query: str) -> list[dict[str, Any]]:
    answer = hall.operator().get("/firmware/behind", params={"centre": "taozhu", **query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


@pytest.mark.row("D12")
def test_terminals_behind_the_desired_firmware_are_listed_until_they_report_it(hall: Hall) -> None:
    operator = hall.operator()
    hall.terminal("led-1").hello("led")  # says: test 1
    eventually(lambda: operator.get("/terminals/led-1").json()["firmware"] == "test 1")
    assert behind(hall) == []
    wanted = {"centre": "taozhu", "desired": "test 2", "note": "修复定时开关屏；U 盘升级，约五分钟"}
    assert operator.request("PUT", "/firmware/led", json=wanted).json()["version"] == 1
    rows = {row["id"]: row for row in behind(hall, kind="led")}
    assert {name: row["reported"] for name, row in rows.items()} == {"led-1": "test 1", "led-2": None}
    assert (rows["led-1"]["desired"], rows["led-1"]["note"]) == ("test 2", wanted["note"])
    assert behind(hall, kind="kiosk") == []

    wanted["desired"] = "test 1"
    assert operator.request("PUT", "/firmware/led", json=wanted).json()["version"] == 2
    assert [row["id"] for row in behind(hall)] == ["led-2"]
    hall.terminal("led-2").hello("led")
    eventually(lambda: behind(hall) == [])
    (listed,) = operator.get("/firmware", params={"centre": "taozhu"}).json()["items"]
    assert (listed["kind"], listed["desired"], listed["changed_by"]) == ("led", "test 1", "operator-1")

    assert operator.request("PUT", "/firmware/toaster", json=wanted).status_code == 404
    clerk = hall.running.client(Role.CLERK)
    assert clerk.request("PUT", "/firmware/led", json=wanted).status_code == 403
    abroad = hall.running.client(Role.OPERATOR, centres=frozenset({"elsewhere"}))
    assert abroad.request("PUT", "/firmware/led", json=wanted).status_code == 403
