"""Three levels of settings, and what is told of them."""

import pytest

from libs.common.errors import Invalid
from services.devices.configuration.rules import check_settings, desired, resolve
from services.devices.pairing.rules import digest, new_code


@pytest.mark.row("D1", "D3")
def test_the_nearest_level_wins_and_says_so() -> None:
    found = resolve({"volume": 50, "heartbeat_seconds": 30}, {"volume": 70, "theme": "dark"}, {"theme": None})
    assert {name: (each.value, each.origin) for name, each in found.items()} == {
        "heartbeat_seconds": (30, "all"), "volume": (70, "profile"),
    }  # fmt: skip


@pytest.mark.row("D3")
def test_what_holds_no_more_is_forgotten_for_good() -> None:
    first = desired(resolve({}, {}, {"volume": 40, "theme": "dark"}), {})
    assert first == {"volume": 40, "theme": "dark"}
    second = desired(resolve({}, {}, {"theme": "dark"}), first)
    assert second == {"volume": None, "theme": "dark"}
    assert desired(resolve({}, {}, {}), second) == {"volume": None, "theme": None}
    assert desired(resolve({"volume": 9}, {}, {}), second) == {"volume": 9, "theme": None}


@pytest.mark.row("D3")
@pytest.mark.parametrize(
    "wrong",
    [{"volume": 101}, {"volume": True}, {"heartbeat_seconds": 4}, {"Name": 1}, {"": 1}, {"a": [1]}, {"a": "x" * 201},
     {f"n{number}": 1 for number in range(51)}],
)  # fmt: skip
def test_what_a_terminal_would_refuse_is_refused_here(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        check_settings(wrong)


@pytest.mark.row("D1")
def test_a_code_may_be_typed_carelessly_and_no_two_are_the_same() -> None:
    code = new_code()
    assert digest(f" {code.lower().replace('-', ' ')} ") == digest(code)
    assert len({new_code() for _ in range(1000)}) == 1000 and not set("01OIL") & set(code)
