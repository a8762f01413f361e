"""Caps, quotas, the last minutes, alarms and priority grounds, against the running service."""

from datetime import timedelta
from pathlib import Path

import eventlet
import pytest
from eventlet import GreenPool
from prometheus_client import REGISTRY
from sqlalchemy import select

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.events.intake import QUEUE_ALARM
from services.intake.hall.classes.actions import set_rule
from services.intake.hall.classes.alarms import ring_alarms
from services.intake.hall.classes.rules import DailyCapReached
from services.intake.hall.queue.calling import call_next
from services.intake.hall.queue.issuing import issue_ticket
from services.intake.hall.queue.rules import ClassClosed
from services.intake.hall.queue.serving import serve, void_all, void_left_over
from services.intake.hall.queue.tables import Ticket, TicketPeriod
from tests.integration.intake.hall import CENTRE, MONDAY_MORNING, at, hall_database, open_hall, town_database
from tests.support.waiting import eventually


@pytest.mark.row("Q4")
def test_a_cap_holds_when_many_press_at_once(database_url: str) -> None:
    halls = [town_database(database_url), hall_database(database_url, fresh=False)]
    with halls[0].transaction() as tx:
        set_rule(tx, CENTRE, "A", daily_cap=5, bands=[], stop_minutes=0)
    given: list[str] = []

    def press(n: int) -> None:
        eventlet.sleep(0)
        try:
            with halls[n % 2].transaction() as tx:
                given.append(issue_ticket(tx, CENTRE, "A", channel="desk").number)
        except DailyCapReached as refused:
            given.append(refused.code)

    pool = GreenPool(12)
    for n in range(12):
        pool.spawn_n(press, n)
    pool.waitall()
    assert sorted(given) == ["A001", "A002", "A003", "A004", "A005", *["daily_cap_reached"] * 7]


@pytest.mark.row("Q4", "Q5")
def test_a_lead_limits_a_class_and_alarms_ring_once_each(database_url: str, broker: BrokerNode, tmp_path: Path) -> None:
    clock = at(MONDAY_MORNING)  # 9:00
    with open_hall(database_url, broker, tmp_path, clock) as hall:
        clerk, lead = hall.client(Role.CLERK), hall.client(Role.WINDOW_LEAD)
        rule = {
            "bands": [{"from": "08:30", "until": "10:00", "tickets": 2}], "stop_minutes": 20,
            "alarm_waiting": 2, "alarm_minutes": 30,
        }  # fmt: skip
        assert clerk.put("/classes/M", json=rule).status_code == 403
        assert lead.put("/classes/Y", json=rule).json()["code"] == "unknown_class"
        crossed = {"bands": [rule["bands"][0], {"from": "09:00", "until": "11:00", "tickets": 1}]}  # type: ignore[index]
        assert lead.put("/classes/M", json=crossed).status_code == 422
        assert lead.put("/classes/M", json=rule).json()["version"] == 1
        assert clerk.get("/classes/M").json()["bands"] == rule["bands"]
        assert clerk.get("/classes/A").json()["daily_cap"] is None

        def take() -> str:
            answer = clerk.post("/tickets", json={"business_class": "M"}).json()
            return str(answer.get("number") or answer["code"])

        assert [take() for _ in range(3)] == ["M001", "M002", "band_full"]
        hall.wait_for(QUEUE_ALARM)
        clock.advance(timedelta(hours=1))
        assert take() == "M003"
        rung = hall.wait_for(QUEUE_ALARM, 2)
        for _ in range(3):
            clerk.post("/windows/12/next", json={})
            clerk.post("/windows/12/serve", json={})
            clerk.post("/windows/12/finish", json={})
        eventually(lambda: len(hall.heard(QUEUE_ALARM)) == 4)
        told = [(event.data["kind"], event.data["state"], event.data["value"]) for event in hall.heard(QUEUE_ALARM)]
        assert told[: len(rung)] == [("waiting_count", "raised", 2), ("waiting_time", "raised", 60)]
        assert sorted(told[2:]) == [("waiting_count", "cleared", told[2][2]), ("waiting_time", "cleared", 0)]
        clock.advance(timedelta(hours=6, minutes=39))
        assert take() == "M004"
        clock.advance(60)
        assert take() == "stopped_issuing"


