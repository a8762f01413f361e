"""Attachments: their life, their names, their room, their day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.online.attachments import refusals, rules
from services.intake.online.attachments.rules import MOVES, Limits, State, display_name, remove_on, require_room, target

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LIMITS = Limits(size=100, total=250, files=3, pixels=1, pages=1)


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("state", State)
def test_every_act_in_every_state_is_a_move_or_a_named_refusal(state: State, verb: str) -> None:
    if state in MOVES[verb]:
        assert target(state, verb) is MOVES[verb][state]
        return
    with pytest.raises(refusals.IllegalMove) as refused:
        target(state, verb)
    assert type(refused.value) is not refusals.IllegalMove


def test_nobody_opens_what_waits_or_is_infected() -> None:
    for state in (State.CLEAN, State.UNSCANNED):
        rules.require_readable(state)
    for state, refusal in (
        (State.PENDING, refusals.AttachmentPending), (State.INFECTED, refusals.AttachmentInfected),
        (State.REMOVED, refusals.AttachmentRemoved),
    ):  # fmt: skip
        with pytest.raises(refusal):
            rules.require_readable(state)


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("户口簿.JPG", "户口簿.jpg"),
        ("C:\\Users\\样本\\桌面\\户口簿.jpeg", "户口簿.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("photo\u202egpj.exe", "photogpj.jpg"),  # a turned direction of writing
        ("a\0b\r\nContent-Type: text/html", "html.jpg"),
        ("", "附件.jpg"),
        ("...", "附件.jpg"),
        ('"; filename="x.html', "filename=x.jpg"),
        ("长" * 200 + ".png", "长" * 60 + ".jpg"),
        ("申请表.v2.pdf", "申请表.v2.jpg"),
    ],
)
def test_a_name_is_words_and_the_contents_own_extension(given_name: str, shown: str) -> None:
    assert display_name(given_name, ".jpg") == shown


@given(st.text(max_size=300))
def test_no_name_breaks_a_header_or_a_folder(name: str) -> None:
    shown = display_name(name, ".pdf")
    assert shown.endswith(".pdf") and 5 <= len(shown) <= 64 and shown.isprintable()
    assert not set(shown) & set('/\\:"<>|?*%;')


def test_room_for_files() -> None:
    require_room([100, 100], 50, LIMITS)
    with pytest.raises(refusals.FilesTooLarge) as refused:
        require_room([100, 100], 51, LIMITS)
    assert refused.value.data == {"most": 250, "left": 50}
    with pytest.raises(refusals.TooManyFiles):
        require_room([1, 1, 1], 1, LIMITS)


@pytest.mark.parametrize(
    ("ended", "retention_class", "day"),
    [
        ("2026-03-02", "ten_years", "2037-01-01"),
        ("2026-12-31", "ten_years", "2037-01-01"),
        ("2027-01-01", "ten_years", "2038-01-01"),
        ("2026-03-02", "thirty_years", "2057-01-01"),
        ("2026-03-02", "permanent", None),
    ],
)
def test_years_are_those_of_the_archives(ended: str, retention_class: str, day: str | None) -> None:
    found = remove_on(date.fromisoformat(ended), retention_class)
    assert found == (date.fromisoformat(day) if day else None)


def test_a_scan_is_tried_again_ever_more_rarely_and_for_ever() -> None:
    waits = [rules.next_scan(attempts, NOW) - NOW for attempts in range(1, 9)]
    assert waits == sorted(waits) and waits[0] < timedelta(minutes=1) and waits[-1] == timedelta(hours=1)
