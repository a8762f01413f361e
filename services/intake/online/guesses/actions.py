"""Counting wrong codes against a number, in the same statements whether the code was right, wrong, or for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from libs.common.identity.keyring import blind_index
from libs.common.identity.lockout import LockoutPolicy, SignInState, after_failure, after_success
from libs.common.transaction import Transaction
from services.intake.online.guesses.tables import Guess

POLICY = LockoutPolicy(
    failures=5, window=timedelta(minutes=15), first_lock=timedelta(minutes=15), longest_lock=timedelta(hours=2)
)
"""A person mistypes once or twice. Six digits against five tries a quarter of an hour last for years."""


@dataclass(frozen=True)
class Held:
    """A number's memory, ours until the commit: two that guess at once are counted one after the other."""

    key: str
    state: SignInState

    def locked(self, now: datetime) -> bool:
        return self.state.locked_until is not None and now < self.state.locked_until


def hold(tx: Transaction, number: str) -> Held:
    """Ask before the code is looked at. Times are the hall's."""
    key = blind_index(number, "public.number")
    row = tx.upsert(Guess).values(key=key, failed_at=[], locks=0, locked_until=None, changed_at=tx.now, version=1)
    row = row.on_conflict_do_update(index_elements=[Guess.key], set_={"changed_at": tx.now})
    failed_at, locks, until = tx.session.execute(row.returning(Guess.failed_at, Guess.locks, Guess.locked_until)).one()
    return Held(key, SignInState(tuple(datetime.fromisoformat(at) for at in failed_at), locks, until))


def settle(tx: Transaction, held: Held, *, right: bool) -> bool:
    """Note how it went; whether the caller may see the answer. While it is locked even the right code may not.

    Must be committed also where the answer is a refusal.
    """
    if held.locked(tx.now):
        state, may_see = held.state, False
    else:
        state, may_see = (after_success() if right else after_failure(held.state, tx.now, POLICY)), right
    tx.session.execute(
        update(Guess).where(Guess.key == held.key).values(
            failed_at=[at.isoformat() for at in state.failed_at], locks=state.locks, locked_until=state.locked_until
        )
    )  # fmt: skip
    return may_see


def forget_guesses(tx: Transaction) -> int:
    """Forget numbers that nobody tried for so long that they would start anew; returns how many."""
    done = tx.session.execute(delete(Guess).where(Guess.changed_at < tx.now - POLICY.forget_after))
    return int(done.rowcount)  # type: ignore[attr-defined]
