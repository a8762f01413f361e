"""Signing in (登录): the password is checked outside any transaction, the outcome kept inside one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nameko.extensions import DependencyProvider
from sqlalchemy import select

from libs.common.actor import Actor, Role
from libs.common.database import Database
from libs.common.errors import Refused
from libs.common.identity.lockout import AccountLocked, SignInState, after_failure, after_success, require_unlocked
from libs.common.identity.passwords import Passwords
from libs.common.identity.secrets import private_key
from libs.common.identity.tokens import issue
from libs.common.transaction import Transaction
from services.intake.duty.staff.rules import LONGEST_TOKEN_HOURS, Attempt, SignInRefused, state_of
from services.intake.duty.staff.tables import Staff


class PasswordsProvider(DependencyProvider):
    """``self.passwords``: one for the process, so that its bound on memory holds."""

    def setup(self) -> None:
        self.passwords = Passwords()

    def get_dependency(self, worker_ctx: Any) -> Passwords:
        return self.passwords


@dataclass(frozen=True)
class SignedIn:
    """A token and whose it is. ``expires_at`` is real time."""

    token: str
    expires_at: datetime
    staff: Staff


def actor_of(staff: Staff) -> Actor:
    """The actor that a token names. Roles this release does not know are passed over."""
    known = {role.value for role in Role}
    return Actor(
        # The login, not the row's id: it is what the villages' agents, tickets and the audit name a person by.
        id=staff.login,
        kind="staff",
        name=staff.name,
        roles=frozenset(Role(role) for role in staff.roles if role in known),
        centres=frozenset(staff.centres),
        villages=frozenset(staff.villages),
        unit=staff.unit,
    )


def sign_in(
    db: Database,
    writing: Callable[[Database], AbstractContextManager[Transaction]],
    passwords: Passwords,
    login: str,
    password: str,
) -> SignedIn:
    """Check a password and issue a token. ``writing`` opens the call's write transaction.

    Raises SignInRefused, AccountLocked. Lock-out runs in real time, as tokens do.
    """
    plain = login.strip().lower()
    staff_id = stored = None
    now = datetime.now(UTC)
    with db.reading() as look:
        seen = look.session.scalars(select(Staff).where(Staff.login == plain)).one_or_none()
        if seen is not None:
            require_unlocked(_state(seen), now)
            staff_id, stored = seen.id, seen.password_hash
    checked = passwords.check(stored, password)
    if staff_id is None:
        raise SignInRefused()
    with writing(db) as tx:
        row = tx.session.scalars(select(Staff).where(Staff.id == staff_id).with_for_update()).one()
        attempt = Attempt(row.active, checked.ok, row.password_hash == stored)
        refusal = _settle(tx, row, attempt, now)
        if refusal is None and checked.rehashed is not None:
            row.password_hash = checked.rehashed
    if refusal is not None:
        raise refusal
    return _token(row, db.settings.secrets_dir, db.settings.hall["token_hours"])


def _settle(tx: Transaction, row: Staff, attempt: Attempt, now: datetime) -> Refused | None:
    """Keep how the attempt ended. A lock that fell while the password was being checked still holds."""
    state = _state(row)
    try:
        require_unlocked(state, now)
    except AccountLocked as locked:
        return locked
    if attempt.succeeds:
        if state != after_success():
            remember(row, after_success())
        tx.audit("staff.sign_in", row.id)
        return None
    following = after_failure(state, now)
    remember(row, following)
    tx.audit("staff.sign_in_refused", row.id, failures=len(following.failed_at))
    if following.locked_until is not None and following.locked_until != state.locked_until:
        tx.audit("staff.lock_out", row.id, until=following.locked_until.isoformat(), locks=following.locks)
    return SignInRefused()


def remember(row: Staff, state: SignInState) -> None:
    """Write the lock-out's memory into the account."""
    row.failed_at = [at.isoformat() for at in state.failed_at]
    row.locks = state.locks
    row.locked_until = state.locked_until


def _state(row: Staff) -> SignInState:
    return state_of(row.failed_at, row.locks, row.locked_until)


def _token(row: Staff, secrets_dir: Path, hours: float) -> SignedIn:
    lasts = timedelta(hours=min(hours, LONGEST_TOKEN_HOURS))
    issued = int(datetime.now(UTC).timestamp())
    token = issue(actor_of(row), private_key(secrets_dir), ttl=lasts, now=issued)
    return SignedIn(token, datetime.fromtimestamp(issued, UTC) + lasts, row)
