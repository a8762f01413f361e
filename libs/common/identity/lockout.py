"""Lock-out after failed sign-ins: pure rules; the caller keeps the failures and the clock.

Use real time, as tokens do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from libs.common.errors import TooMany


class AccountLocked(TooMany):
    """Too many failed sign-ins. ``data["until"]`` tells until when."""

    code, title = "account_locked", "登录失败次数过多，账号已暂时锁定"


@dataclass(frozen=True)
class LockoutPolicy:
    """``failures`` wrong passwords within ``window`` lock for ``first_lock``, each further lock twice as long.

    A quiet ``forget_after`` since the last failure starts anew.
    """

    failures: int = 5
    window: timedelta = timedelta(minutes=15)
    first_lock: timedelta = timedelta(minutes=5)
    longest_lock: timedelta = timedelta(hours=12)
    forget_after: timedelta = timedelta(hours=24)


@dataclass(frozen=True)
class SignInState:
    """What an account row keeps: recent failures (oldest first), locks so far, the end of the last one."""

    failed_at: tuple[datetime, ...] = ()
    locks: int = 0
    locked_until: datetime | None = None


def require_unlocked(state: SignInState, now: datetime) -> None:
    """Raises AccountLocked while the account is locked. Ask before checking the password."""
    if state.locked_until is not None and now < state.locked_until:
        raise AccountLocked(until=state.locked_until.isoformat())


def after_failure(state: SignInState, now: datetime, policy: LockoutPolicy | None = None) -> SignInState:
    """The state after a wrong password at ``now``."""
    policy = policy or LockoutPolicy()
    locks = 0 if _quiet(state, now, policy) else state.locks
    failed_at = (*_recent(state.failed_at, now - policy.window), now)
    if len(failed_at) < policy.failures:
        return replace(state, failed_at=failed_at, locks=locks)
    # Doubling is bounded before it is multiplied out: years of failures must not overflow a timedelta.
    length = min(policy.first_lock * 2 ** min(locks, 20), policy.longest_lock)
    return SignInState(failed_at=(), locks=locks + 1, locked_until=now + length)


def after_success() -> SignInState:
    """A right password clears everything."""
    return SignInState()


def _recent(failed_at: Sequence[datetime], since: datetime) -> list[datetime]:
    return [at for at in failed_at if at > since]


def _quiet(state: SignInState, now: datetime, policy: LockoutPolicy) -> bool:
    last = max((*state.failed_at, *([state.locked_until] if state.locked_until else [])), default=None)
    return last is not None and now - last > policy.forget_after