@pytest.mark.row("Q7")
def test_grounds_for_going_first_are_set_and_counted(database_url: str, broker: BrokerNode, tmp_path: Path) -> None:
    with open_hall(database_url, broker, tmp_path) as hall:
        clerk, lead = hall.client(Role.CLERK), hall.client(Role.WINDOW_LEAD)

        def take(ground: str | None) -> str:
            answer = clerk.post("/tickets", json={"business_class": "A", "priority_ground": ground}).json()
            return str(answer.get("number") or answer["code"])

        assert [take(ground) for ground in (None, "老年", "急事")] == ["A001", "A002", "unknown_ground"]
        urgent = {"reason": "中心规定：见义勇为人员", "weight": 5}
        assert lead.put("/priority-grounds/见义勇为", json=urgent).json()["weight"] == 5
        assert take("见义勇为") == "A003"
        called = []
        for _ in range(3):
            called.append(clerk.post("/windows/1/next", json={}).json()["number"])
            clerk.post("/windows/1/serve", json={})
            clerk.post("/windows/1/finish", json={})
        assert called == ["A003", "A002", "A001"]
        assert lead.put("/priority-grounds/军人", json={"reason": "停用", "active": False}).status_code == 200
        assert take("军人") == "unknown_ground"
        listed = {row["name"]: row for row in clerk.get("/priority-grounds").json()["grounds"]}
        assert listed.keys() == {"老年", "残疾", "孕", "军人", "预约", "见义勇为"}
        assert (listed["老年"]["issued"], listed["老年"]["finished"], listed["孕"]["issued"]) == (1, 1, 0)
        assert listed["见义勇为"]["reason"] == urgent["reason"]


@pytest.mark.row("Q5")
def test_an_alarm_rings_once_for_each_class_is_a_figure_and_ends_with_its_limit(database_url: str) -> None:
    clock = at(MONDAY_MORNING)
    db = town_database(database_url, clock)

    def limit(prefix: str, **limits: int | None) -> None:
        with db.transaction() as tx:
            set_rule(tx, CENTRE, prefix, daily_cap=None, bands=[], stop_minutes=0, **limits)

    def ring() -> int:
        with db.transaction() as tx:
            return ring_alarms(tx)

    def ringing(kind: str) -> float | None:
        return REGISTRY.get_sample_value("bianmin_queue_alarms", {"centre": CENTRE, "kind": kind})

    limit("A", alarm_waiting=2, alarm_minutes=None)
    limit("B", alarm_waiting=1, alarm_minutes=10)
    for prefix in "AAAB":
        with db.transaction() as tx:
            issue_ticket(tx, CENTRE, prefix, channel="desk")
    assert [ring(), ring()] == [2, 0]
    assert (ringing("waiting_count"), ringing("waiting_time")) == (2, 0)
    clock.advance(600)
    assert [ring(), ring()] == [1, 0]
    assert (ringing("waiting_count"), ringing("waiting_time")) == (2, 1)
    limit("B", alarm_waiting=None, alarm_minutes=None)
    assert [ring(), ring()] == [2, 0], "what nobody watches any more does not ring"
    with db.transaction() as tx:
        void_all(tx, CENTRE)
    assert [ring(), ring()] == [1, 0]
    assert (ringing("waiting_count"), ringing("waiting_time")) == (0, 0)


@pytest.mark.row("Q1", "Q4")
def test_a_class_keeps_its_own_hours_within_those_of_its_windows(database_url: str) -> None:
    clock = at(MONDAY_MORNING)  # Monday, 9:00
    db = town_database(database_url, clock)
    hours = [{"weekday": 1, "from": "09:00", "until": "10:00"}, {"weekday": 3, "from": "08:00", "until": "20:00"}]
    with db.transaction() as tx:
        set_rule(tx, CENTRE, "A", daily_cap=None, hours=hours, bands=[], stop_minutes=0)
    taken = []
    for later in (0, 3599, 3600, 24 * 3600, 48 * 3600, 50 * 3600 + 1800, 59 * 3600):
        clock.at = MONDAY_MORNING + timedelta(seconds=later)
        try:
            with db.transaction() as tx:
                taken.append(issue_ticket(tx, CENTRE, "A", channel="desk").number)
        except ClassClosed as refused:
            taken.append(refused.code)
    shut = "class_closed"
    assert taken == ["A001", "A002", shut, shut, "A001", "A002", shut], "and at 20:00 the hall itself is closed"


@pytest.mark.row("Q1")
def test_the_night_voids_what_nobody_closed_and_leaves_today_alone(database_url: str) -> None:
    clock = at(MONDAY_MORNING)
    db = town_database(database_url, clock)
    for prefix in "AAB":
        with db.transaction() as tx:
            issue_ticket(tx, CENTRE, prefix, channel="desk")
    with db.transaction() as tx:
        call_next(tx, CENTRE, 1)
        serve(tx, CENTRE, 1)
    with db.transaction() as tx:
        assert void_left_over(tx) == 0
    clock.advance(timedelta(days=1))
    with db.transaction() as tx:
        today = issue_ticket(tx, CENTRE, "A", channel="desk").id
    with db.transaction() as tx:
        assert void_left_over(tx) == 3
    with db.transaction() as tx:
        assert void_left_over(tx) == 0
        assert tx.one(Ticket, today).state == "waiting"
        open_periods = tx.session.scalars(select(TicketPeriod.ticket_id).where(TicketPeriod.ended_at.is_(None))).all()
    assert open_periods == [today], "what was waiting is recorded, with the time until it was void"
