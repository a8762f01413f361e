"""Who may sign in, and what an account may be given."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from libs.common.actor import Actor
from libs.common.errors import Forbidden, Invalid, Refused, Unauthenticated
from libs.common.identity.lockout import SignInState

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
LONGEST_TOKEN_HOURS = 12.0


class SignInRefused(Unauthenticated):
    """Wrong login or password: which of the two is not said."""

    code, title = "sign_in_refused", "用户名或密码不正确"


class LoginTaken(Refused):
    code, title = "login_taken", "用户名已被使用"


@dataclass(frozen=True)
class Attempt:
    """A sign-in attempt as the account's row knows it when the password has been checked."""

    active: bool
    password_right: bool
    same_password: bool
    """Whether the stored password is still the one that was checked."""

    @property
    def succeeds(self) -> bool:
        return self.active and self.password_right and self.same_password


def state_of(failed_at: Collection[str], locks: int, locked_until: datetime | None) -> SignInState:
    """The lock-out's memory as the rules of lock-out want it."""
    return SignInState(tuple(datetime.fromisoformat(at) for at in failed_at), locks, locked_until)


def require_login(login: str) -> str:
    """The login in its plain form. Raises Invalid."""
    plain = login.strip().lower()
    if not LOGIN.fullmatch(plain):
        message = "用户名应为2至60个小写字母、数字或 . _ -，以字母或数字开头"
        raise Invalid(message, errors=[{"field": "login", "message": message}])
    return plain


def require_grantable(actor: Actor, centres: Collection[str]) -> None:
    """An administrator grants no territory beyond their own. Raises Forbidden."""
    if actor.kind == "system" or "*" in actor.centres:
        return
    beyond = [centre for centre in centres if centre not in actor.centres]
    if beyond:
        raise Forbidden("不能授予自己管辖以外的中心：" + "、".join(beyond))
