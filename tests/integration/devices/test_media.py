"""LED boards and cameras."""

import pytest

from libs.common.actor import Role
from libs.common.events.devices import PEOPLE_COUNTED, PROGRAMME_PLAYED
from tests.integration.devices.hall import Hall

FROM, UNTIL, LATER = "2026-03-02T00:31:05Z", "2026-03-02T00:36:05Z", "2026-03-02T00:41:05Z"


@pytest.mark.row("D10")
def test_an_led_gets_the_playlist_once_and_again_when_it_changes(hall: Hall) -> None:
    led = hall.terminal("led-1").hello("led", playlist=0)
    first = led.wait("playlist")[0]
    assert len(first["data"]["items"]) == 25
    led.answer(first["id"])
    revision = first["data"]["revision"]
    lead = hall.running.client(Role.WINDOW_LEAD)
    notice = {
        "centre": "taozhu", "text": "【防台风】请尽快转移", "priority": 1, "from_at": FROM,
        "until_at": "2099-01-01T00:00:00Z", "hours": "00:00-24:00",
    }  # fmt: skip
    assert lead.request("PUT", "/programmes/GG-900", json=notice).status_code == 200
    second = led.wait("playlist", 2)[1]["data"]
    assert second["revision"] == revision + 1 and "GG-900" in [item["code"] for item in second["items"]]
    long = {**notice, "text": "长" * 500}
    refused = [lead.request("PUT", f"/programmes/GG-91{n}", json=long).json().get("code") for n in range(8)]
    assert refused[-1] == "playlist_too_long"

    played = {"code": "GG-900", "from": FROM, "until": UNTIL, "times": 12}
    led.say("played", played)
    (told,) = hall.running.wait_for(PROGRAMME_PLAYED)
    assert (told.data["code"], told.data["times"]) == ("GG-900", 12)


@pytest.mark.row("D11")
def test_counts_of_people_are_told_and_the_latest_is_kept(hall: Hall) -> None:
    camera = hall.terminal("camera-1").hello("camera")
    for begin, until, present in ((UNTIL, LATER, 31), (FROM, UNTIL, 17)):
        count = {"zone": "大厅", "from": begin, "until": until, "entered": 3, "left": 1, "present": present}
        camera.say("people-counted", count)
    told = hall.running.wait_for(PEOPLE_COUNTED, 2)
    assert [event.data["present"] for event in told] == [31, 17]
    (kept,) = hall.operator().get("/cameras/counts", params={"centre": "taozhu"}).json()["items"]
    assert kept["present"] == 31  # the second came late out of a store: it is older

    for online in (True, False, True):
        camera.say("camera-state", {"online": online, "last_frame_at": FROM, "tampered": False})
    camera.say("people-counted", {**count, "until": LATER, "zone": "后门"})
    hall.running.wait_for(PEOPLE_COUNTED, 3)
    (gap,) = hall.operator().get("/cameras/gaps", params={"centre": "taozhu"}).json()["items"]
    assert gap["terminal_id"] == "camera-1" and gap["ended_at"] is not None
