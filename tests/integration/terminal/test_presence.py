"""Sessions: birth, count, death, and the terminal's half of finding a gap."""

import pytest

from libs.terminal.vocabulary import FaultCode, Kind
from tests.integration.terminal.centre import Centre
from tests.integration.terminal.relay import Relay
from tests.support.waiting import eventually


@pytest.mark.row("D2")
def test_hello_opens_the_session_and_gone_closes_the_same(centre: Centre, make, protocol: int) -> None:
    screen = make(Kind.WINDOW_SCREEN, protocol=protocol)
    name = screen.terminal.identity.terminal
    screen.start()
    (hello,) = centre.await_events(name, "hello")
    assert hello.message.seq == 1
    assert hello.data["session"] == hello.message.session == screen.terminal.session
    assert (hello.data["kind"], hello.data["boards"]) == ("window_screen", {})
    assert "call" in hello.data["capabilities"]
    screen.stop()
    (gone,) = centre.await_events(name, "gone")
    session = hello.message.session
    assert gone.data == {"session": session}
    # What its will would have said: outside the count, dated at the connection's start.
    assert (gone.message.id, gone.message.seq) == (f"{session}-gone", None)
    assert gone.message.at <= hello.message.at


@pytest.mark.row("D2")
def test_a_cut_line_lets_the_will_speak_for_the_session_that_died(
    centre: Centre, make, relay: Relay, protocol: int
) -> None:
    screen = make(Kind.WINDOW_SCREEN, port=relay.port, protocol=protocol)
    name = screen.terminal.identity.terminal
    screen.start()
    (first,) = centre.await_events(name, "hello")
    relay.cut()
    (gone,) = centre.await_events(name, "gone")
    assert gone.data == {"session": first.message.session}
    assert gone.message.seq is None
    eventually(lambda: not screen.terminal.online)
    relay.mend()
    _, second = centre.await_events(name, "hello", 2)
    assert second.message.session != first.message.session
    assert second.message.seq == 1


@pytest.mark.row("D5")
def test_numbers_are_consecutive_in_each_session_and_reannounce_brings_hello(
    centre: Centre, make, relay: Relay
) -> None:
    kiosk = make(Kind.KIOSK, port=relay.port)
    name = kiosk.terminal.identity.terminal
    kiosk.start()
    assert kiosk.terminal.wait_online(10)
    for code in FaultCode:
        kiosk.terminal.raise_fault(code)
    command = centre.send(name, "reannounce", {})
    assert centre.await_outcome(name, command) == [("done", None)]
    hellos = centre.await_events(name, "hello", 2)
    assert hellos[0].message.session == hellos[1].message.session
    relay.cut()
    for code in FaultCode:
        kiosk.terminal.clear_fault(code)
    relay.mend()
    assert kiosk.terminal.wait_online(10) and kiosk.terminal.wait_drained(10)
    centre.await_events(name, "fault", 2 * len(FaultCode))

    sessions: dict[str, list[int]] = {}
    for each in centre.heard:
        if each.message.seq is not None:
            sessions.setdefault(each.message.session, []).append(each.message.seq)
    assert len(sessions) == 2
    for numbers in sessions.values():
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.row("D12")
def test_restart_is_acknowledged_and_begins_a_new_session(centre: Centre, make) -> None:
    led = make(Kind.LED)
    name = led.terminal.identity.terminal
    led.start()
    centre.await_events(name, "hello")
    command = centre.send(name, "restart", {})
    assert centre.await_outcome(name, command) == [("done", None)]
    first, second = centre.await_events(name, "hello", 2)
    assert first.message.session != second.message.session
    assert [each.data["session"] for each in centre.await_events(name, "gone")] == [first.message.session]


def test_a_wrong_secret_never_gets_online_and_keeps_what_it_has(centre: Centre, make) -> None:
    kiosk = make(Kind.KIOSK, secret="wrong")
    kiosk.start()
    kiosk.press_later("A")
    assert not kiosk.terminal.wait_online(1.5)
    assert kiosk.terminal.backlog == 1
    assert not centre.heard
