"""Who may connect and what a terminal may touch, asked by the real broker."""

from threading import Event

import pytest

from libs.common.events.devices import TICKET_REQUESTED
from tests.integration.devices.hall import Hall, Mqtt
from tests.support.waiting import eventually

PRESS = {"press_id": "p-1", "business_class": "A"}


@pytest.mark.row("D1")
def test_the_right_secret_opens_own_topics_only(hall: Hall) -> None:
    kiosk = hall.terminal("kiosk-1").hello("kiosk")
    kiosk.say("ticket-requested", PRESS)
    (told,) = hall.running.wait_for(TICKET_REQUESTED)
    assert (told.data["terminal_id"], told.data["press_id"], told.centre) == ("kiosk-1", "p-1", "taozhu")

    assert not hall.terminal("kiosk-1", secret="wrong").connected
    assert not hall.terminal("kiosk-9", secret="no such terminal").connected
    assert not hall.terminal("caller-1", client_id="caller-2").connected

    for topic in ("hall/taozhu/kiosk-2/up/hello", "hall/taozhu/kiosk-1/down/ticket", "hall/other/kiosk-1/up/hello"):
        stray = hall.terminal("kiosk-1")
        assert not stray.raw("", b"{}", topic=topic), topic
    for topic in ("hall/taozhu/kiosk-2/down/#", "hall/taozhu/+/down/#", "hall/#", "#", "hall/other/board/queue"):
        stray = hall.terminal("kiosk-1")
        assert not stray.subscribe(topic), topic
    assert hall.terminal("display-1").subscribe("hall/taozhu/board/queue")


@pytest.mark.row("D1")
def test_a_revoked_terminal_is_cut_off_and_stays_out(hall: Hall) -> None:
    kiosk = hall.terminal("kiosk-2").hello("kiosk")
    assert hall.operator().post("/terminals/kiosk-2/revoke").status_code == 200
    eventually(lambda: kiosk.lost, 10)
    again = hall.terminal("kiosk-2")  # let in at most as long as the broker believes an old answer
    eventually(lambda: not again.connected, 15)
    eventually(lambda: hall.terminal("kiosk-2").codes[0].is_failure, 30, every=0.3)

    answer = hall.operator().post("/terminals/kiosk-2/approve")
    assert answer.status_code == 200 and answer.json()["secret"] != hall.secrets["kiosk-2"]
    old = hall.terminal("kiosk-2")
    eventually(lambda: not old.connected, 15)
    eventually(lambda: hall.terminal("kiosk-2").codes[0].is_failure, 30, every=0.3)
    assert stays(hall.admitted("kiosk-2", answer.json()["secret"]))


@pytest.mark.row("D1")
def test_a_rotated_secret_ends_what_the_old_one_opened(hall: Hall) -> None:
    caller = hall.terminal("caller-3").hello("caller")
    fresh = hall.operator().post("/terminals/caller-3/rotate").json()["secret"]
    eventually(lambda: caller.lost, 10)
    assert stays(hall.admitted("caller-3", fresh))


def stays(terminal: Mqtt) -> bool:
    """Whether it is still connected when the cutting off of its forerunner must be over."""
    watch = Event()
    terminal.client.on_disconnect = lambda *_: watch.set()
    return not watch.wait(1.5)
