"""A day of duty through the running service, with restarts in the middle of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.clock import FixedClock
from libs.common.events.intake import (
    ATTENDANCE_MISSING,
    COVER_PLANNED,
    DUTY_ALARM,
    INSPECTION_RECORDED,
    LEAVE_CHANGED,
    POST_HANDED_OVER,
    WHEREABOUTS_CHANGED,
)
from services.intake.duty.inspections.checklist import shipped
from services.intake.duty.posts.tables import PostHandover
from tests.integration.intake.booking_desk import hall
from tests.integration.intake.case_desk import SYNTHETIC
from tests.integration.intake.hall import open_hall
from tests.support.harness import Client, Running
from tests.support.waiting import eventually

ITEM, WINDOW = "BM-GT-003", 1


class Day:
    """The hall's people, each with a client of their own."""

    def __init__(self, running: Running, clock: FixedClock) -> None:
        self.running, self.clock = running, clock

    @property
    def director(self) -> Client:
        return self.running.client(Role.DIRECTOR, actor_id="director")

    def clerk(self, number: int) -> Client:
        return self.running.client(Role.CLERK, actor_id=f"clerk{number:02}")

    def at(self, text: str) -> None:
        self.clock.at = hall(text)

    def act(self, client: Client, thing: Any, path: str, **body: Any) -> Any:
        """A change of a thing that was seen, under its version."""
        answer = client.post(path, json=body, headers={"If-Match": f'"{thing["version"]}"'})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def alarms(self, kind: str, window: int | None = None) -> list[str]:
        """The states told of, in order."""
        told = [each.data for each in self.running.heard(DUTY_ALARM) if each.data["kind"] == kind]
        return [each["state"] for each in told if each["window"] == window]

    def records(self) -> list[tuple[str, str, str]]:
        with self.running.db.reading() as tx:
            rows = tx.session.scalars(select(PostHandover).order_by(PostHandover.id)).all()
            return [(row.direction, row.giver, row.receiver) for row in rows]


@pytest.mark.row("S2.1", "S2.3", "S3.2", "S3.3", "S5.3", "N6")
def test_a_day_of_duty(broker: BrokerNode, tmp_path: Path) -> None:
    clock = FixedClock(hall("2026-03-02 08:00"))
    with open_hall(f"sqlite:///{tmp_path / 'intake.db'}", broker, tmp_path, clock) as running:
        day = Day(running, clock)
        _put_on_board(day)
        _sign_in(day)
        case = _hand_over_across_restarts(day)
        _leave_and_cover(day)
        _inspect(day)
        _figures(day, case)


def _put_on_board(day: Day) -> None:
    placard = {"post": "窗口", "phone": "0576-85550100"}
    for login in ("clerk01", "clerk02", "director"):
        assert day.director.put(f"/whereabouts/{login}", json=placard).status_code == 200
    days = [{"day": f"2026-03-{n:02}", "login": "director"} for n in (2, 3)]
    assert day.clerk(1).put("/duty-leaders", json={"days": days}).status_code == 403
    assert len(day.director.put("/duty-leaders", json={"days": days}).json()["days"]) == 2
    public = day.running.anonymous().get("/duty-leaders/today").json()
    assert public == {"day": "2026-03-02", "name": "中心主任", "post": "窗口"}


def _sign_in(day: Day) -> None:
    day.at("2026-03-02 08:25")
    key = {"Idempotency-Key": "clerk01-morning"}
    for _ in range(2):  # pressed twice, the answer is the first one's
        signed = day.clerk(1).post("/attendance/sign-in", json={"window": WINDOW}, headers=key).json()
        assert (signed["state"], signed["window"], signed["corrections"]) == ("at", WINDOW, [])
    assert day.clerk(1).post("/attendance/sign-in", json={}).json()["code"] == "already_signed_in"
    for number in range(2, 8):
        assert day.clerk(number).post("/attendance/sign-in", json={}).status_code == 200
    day.at("2026-03-02 08:30")
    (missing,) = day.running.wait_for(ATTENDANCE_MISSING)
    assert (missing.data["missing"], missing.data["windows"]) == (1, [8, 11])
    late = day.clerk(8).post("/attendance/sign-in", json={}).json()
    assert late["late_minutes"] == 0
    own = day.clerk(8).get("/attendance").json()["items"]
    assert [row["login"] for row in own] == ["clerk08"]
    assert len(day.director.get("/attendance").json()["items"]) == 8
    assert day.clerk(8).get("/attendance", params={"person": "clerk01"}).status_code == 403


def _hand_over_across_restarts(day: Day) -> str:
    body = {"item_code": ITEM, "applicant": SYNTHETIC, "received": [1, 2, 3, 4, 5]}
    case: str = day.clerk(1).post("/cases", json=body).json()["id"]
    until = hall("2026-03-02 11:00").isoformat()
    away = {"reason": "village", "place": "北塘村", "until": until, "stand_in": "clerk02"}
    day.at("2026-03-02 09:00")
    assert day.clerk(1).post("/whereabouts/clerk01/leave", json=away).json()["state"] == "away"
    day.running.restart()
    (over,) = day.running.wait_for(POST_HANDED_OVER)
    told = [over.data[name] for name in ("window", "role", "why", "cases")]
    assert told == [WINDOW, "stand_in", "out", 1]
    day.running.restart()
    day.at("2026-03-02 10:30")
    assert day.clerk(1).post("/whereabouts/clerk01/return", json={}).json()["state"] == "at_post"
    day.running.restart()
    both = day.running.wait_for(POST_HANDED_OVER, 2)
    assert [(each.data["direction"], each.data["cases"]) for each in both] == [("over", 1), ("back", 1)]
    assert day.records() == [("over", "clerk01", "clerk02"), ("back", "clerk02", "clerk01")]
    (held,) = [each for each in day.clerk(2).get("/posts").json()["items"] if each["window"] == WINDOW]
    assert (held["holder"], held["role"], held["seated"]) == ("clerk01", "a", "clerk01")
    [_, first] = day.director.get("/posts/handovers", params={"window": WINDOW}).json()["items"]
    listed = day.director.get(f"/posts/handovers/{first['id']}").json()["items"]
    assert [(item["kind"], item["subject_id"], item["state"]) for item in listed] == [("case", case, "returned")]
    assert [each["reason"] for each in day.clerk(1).get("/whereabouts/outings").json()["items"]] == ["village"]
    assert len(day.running.wait_for(WHEREABOUTS_CHANGED, 5)) == 5
    return case


