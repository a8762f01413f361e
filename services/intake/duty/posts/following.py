"""Handing over and back, as people leave and come: dated, on the record, and each once."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from libs.common.events.intake import POST_HANDED_OVER
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.duty.posts.rules import BACK, CASE, INQUIRY, MOVES, TICKET, Work
from services.intake.duty.posts.tables import PostHandover, PostHandoverItem, PostHolding
from services.intake.duty.posts.turns import Turn, owners, turns
from services.intake.duty.posts.works import give
from services.intake.duty.presence.reading import Now, presence_now
from services.intake.duty.presence.rules import Away
from services.intake.items.catalogue.actions import own_posts
from services.intake.items.catalogue.tables import Window
from services.intake.metrics import POST_HANDOVERS

VERBS = {to: verb for verb, moves in MOVES.items() for to in moves.values()}


def follow_posts(tx: Transaction, centre: str) -> int:
    """Hand over what is due at a centre; returns how many records were made. Outside the regular hours nothing passes.

    What is being served stays with who serves it. What B took in while A was away is B's own, and stays.
    """
    concerned = owners(tx, centre) | own_posts(tx, centre)
    now = presence_now(tx, centre, concerned)
    if now is None or not turns(tx, centre, now):
        return 0
    # One after the other: who comes second looks again, and finds it done.
    tx.session.execute(select(Window.id).where(Window.centre == centre).order_by(Window.number).with_for_update()).all()
    now = presence_now(tx, centre, concerned | owners(tx, centre))
    return 0 if now is None else sum(_hand_over(tx, centre, now, turn) for turn in turns(tx, centre, now))


def _hand_over(tx: Transaction, centre: str, now: Now, turn: Turn) -> bool:
    receiver, back = turn.receiver, turn.direction == BACK
    away = None if back else _absence(now, turn)
    handover = PostHandover(
        id=new_id(), centre=centre, window=turn.window, direction=turn.direction, giver=turn.giver,
        receiver=receiver.login, role=receiver.role, why=away.why if away else None, until=away.until if away else None,
        at=tx.now, cases=0, inquiries=0, tickets=0, finished=0,
    )  # fmt: skip
    tx.session.add(handover)
    tx.session.flush()
    given = _give_all(tx, handover, turn)
    for item, state in turn.ended:
        _settle(tx, item, state, handover.id)
    handover.cases, handover.inquiries, handover.tickets = (given[kind] for kind in (CASE, INQUIRY, TICKET))
    handover.finished = sum(state is Work.FINISHED for _, state in turn.ended)
    if turn.post:
        _hold(tx, handover)
    if not (given or turn.ended or turn.post):
        tx.session.delete(handover)
        return False
    _tell(tx, handover)
    return True


def _absence(now: Now, turn: Turn) -> Away | None:
    """Why the giver is not there; where they only stood in, why the window's own is not."""
    post = now.posts.get(turn.window)
    seen = (now.presence.get(login) for login in (turn.giver, *([post.a] if post is not None else [])))
    return next((each for each in seen if isinstance(each, Away)), None)


def _give_all(tx: Transaction, handover: PostHandover, turn: Turn) -> Counter[str]:
    reason = _words(handover)
    given: Counter[str] = Counter()
    for thing, owner in turn.things:
        if not give(tx, thing, handover.receiver, reason):
            continue
        given[thing.kind] += 1
        home = owner == handover.receiver
        standing = select(PostHandoverItem).where(
            PostHandoverItem.kind == thing.kind,
            PostHandoverItem.subject_id == thing.id,
            PostHandoverItem.state == Work.STANDING,
        )
        if (item := tx.session.scalars(standing).one_or_none()) is not None:
            _settle(tx, item, Work.RETURNED if home else Work.PASSED_ON, handover.id if home else None)
        if not home:
            tx.session.add(
                PostHandoverItem(
                    id=new_id(), centre=handover.centre, version=1, state=Work.STANDING, handover_id=handover.id,
                    kind=thing.kind, subject_id=thing.id, number=thing.number, owner=owner,
                )
            )  # fmt: skip
    return given


def _settle(tx: Transaction, item: PostHandoverItem, state: Work, back_id: str | None) -> None:
    tx.moved(
        PostHandoverItem, item.id, origin=list(MOVES[VERBS[state]]), to=state, version=item.version, settled_at=tx.now,
        back_id=back_id,
    )  # fmt: skip


def _hold(tx: Transaction, handover: PostHandover) -> None:
    held = {"person": handover.receiver, "role": handover.role, "since": tx.now}
    row = tx.upsert(PostHolding).values(centre=handover.centre, window=handover.window, **held)
    tx.session.execute(row.on_conflict_do_update(index_elements=["centre", "window"], set_=held))


def _words(handover: PostHandover) -> str:
    return "AB岗交回：责任人返岗" if handover.direction == BACK else "AB岗交接：责任人不在岗，由接替人负责"


def _tell(tx: Transaction, handover: PostHandover) -> None:
    counts = {name: getattr(handover, name) for name in ("cases", "inquiries", "tickets", "finished")}
    told = {
        "handover_id": handover.id, "window": handover.window, "direction": handover.direction, "role": handover.role,
        "why": handover.why, **counts, "at": tx.now,
    }  # fmt: skip
    tx.emit(POST_HANDED_OVER, handover.id, handover.centre, told)
    tx.audit(
        f"post.{handover.direction}", handover.id, window=handover.window, giver=handover.giver,
        receiver=handover.receiver, why=handover.why, **counts,
    )  # fmt: skip
    POST_HANDOVERS.labels(handover.why or BACK).inc()
