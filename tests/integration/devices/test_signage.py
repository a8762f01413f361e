"""Programmes for whom they are meant, proof of play, the ticker and the flash, announcements. All texts are made up."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from libs.common.actor import Role
from libs.common.events.devices import ANNOUNCEMENT_PUBLISHED, ANNOUNCEMENT_WITHDRAWN, COMMAND_SETTLED
from tests.integration.devices import queue
from tests.integration.devices.hall import CENTRE, Hall, Mqtt
from tests.integration.devices.test_terminal_library import play
from tests.support.waiting import eventually

VALID = {"from_at": "2026-03-02T00:00:00Z", "until_at": "2099-01-01T00:00:00Z"}


def lead(hall: Hall) -> Any:
    return hall.running.client(Role.WINDOW_LEAD)


def codes(board: Mqtt) -> set[str]:
    return {item["code"] for item in board.got("playlist")[-1]["data"]["items"]}


@pytest.mark.row("D10", "S4.11")
def test_each_board_gets_what_is_meant_for_it_and_only_when_that_changes(hall: Hall) -> None:
    door, outside = (hall.terminal(name).hello("led", playlist=0) for name in ("led-1", "led-2"))
    for board in (door, outside):
        board.wait("playlist")
    put = {"centre": CENTRE, "text": "夜间值班电话见门口", "hours": "22:00-06:00", "weekdays": [5, 6], **VALID}
    one = {"target_kind": "terminal", "target": "led-2"}
    assert lead(hall).put("/programmes/N-1", json=put | one).status_code == 200
    told = outside.wait("playlist", 2)[1]["data"]["items"]
    (item,) = [item for item in told if item["code"] == "N-1"]
    assert (item["hours"], item["weekdays"], item["seconds"]) == ("22:00-06:00", [5, 6], 10)

    assert hall.operator().put("/profiles/door", json={"centre": CENTRE, "settings": {}}).status_code == 200
    meant = {"target_kind": "profile", "target": "door"}
    assert lead(hall).put("/programmes/P-1", json=put | meant).status_code == 200
    assert hall.operator().put("/terminals/led-1/profile", json={"profile": "door"}).status_code == 200
    eventually(lambda: "P-1" in codes(door))
    assert "N-1" not in codes(door)
    # The other board's list has not changed, and was not sent again.
    lead(hall).put("/ticker", json={"centre": CENTRE, "text": "今日 12 点起停止取号"})
    outside.wait("ticker")
    assert len(outside.got("playlist")) == 2
    wrong = [
        {"target_kind": "terminal", "target": "kiosk-1"}, {"target_kind": "profile", "target": "nobody"},
        {"hours": "08:00-08:00"}, {"weekdays": [8]}, {"seconds": 1},
    ]  # fmt: skip
    answers = [lead(hall).put("/programmes/W-1", json=put | each) for each in wrong]
    assert [answer.status_code for answer in answers] == [422] * 5
    assert [answer.json()["code"] for answer in answers[:3]] == ["bad_target", "bad_target", "bad_hours"]
    # Back with what it holds, it is told nothing; with an older list it is told the present one.
    held = {name: door.got(name)[-1]["data"]["revision"] for name in ("playlist", "ticker")}
    door.leave()
    again = hall.terminal("led-1").hello("led", **held | {"playlist": held["playlist"] - 1})
    assert again.wait("playlist")[0]["data"]["revision"] == held["playlist"]
    assert again.got("ticker") == []


@pytest.mark.row("D10", "D6")
def test_proof_of_play_is_added_up_by_day_and_nothing_counts_twice(hall: Hall) -> None:
    board = hall.terminal("led-1").hello("led")
    hours = [("2026-03-02T14:00:00Z", "2026-03-02T15:00:00Z"), ("2026-03-02T15:00:00Z", "2026-03-02T16:00:00Z"),
             ("2026-03-02T16:00:00Z", "2026-03-02T16:30:00Z")]  # fmt: skip
    with hall.running.db.reading() as tx:  # within what is still believed
        day = tx.now.date()
    periods = [tuple(moment.replace("2026-03-02", str(day)) for moment in hour) for hour in hours]

    def prove(begin: str, until: str) -> None:
        for code in ("GG-001", "GG-002"):
            board.say("played", {"code": code, "from": begin, "until": until, "times": 60})

    # Newest first, as no honest board would, and each stretch again under another id.
    for period in reversed(periods):
        prove(*period)
    eventually(lambda: len(lead(hall).get("/plays", params={"centre": CENTRE}).json()["items"]) == 4)
    for period in [*periods, *periods]:
        prove(*period)
    board.say("played", {"code": "OLD", "from": "2020-01-01T00:00:00Z", "until": "2020-01-01T01:00:00Z", "times": 9})
    board.say("led-state", {"flash_writes": 1000, "flash_digest": "ab", "written_at": None, "pending": False})
    (led,) = eventually(lambda: lead(hall).get("/leds", params={"centre": CENTRE}).json()["items"])
    assert (led["flash_writes"], led["flash_worn_percent"]) == (1000, 1.0)
    found = lead(hall).get("/plays", params={"centre": CENTRE, "code": "GG-001"}).json()["items"]
    assert [(each["terminal_id"], each["times"]) for each in found] == [("led-1", 60), ("led-1", 120)]
    assert found[0]["day"] > found[1]["day"] == str(day)
    assert found[1]["first_at"].startswith(f"{day}T14:00") and found[1]["last_at"].startswith(f"{day}T16:00")
    everything = lead(hall).get("/plays", params={"centre": CENTRE, "until_day": str(day)}).json()["items"]
    assert {each["code"] for each in everything} == {"GG-001", "GG-002"}
    with hall.running.db.reading() as tx:
        assert tx.session.execute(select(hall.running.db.kernel.parked.c.id)).all() == []


@pytest.mark.row("D10")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_ticker_and_queue_reach_a_board_of_the_library_and_its_flash_stays_as_it_was(hall: Hall, tmp_path: Any) -> None:
    with play(hall, "led", "led-1", tmp_path) as board:
        board.said("节目写入闪存，累计 1 次")
        (state,) = eventually(lambda: [led for led in leds(hall) if led["flash_writes"] == 1])
        for number in range(10):
            lead(hall).put("/ticker", json={"centre": CENTRE, "text": f"今日已办理 {number} 件"})
        queue.issue(hall, "t-1", "A012")
        queue.call(hall, "t-1", "A012", 1)
        settled = hall.running.wait_for(COMMAND_SETTLED, 11, timeout=20)
        assert [event.data["outcome"] for event in settled if event.data["command"] == "ticker"] == ["done"] * 10
        board.type("flash")
        board.said("闪存写入 1 次")
        emergency = {"centre": CENTRE, "text": "请有序离开大厅", "reason": "消防演练"}
        raised = lead(hall).post("/emergencies", json=emergency).json()
        board.said("紧急插播：请有序离开大厅")
        eventually(lambda: lead(hall).get(f"/emergencies/{raised['id']}").json()["confirmed"] == 1)
        lead(hall).post(f"/emergencies/{raised['id']}/end", json={"reason": "演练结束"})
        board.said("紧急插播结束")
        board.type("report")
        eventually(lambda: [led for led in leds(hall) if led["at"] > state["at"] and led["flash_writes"] == 1])
        played = eventually(lambda: lead(hall).get("/plays", params={"centre": CENTRE}).json()["items"])
        assert raised["id"] in {each["code"] for each in played}
    assert hall.refused() == []


def leds(hall: Hall) -> list[dict[str, Any]]:
    return lead(hall).get("/leds", params={"centre": CENTRE}).json()["items"]


NOTICE = {
    "centre": CENTRE, "category": "epidemic", "title": "流感疫苗接种安排", "body": "周一至周五上午，镇卫生院二楼。",
    "board_text": "【疫情】流感疫苗接种：周一至周五上午", "valid_from": "2026-03-02T00:00:00Z",
    "valid_until": "2099-01-01T00:00:00Z",
}  # fmt: skip


@pytest.mark.row("S2.7", "S4.11")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_announcement_is_drafted_published_shown_counted_and_withdrawn(hall: Hall) -> None:
    board = hall.terminal("led-1").hello("led", playlist=0)
    board.wait("playlist")
    clerk, public = hall.running.client(Role.CLERK), hall.running.anonymous()
    draft = clerk.post("/announcements", json=NOTICE).json()
    address = f"/announcements/{draft['id']}"
    assert draft["state"] == "draft"

    def shown() -> list[str]:
        current = public.get("/announcements/current", params={"centre": CENTRE}).json()["items"]
        return [each["title"] for each in current]

    assert shown() == []
    assert clerk.post(f"{address}/publish").status_code == 403
    changed = clerk.put(address, json=NOTICE | {"title": "流感疫苗接种"}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200
    published = lead(hall).post(f"{address}/publish")
    assert (published.status_code, published.json()["state"], shown()) == (200, "published", ["流感疫苗接种"])
    eventually(lambda: f"announcement-{draft['id']}" in codes(board))
    again = [
        lead(hall).post(f"{address}/publish"), clerk.put(address, json=NOTICE, headers={"If-Match": '"3"'}),
    ]  # fmt: skip
    assert [each.json()["code"] for each in again] == ["announcement_not_draft"] * 2
    (told,) = hall.running.wait_for(ANNOUNCEMENT_PUBLISHED)
    assert (told.data["form"], told.data["category"]) == ("announcement", "epidemic")

    assert lead(hall).post(f"{address}/withdraw", json={"reason": "安排有变"}).json()["state"] == "withdrawn"
    assert shown() == []
    eventually(lambda: f"announcement-{draft['id']}" not in codes(board))
    assert hall.running.wait_for(ANNOUNCEMENT_WITHDRAWN)
    twice = lead(hall).post(f"{address}/withdraw", json={"reason": "再次"})
    assert (twice.status_code, twice.json()["code"]) == (409, "announcement_not_published")
    over = clerk.post("/announcements", json=NOTICE | {"valid_until": "2026-03-03T00:00:00Z"}).json()
    assert lead(hall).post(f"/announcements/{over['id']}/publish").json()["code"] == "announcement_over"


@pytest.mark.row("S2.7")
@pytest.mark.parametrize(
    "wrong",
    [
        {"body": "<script>alert(1)</script>"}, {"title": "通知&nbsp;"}, {"body": "字" * 2001}, {"title": "字" * 61},
        {"title": "倒\u202e置"}, {"body": " \n "}, {"category": "weather"}, {"valid_until": "2026-03-01T00:00:00Z"},
    ],
)  # fmt: skip
def test_an_announcement_is_plain_text_of_bounded_length(wrong: dict[str, str]) -> None:
    from services.devices.announcements.schemas import WriteAnnouncement

    schema = WriteAnnouncement()
    assert schema.validate({**NOTICE, "body": "满 <3 周岁的儿童\n请由家长陪同"}) == {}
    assert list(schema.validate({**NOTICE, **wrong})) == list(wrong)
