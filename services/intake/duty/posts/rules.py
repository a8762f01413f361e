"""Who takes a post over: A, the stand-in that A named, B, the stand-in that B named. B may not refuse (AB 岗).

Taking over what the absent one answers for is one thing: it is B's even when B has a window of their own. Sitting at
the window is another, see cover/rules.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from services.intake.duty.presence.rules import Away, Presence, Seen

_SAME_SEAT = re.compile(r"与窗口(\d+(?:[、和]\d+)*)同岗")
GENERAL = "一窗多办"
OVER, BACK = "over", "back"  # 交接 交回
CASE, INQUIRY, TICKET = "case", "inquiry", "ticket"


class Work(StrEnum):
    """The state of something that was handed over because its owner was away."""

    STANDING = "standing"  # 代为负责
    RETURNED = "returned"  # 已交回
    FINISHED = "finished"  # 接替人已办结
    PASSED_ON = "passed_on"  # 已另行移交


MOVES: Mapping[str, Mapping[Work, Work]] = MappingProxyType(
    {
        "return": {Work.STANDING: Work.RETURNED},
        "finish": {Work.STANDING: Work.FINISHED},
        # to somebody else while the owner is away, or to a colleague who accepted it
        "pass_on": {Work.STANDING: Work.PASSED_ON},
    }
)


class Role(StrEnum):
    ROSTERED = "rostered"  # 延时轮值
    A = "a"  # A岗
    STAND_IN = "stand_in"  # 指定顶岗
    B = "b"  # B岗

    @property
    def words(self) -> str:
        return {"rostered": "轮值", "a": "A岗", "stand_in": "顶岗", "b": "B岗"}[self.value]


@dataclass(frozen=True)
class Post:
    """A window's posts. ``seat``: the lowest number of the windows that are one post with it (同岗), itself included.

    ``general``: its note, or that of a window of the same seat, says 一窗多办.
    """

    window: int
    a: str
    b: str
    seat: int
    general: bool = False


@dataclass(frozen=True)
class Candidate:
    role: Role
    login: str


def posts_of(windows: Iterable[tuple[int, str, str, str]]) -> dict[int, Post]:
    """The posts of windows given as (number, A, B, note); the notes say which share a seat (与窗口3同岗)."""
    rows = sorted(windows)
    seats = {number: number for number, *_ in rows}
    for number, _, _, note in rows:
        same = {int(each) for found in _SAME_SEAT.findall(note) for each in re.findall(r"\d+", found)} & seats.keys()
        joined = {seats[each] for each in same | {number}}
        seats = {window: min(joined) if seat in joined else seat for window, seat in seats.items()}
    general = {seats[number] for number, _, _, note in rows if GENERAL in note}
    return {number: Post(number, a, b, seats[number], seats[number] in general) for number, a, b, _ in rows}


def candidates(post: Post, stand_ins: Mapping[str, str | None]) -> list[Candidate]:
    """Who may hold a post, in order. ``stand_ins``: of each person who is away, whom they named."""
    found: list[Candidate] = []
    for role, login in ((Role.A, post.a), (Role.B, post.b)):
        following: str | None = login
        while following is not None and following not in {each.login for each in found}:
            found.append(Candidate(role if following == login else Role.STAND_IN, following))
            following = stand_ins.get(following)
    return found


def stand_ins_of(presence: Mapping[str, Presence]) -> dict[str, str | None]:
    return {login: seen.stand_in for login, seen in presence.items() if isinstance(seen, Away)}


def taker(post: Post, presence: Mapping[str, Presence]) -> Candidate | None:
    """Who answers for a post now; somebody of whom nothing is known counts as expected."""
    for candidate in candidates(post, stand_ins_of(presence)):
        if not isinstance(presence.get(candidate.login, Seen.EXPECTED), Away):
            return candidate
    return None


def taker_of(pair: tuple[str, str] | None, post: Post, presence: Mapping[str, Presence]) -> Candidate | None:
    """Who answers for a matter of a window: of the A and B of its item, where that has a ``pair`` of its own, and of
    the window's when they are all away."""
    own = taker(replace(post, a=pair[0], b=pair[1]), presence) if pair is not None else None
    return own or taker(post, presence)


def holder_now(post: Post, presence: Mapping[str, Presence], before: Candidate | None) -> Candidate | None:
    """Who holds a post now; ``before``: who held it until now, None for A.

    It goes back to somebody only once they are seen: being due in a minute does not take it from who stands in.
    """
    found = taker(post, presence)
    if found is None or before is None or found.login == before.login:
        return found
    stays = not isinstance(presence.get(before.login, Seen.EXPECTED), Away)
    seen = presence.get(found.login, Seen.EXPECTED) is Seen.HERE
    return found if seen or not stays else before


def home_of(login: str, posts: Iterable[Post]) -> Post | None:
    """The post whose work a matter of no window belongs to: where the person is A, else B; the lowest number."""
    own = sorted(posts, key=lambda post: (post.a != login, post.window))
    return next((post for post in own if login in (post.a, post.b)), None)
