"""Who may hold a post, and who does."""

from __future__ import annotations

from libs.common.clock import local
from libs.common.transaction import ReadTransaction
from services.intake.duty.posts.rules import candidates
from services.intake.duty.presence.reading import people, policy_of, posts_at
from services.intake.duty.presence.rules import Stretch, planned


def may_sit(tx: ReadTransaction, centre: str, window: int, login: str, stretch: Stretch) -> bool:
    """Whether somebody is A or B of a window, or named to stand in there in the session."""
    post = posts_at(tx, centre).get(window)
    if post is None:
        return False
    day, policy = local(stretch.starts_at).date(), policy_of(tx)
    away = {
        who: absence
        for who, person in people(tx, centre, {post.a, post.b}, day, day).items()
        if (absence := planned(person, stretch, policy)) is not None
    }
    stand_ins = {who: absence.stand_in for who, absence in away.items()}
    return login in {candidate.login for candidate in candidates(post, stand_ins)}
