"""What has to change hands now: each window's post, and what people answer for who are away or back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from libs.common.transaction import ReadTransaction
from services.intake.duty.posts.rules import BACK, OVER, Candidate, Post, Role, Work, holder_now, home_of, taker_of
from services.intake.duty.posts.tables import PostHandover, PostHandoverItem, PostHolding
from services.intake.duty.posts.works import Thing, holders_of, things_of
from services.intake.duty.presence.reading import Now
from services.intake.duty.presence.rules import Away, Seen

Standing = Mapping[tuple[str, str], tuple[PostHandoverItem, PostHandover]]
"""What stands with somebody else than its owner, by kind and id."""


@dataclass
class Turn:
    """From ``giver`` to ``receiver`` at a window. ``post``: the window itself too. ``things``: with their owners.

    ``ended``: what the receiver owns and gets back only to know of: it is finished, or went to somebody else.
    """

    window: int
    giver: str
    receiver: Candidate
    post: bool = False
    things: list[tuple[Thing, str]] = field(default_factory=list)
    ended: list[tuple[PostHandoverItem, Work]] = field(default_factory=list)

    @property
    def direction(self) -> str:
        owners = {owner for _, owner in self.things} | {item.owner for item, _ in self.ended}
        back = owners == {self.receiver.login} if owners else self.receiver.role is Role.A
        return BACK if back else OVER


Turns = Callable[[int, str, Candidate], Turn]
"""The turn from a giver to a receiver at a window, begun when there is none."""


def turns(tx: ReadTransaction, centre: str, now: Now) -> list[Turn]:
    """All of them, window by window."""
    found: dict[tuple[int, str, str], Turn] = {}

    def turn(window: int, giver: str, receiver: Candidate) -> Turn:
        return found.setdefault((window, giver, receiver.login), Turn(window, giver, receiver))

    held = holdings(tx, centre)
    for window, post in sorted(now.posts.items()):
        before = held.get(window)
        holder = holder_now(post, now.presence, before)
        was = before.login if before is not None else post.a
        if holder is not None and holder.login != was:
            turn(window, was, holder).post = True
    standing = _standing(tx, centre)
    _returns(tx, now, standing, turn)
    _passings(tx, centre, now, standing, turn)
    return [found[key] for key in sorted(found)]


def _returns(tx: ReadTransaction, now: Now, standing: Standing, turn: Turns) -> None:
    """What is owned by somebody who is here again."""
    due = {
        key: (item, handover) for key, (item, handover) in standing.items() if now.presence.get(item.owner) is Seen.HERE
    }
    holders = holders_of(tx, due.keys()) if due else {}
    for key, (item, handover) in due.items():
        back = turn(handover.window, handover.receiver, Candidate(_role(now, handover.window, item.owner), item.owner))
        holder = holders.get(key)
        if holder == handover.receiver:
            back.things.append((Thing(item.kind, item.subject_id, item.number, handover.window, holder), item.owner))
        else:
            back.ended.append((item, Work.FINISHED if holder is None else Work.PASSED_ON))


def _passings(tx: ReadTransaction, centre: str, now: Now, standing: Standing, turn: Turns) -> None:
    """What somebody answers for who is away, their own or another's."""
    away = {login for login, seen in now.presence.items() if isinstance(seen, Away)}
    for thing in things_of(tx, centre, away):
        owner = standing[thing.key][0].owner if thing.key in standing else thing.holder
        post = now.posts.get(thing.window) if thing.window is not None else home_of(owner, now.posts.values())
        if post is None or now.presence.get(owner) is Seen.HERE:
            continue
        receiver = taker_of(thing.pair, post, now.presence)
        if receiver is not None:
            turn(post.window, thing.holder, receiver).things.append((thing, owner))


def _role(now: Now, window: int, login: str) -> Role:
    post: Post | None = now.posts.get(window)
    if post is None:
        return Role.STAND_IN
    return Role.A if login == post.a else Role.B if login == post.b else Role.STAND_IN


def holdings(tx: ReadTransaction, centre: str) -> dict[int, Candidate]:
    """Who holds each window as last handed over; a window that never was is not among them."""
    query = select(PostHolding).where(PostHolding.centre == centre).execution_options(populate_existing=True)
    return {row.window: Candidate(Role(row.role), row.person) for row in tx.session.scalars(query)}


def owners(tx: ReadTransaction, centre: str) -> set[str]:
    """Whose things stand with others."""
    query = select(PostHandoverItem.owner).where(
        PostHandoverItem.centre == centre, PostHandoverItem.state == Work.STANDING
    )
    return set(tx.session.scalars(query.distinct()))


def _standing(tx: ReadTransaction, centre: str) -> dict[tuple[str, str], tuple[PostHandoverItem, PostHandover]]:
    query = (
        select(PostHandoverItem, PostHandover)
        .join(PostHandover, PostHandover.id == PostHandoverItem.handover_id)
        .where(PostHandoverItem.centre == centre, PostHandoverItem.state == Work.STANDING)
        .order_by(PostHandoverItem.id)
        .execution_options(populate_existing=True)
    )
    return {(item.kind, item.subject_id): (item, handover) for item, handover in tx.session.execute(query).all()}
