"""Who is at every window: one person at one window, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.intake.duty.cover.kept import inputs_from_json, inputs_to_json, lines_from_json, lines_to_json
from services.intake.duty.cover.rules import Duty, Line, overbooked, plan, uncovered
from services.intake.duty.posts.rules import Post, posts_of
from services.intake.duty.presence.rules import Away, Why

TOWN = posts_of([
    (1, "c1", "c2", ""), (2, "c2", "c1", "与窗口1并联受理"), (3, "c3", "c4", ""), (4, "c4", "c3", ""),
    (5, "c5", "c8", ""), (8, "c8", "c5", "与窗口11同岗"), (11, "c8", "c7", "一窗多办"), (12, "c3", "c2", "与窗口3同岗"),
])  # fmt: skip
LATER = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


def duty(
    away: Mapping[str, Away] | None = None, windows: tuple[int, ...] = tuple(TOWN), start: int = 8, end: int = 11,
    rostered: Mapping[int, str] | None = None,
) -> Duty:  # fmt: skip
    return Duty(time(start, 30), time(end, 30), bool(rostered), windows, away or {}, rostered or {})


def gone(stand_in: str | None = None) -> Away:
    return Away(Why.LEAVE, LATER, stand_in)


def seats(lines: list[Line]) -> dict[int, str | None]:
    return {line.window: line.person for line in lines}


@pytest.mark.row("N6", "S2.1")
def test_everybody_at_their_own_post() -> None:
    lines = plan(TOWN, [duty()])
    assert seats(lines) == {number: post.a for number, post in TOWN.items()}
    assert not uncovered(lines) and not overbooked(lines)


@pytest.mark.row("N6", "S6.10")
def test_who_has_a_window_covers_no_second_one() -> None:
    lines = plan(TOWN, [duty({"c1": gone()})])
    (line,) = uncovered(lines)
    assert line.window == 1
    assert [(each.login, each.why, each.until, each.window) for each in line.hindered] == [
        ("c1", "leave", LATER, None), ("c2", "busy", None, 2),
    ]  # fmt: skip
    assert overbooked(lines) == {"c2": [1, 2]}


@pytest.mark.row("N6")
def test_unless_the_note_says_that_one_window_does_several() -> None:
    # c8 sits at 11, which serves every class: 5 is covered from there.
    lines = plan(TOWN, [duty({"c5": gone()})])
    assert seats(lines)[5] == "c8" and not uncovered(lines)
    # One seat: c4 takes 3, has 4 already; 12 is one seat with 3, and c2 has 2.
    assert [line.window for line in uncovered(plan(TOWN, [duty({"c3": gone()})]))] == [3, 12]
    # Somebody who has no window takes both, for they are one seat.
    both = seats(plan(TOWN, [duty({"c3": gone("spare")})]))
    assert (both[3], both[12]) == ("spare", "spare")


@pytest.mark.row("N6")
def test_a_second_window_that_is_one_s_own_is_no_cover_either() -> None:
    posts = posts_of([(1, "a", "b", ""), (2, "a", "c", "")])
    lines = plan(posts, [duty(windows=(1, 2))])
    assert seats(lines) == {1: "a", 2: "c"} and overbooked(lines) == {"a": [1, 2]}


@pytest.mark.row("N6", "S4.5")
def test_the_roster_of_extended_hours_comes_first_and_sessions_do_not_hinder_each_other() -> None:
    noon = duty(windows=(11,), start=11, end=13, rostered={11: "c1"})
    lines = plan(TOWN, [duty(), noon, duty({"c8": gone()}, start=14, end=16)])
    assert [(line.window, line.person, line.role) for line in lines if line.extended] == [(11, "c1", "rostered")]
    assert [(line.window, line.start.hour) for line in uncovered(lines)] == []
    away = plan(TOWN, [duty({"c1": gone()}, windows=(11,), start=11, end=13, rostered={11: "c1"})])
    assert [(line.person, line.hindered[0].role) for line in away] == [("c8", "rostered")]


PEOPLE = st.sampled_from(["a", "b", "c", "d", "e"])
NOTES = st.sampled_from(["", "一窗多办", "与窗口1同岗"])
WINDOWS = st.lists(st.tuples(PEOPLE, PEOPLE, NOTES).filter(lambda row: row[0] != row[1]), min_size=1, max_size=6)
AWAY = st.dictionaries(PEOPLE, st.one_of(st.none(), PEOPLE).map(gone), max_size=4)


def town(rows: list[tuple[str, str, str]]) -> dict[int, Post]:
    return posts_of((number, a, b, note) for number, (a, b, note) in enumerate(rows, 1))


@given(WINDOWS, AWAY, AWAY)
# Whoever comes to a general window last may do there what could not be done before.
@example([("a", "b", ""), ("a", "b", ""), ("a", "b", "一窗多办")], {}, {"a": gone()})
def test_nobody_who_is_away_is_seated_nobody_sits_twice_and_who_is_free_is_not_passed_over(
    rows: list[tuple[str, str, str]], morning: dict[str, Away], afternoon: dict[str, Away]
) -> None:
    posts = town(rows)
    duties = [
        Duty(time(8), time(11), False, tuple(posts), morning), Duty(time(14), time(17), False, tuple(posts), afternoon)
    ]  # fmt: skip
    lines = plan(posts, duties)
    assert [(line.start.hour, line.window) for line in lines] == [(at, window) for at in (8, 14) for window in posts]
    for each, absent in zip(duties, (morning, afternoon), strict=True):
        session = [line for line in lines if line.start == each.start]
        sitting: dict[str, list[int]] = {}
        for line in session:
            assert line.person not in absent
            if line.person is not None:
                sitting.setdefault(line.person, []).append(line.window)
        for windows in sitting.values():
            held = [posts[window] for window in windows]
            assert len({post.seat for post in held}) == 1 or any(post.general for post in held)
        for line in uncovered(session):
            post = posts[line.window]
            assert {post.a, post.b} <= {*absent, *sitting}
            assert {each.login for each in line.hindered} >= {post.a, post.b}


@given(WINDOWS, AWAY)
def test_what_is_kept_gives_the_same_plan_again(rows: list[tuple[str, str, str]], away: dict[str, Away]) -> None:
    posts = town(rows)
    duties = [Duty(time(8, 30), time(11, 30), False, tuple(posts), away, {1: "e"})]
    lines = plan(posts, duties)
    kept_posts, kept_duties = inputs_from_json(inputs_to_json(posts, duties, "1-abc"))
    assert plan(kept_posts, kept_duties) == lines == lines_from_json(lines_to_json(lines))
