"""Terminals' ids and secrets."""

import pytest

from services.devices.registry.rules import (
    KINDS,
    MOVES,
    BadTerminalId,
    NoWindow,
    check_registration,
    digest,
    matches,
    new_secret,
)


@pytest.mark.row("D1")
def test_a_secret_is_long_random_and_kept_as_a_digest() -> None:
    first, second = new_secret(), new_secret()
    assert first != second and len(first) >= 43
    assert first not in digest(first)
    assert matches(first, digest(first)) and not matches(second, digest(first)) and not matches("", None)


@pytest.mark.parametrize("bad", ["Kiosk-1", "a/b", "a.b", "", "a" * 49, "窗口", "board", "bianmin", "a b", "k\n"])
def test_an_id_the_topics_have_no_room_for_is_refused(bad: str) -> None:
    with pytest.raises(BadTerminalId):
        check_registration(bad, "kiosk", "taozhu", None)


def test_what_stands_at_a_window_names_it() -> None:
    check_registration("kiosk-1", "kiosk", "taozhu", None)
    check_registration("caller-1", "caller", "taozhu", 1)
    with pytest.raises(NoWindow):
        check_registration("caller-1", "caller", "taozhu", None)
    assert len(KINDS) == 8


def test_every_move_leads_to_a_state_of_the_table() -> None:
    assert {to for _, to in MOVES.values()} == {"approved", "revoked"}