def _leave_and_cover(day: Day) -> None:
    asked = {"kind": "sick", "reason": "就诊", "first_day": "2026-03-03", "last_day": "2026-03-03"}
    leave = day.clerk(2).post("/leaves", json=asked, headers={"Idempotency-Key": "leave-1"}).json()
    assert [each["window"] for each in leave["uncovers"]] == [2, 2]
    assert day.clerk(3).get(f"/leaves/{leave['id']}").status_code == 403
    approve = f"/leaves/{leave['id']}/approve"
    refused = day.director.post(approve, json={}, headers={"If-Match": '"1"'}).json()
    assert (refused["code"], refused["data"]["posts"][0]["window"]) == ("post_left_uncovered", 2)
    approved = day.act(day.director, leave, approve, uncovered_reason="急诊")
    assert approved["state"] == "approved" and "reason" not in approved
    mine = day.clerk(2).get(f"/leaves/{leave['id']}").json()
    assert (mine["kind_words"], mine["reason"], mine["uncovered_reason"]) == ("病假", "就诊", "急诊")
    with day.running.db.reading() as tx:
        tables = ("idempotency_key", "leave", "audit")
        kept = [tx.session.execute(text(f'select * from "{table}"')).all() for table in tables]
    everything = str(kept)
    assert "leave-1" in everything and not any(word in everything for word in ("sick", "病假", "就诊", "急诊"))
    assert day.director.post(approve, json={}, headers={"If-Match": '"1"'}).status_code == 412
    assert [each.data["act"] for each in day.running.wait_for(LEAVE_CHANGED, 2)] == ["request", "approve"]
    day.at("2026-03-02 17:30")
    evening = eventually(
        lambda: [each for each in day.running.heard(COVER_PLANNED) if str(each.data["day"]) == "2026-03-03"]
    )
    assert (evening[0].data["cause"], evening[0].data["uncovered"]) == ("evening", 2)
    assert eventually(lambda: day.alarms("post_uncovered", 2)) == ["raised"]
    ringing = day.director.get("/duty-alarms", params={"state": "raised", "kind": "post_uncovered"}).json()["items"]
    assert [(each["window"], each["sessions"]) for each in ringing] == [(2, ["08:30-11:30", "14:00-17:00"])]
    shown = day.clerk(1).get("/cover/next").json()
    assert (shown["date"], shown["uncovered"], shown["kept"]) == ("2026-03-03", 2, True)
    assert shown["overbooked"] == [{"login": "clerk01", "name": "窗口员01", "windows": [1, 2]}]
    assert day.director.get("/cover/2026-03-03/1").json()["holds"] is True
    assert day.director.get("/cover/2026-03-03/9").status_code == 404


def _inspect(day: Day) -> None:
    (none,) = eventually(lambda: day.alarms("no_inspection"))
    assert none == "raised"
    points = day.director.get("/inspections/points").json()["points"]
    assert [point["code"] for point in points] == [point.code for point in shipped()]
    results = [{"code": point["code"], "result": "ok"} for point in points]
    results[0]["result"] = "wanting"
    finding = {"point": "at_post", "words": "不在窗口", "window": 4, "person": "clerk04"}
    round_ = {"inspected_at": hall("2026-03-02 16:00").isoformat(), "results": results, "findings": [finding]}
    assert day.clerk(1).post("/inspections", json=round_).status_code == 403
    inspection = day.director.post("/inspections", json=round_).json()
    (found,) = inspection["found"]
    assert (found["due_on"], found["excused"]) == ("2026-03-05", False)
    assert day.clerk(3).get(f"/inspection-findings/{found['id']}").status_code == 404  # a colleague's
    assert day.clerk(3).get("/inspection-findings").json()["items"] == []
    right = day.act(day.clerk(4), found, f"/inspection-findings/{found['id']}/put-right", words="已返岗")
    seen = day.act(day.director, right, f"/inspection-findings/{found['id']}/verify", words="已核实在岗")
    assert (seen["state"], [act["verb"] for act in seen["acts"]]) == ("verified", ["put_right", "verify"])
    day.running.wait_for(INSPECTION_RECORDED)
    assert eventually(lambda: len(told := day.alarms("no_inspection")) > 1 and told) == ["raised", "cleared"]


def _figures(day: Day, case: str) -> None:
    assert day.director.get(f"/cases/{case}/responsible").json()["holder"] == "clerk01"
    month = {"from": "2026-02-26", "until": "2026-03-25"}
    assert day.director.get("/attendance/figures", params={**month, "until": "2026-03-29"}).status_code == 422
    rows = {row["login"]: row for row in day.director.get("/attendance/figures", params=month).json()["rows"]}
    assert (rows["clerk04"]["off_post"], rows["clerk01"]["outing_minutes"]) == (1, 90)
    assert rows["clerk02"]["leave"]["sick"] == 2
    (own,) = day.clerk(1).get("/attendance/figures", params=month).json()["rows"]
    assert (own["login"], own["regular"]["at"]) == ("clerk01", 1)
