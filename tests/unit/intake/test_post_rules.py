"""Who takes a post over (AB 岗), and when it goes back."""

from __future__ import annotations

import pytest

from services.intake.duty.posts.rules import (
    Candidate,
    Post,
    Role,
    candidates,
    holder_now,
    home_of,
    posts_of,
    taker,
    taker_of,
)
from services.intake.duty.presence.rules import Away, Presence, Seen, Why

POST = Post(1, "a", "b", seat=1)
GONE, UNSIGNED = Away(Why.LEAVE), Away(Why.UNSIGNED)


def named(stand_in: str) -> Away:
    return Away(Why.LEAVE, stand_in=stand_in)


@pytest.mark.row("S2.1")
def test_windows_that_the_notes_call_one_post_share_a_seat() -> None:
    posts = posts_of([
        (3, "c", "d", ""), (12, "c", "b", "证明咨询台；与窗口3同岗"), (8, "h", "e", "业务量小，与窗口11同岗"),
        (11, "h", "g", "综合窗口；一窗多办"), (1, "a", "b", ""), (14, "x", "y", "与窗口12同岗"),
        (20, "x", "y", "与窗口99同岗"),
    ])  # fmt: skip
    assert {number: post.seat for number, post in posts.items()} == {1: 1, 3: 3, 8: 8, 11: 8, 12: 3, 14: 3, 20: 20}
    assert [number for number, post in sorted(posts.items()) if post.general] == [8, 11]


@pytest.mark.row("S2.1")
@pytest.mark.parametrize(
    ("presence", "expected"),
    [
        ({}, ("a", "a")),
        ({"a": Seen.EXPECTED}, ("a", "a")),
        ({"a": GONE}, ("b", "b")),
        ({"a": UNSIGNED, "b": Seen.HERE}, ("b", "b")),
        ({"a": named("c")}, ("c", "stand_in")),
        ({"a": named("c"), "c": GONE}, ("b", "b")),
        ({"a": named("c"), "c": named("d")}, ("d", "stand_in")),
        ({"a": named("c"), "c": named("a")}, ("b", "b")),  # each names the other
        ({"a": GONE, "b": named("e")}, ("e", "stand_in")),
        ({"a": GONE, "b": GONE}, None),
        ({"a": named("b"), "b": Seen.HERE}, ("b", "stand_in")),
    ],
)
def test_a_then_whom_a_named_then_b_then_whom_b_named(
    presence: dict[str, Presence], expected: tuple[str, str] | None
) -> None:
    found = taker(POST, presence)
    assert (found and (found.login, found.role.value)) == expected


@pytest.mark.row("C1", "S3.2")
@pytest.mark.parametrize(
    ("pair", "presence", "expected"),
    [
        (None, {"a": GONE}, "b"),
        (("x", "y"), {"a": GONE}, "x"),
        (("x", "y"), {"x": GONE}, "y"),
        (("x", "y"), {"x": named("z")}, "z"),
        (("x", "y"), {"x": GONE, "y": UNSIGNED}, "a"),  # nobody of the item's own: the window's
        (("x", "y"), {"x": GONE, "y": GONE, "a": GONE}, "b"),
        (("x", "a"), {"x": GONE, "a": GONE}, "b"),
        (("x", "y"), dict.fromkeys("abxy", GONE), None),
    ],
)
def test_the_pair_of_an_item_goes_before_that_of_its_window(
    pair: tuple[str, str] | None, presence: dict[str, Presence], expected: str | None
) -> None:
    found = taker_of(pair, POST, presence)
    assert (found and found.login) == expected


@pytest.mark.row("S2.1")
def test_a_post_goes_back_to_who_is_seen_not_to_who_is_due() -> None:
    before = Candidate(Role.B, "b")
    for seen, holder in ((Seen.EXPECTED, "b"), (Seen.HERE, "a"), (GONE, "b")):
        found = holder_now(POST, {"a": seen, "b": Seen.HERE}, before)
        assert found is not None and found.login == holder
    # Who stood in has left too: better who is due than nobody.
    assert holder_now(POST, {"a": Seen.EXPECTED, "b": GONE}, before) == Candidate(Role.A, "a")
    assert holder_now(POST, {"a": GONE, "b": GONE}, before) is None


def test_nobody_is_asked_twice_and_names_without_a_post_have_no_home() -> None:
    logins = [each.login for each in candidates(POST, {"a": "b", "b": "a"})]
    assert logins == ["a", "b"]
    posts = [Post(2, "b", "a", 2), Post(3, "a", "c", 3), POST]
    assert [home_of(login, posts) for login in ("a", "b", "c", "z")] == [POST, posts[0], posts[1], None]
