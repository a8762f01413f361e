"""The topic grammar says yes to the three forms and to nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.terminal import topics
from libs.terminal.vocabulary import COMMANDS, EVENTS

CENTRES = st.from_regex(r"[a-z0-9-]{1,32}", fullmatch=True)
TERMINALS = st.from_regex(r"[a-z0-9-]{1,48}", fullmatch=True).filter(lambda text: text != "board")
NAMES = st.sampled_from(sorted(set().union(*EVENTS.values(), *COMMANDS.values())))


@given(CENTRES, TERMINALS, NAMES)
def test_what_is_built_is_read_back(centre: str, terminal: str, name: str) -> None:
    assert topics.parse(topics.up(centre, terminal, name)) == topics.Up(centre, terminal, name)
    assert topics.parse(topics.down(centre, terminal, name)) == topics.Down(centre, terminal, name)
    assert topics.parse(topics.board(centre, name)) == topics.Board(centre, name)


@given(st.text(max_size=80))
def test_no_text_does_worse_than_bad_topic(text: str) -> None:
    for topic in (text, f"hall/{text}", f"hall/taozhu/k-1/up/{text}", f"hall/{text}/k-1/up/hello"):
        try:
            topics.parse(topic)
        except topics.BadTopic:
            continue
        assert topic.startswith("hall/") and "." not in topic and "+" not in topic and "#" not in topic


@pytest.mark.parametrize(
    "topic",
    [
        "hall/taozhu/k-1/up",
        "hall/taozhu/k-1/up/hello/more",
        "hall/taozhu/k-1/sideways/hello",
        "hall/taozhu/K-1/up/hello",
        "hall/tao.zhu/k-1/up/hello",
        "hall/taozhu/k-1\n/up/hello",
        "hall/taozhu/board/up/hello",
        f"hall/{'c' * 33}/k-1/up/hello",
        f"hall/taozhu/{'t' * 49}/up/hello",
        "hall//k-1/up/hello",
    ],
)
def test_near_misses_are_refused(topic: str) -> None:
    with pytest.raises(topics.BadTopic):
        topics.parse(topic)


def test_wildcards_cannot_be_smuggled_into_a_subscription() -> None:
    for bad in ("+", "#", "a/b", "a.b", ""):
        with pytest.raises(topics.BadTopic):
            topics.down_filter(bad, "k-1")
        with pytest.raises(topics.BadTopic):
            topics.down_filter("taozhu", bad)
