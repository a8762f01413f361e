"""The steps of a call that nobody answers."""

from dataclasses import replace

import pytest

from services.devices.calls.orders import first_line, spares
from services.devices.calls.rules import MOVES, ON_THE_WAY, following, patience
from services.devices.registry.recipients import Recipient


def at(name: str, kind: str, window: int | None = None, connected: bool = True) -> Recipient:
    return Recipient(name, kind, "taozhu", window, connected, None)


HALL = [at("display-1", "queue_display"), at("screen-1", "window_screen", 1), at("screen-2", "window_screen", 2),
        at("voice-1", "voice"), at("voice-2", "voice")]  # fmt: skip


@pytest.mark.row("N8")
def test_a_call_goes_on_step_by_step_and_ends_in_an_alarm() -> None:
    state, seen = "sent", []
    while state in ON_THE_WAY:
        seen.append(state)
        state = following(state, expired=False)
    assert (seen, state) == (["sent", "again", "elsewhere"], "alarmed")
    assert {following(state, expired=True) for state in ON_THE_WAY} == {"alarmed"}
    reached = {to for _, to in MOVES.values()}
    assert reached == {"again", "elsewhere", "alarmed", "delivered", "closed"}


@pytest.mark.row("N8")
def test_each_step_has_its_own_time() -> None:
    hall = {"call_proof_seconds": 5, "call_spoken_seconds": 6, "call_again_seconds": 4, "call_elsewhere_seconds": 7}
    assert [patience(state, hall, screens=True).seconds for state in ON_THE_WAY] == [5, 4, 7]
    assert [patience(state, hall, screens=False).seconds for state in ON_THE_WAY] == [6, 6, 7]
    assert [patience(state, hall, screens=False, languages=2).seconds for state in ON_THE_WAY] == [12, 12, 12]


@pytest.mark.row("N8", "D8")
def test_one_announcer_speaks_and_the_rest_stand_by() -> None:
    assert [each.id for each in first_line(HALL, 1)] == ["screen-1", "voice-1"]
    assert [each.id for each in spares(HALL, 1)] == ["display-1", "voice-2"]
    placards = replace(at("placards", "queue_display"), capabilities=("board-snapshot", "configure"))
    assert [each.id for each in spares([*HALL, placards], 1)] == ["display-1", "voice-2"], "it shows no calls"
    silent = [replace(each, connected=each.id != "voice-1") for each in HALL]
    assert [each.id for each in first_line(silent, 1)] == ["screen-1", "voice-2"]
    assert [each.id for each in spares(silent, 1)] == ["display-1", "voice-1"]
