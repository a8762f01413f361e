"""The page that vendors read names every word of the protocol, and the wire's limits as they are."""

from pathlib import Path

from libs.terminal import boards, envelope, inbox, outbox, profile
from libs.terminal.vocabulary import COMMANDS, EVENTS, FaultCode, Key, Kind, Level, OutcomeName

PAGE = (Path(__file__).parents[3] / "docs" / "terminal-protocol.md").read_text(encoding="utf-8")


def test_every_word_is_on_the_page() -> None:
    words = set().union(*EVENTS.values(), *COMMANDS.values(), Kind, FaultCode, Key, Level, OutcomeName)
    assert not {word for word in words if f"`{word}`" not in PAGE}


def test_each_kinds_own_words_stand_in_its_section() -> None:
    common = set.intersection(*(set(EVENTS[kind] | COMMANDS[kind]) for kind in Kind))
    for kind in Kind:
        heading = PAGE.index(f" `{kind.value}` ", PAGE.index("### 5.1"))
        section = PAGE[heading:].split("\n### ", 1)[0].split("\n## ", 1)[0]
        assert not {word for word in (EVENTS[kind] | COMMANDS[kind]) - common if word not in section}, kind


def test_the_limits_are_those_of_the_program() -> None:
    assert (envelope.LIMIT, envelope.ID_LIMIT) == (16 * 1024, 64)
    assert profile.DEFAULT_PACE.window == 50
    assert (outbox.CAPACITY, outbox.RESERVE, inbox.REMEMBERED) == (10_000, 1_000, 5_000)
    assert boards.EARLY_DELTAS == 200
    for figure in ("16 KiB", "64 characters", "10 000", "1 000", "5 000", "200"):
        assert figure in PAGE
