"""Who calls: a Bearer token verified here, without asking anybody, or the secret of a link."""

import hashlib
import re
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from libs.common.actor import Actor, Role
from libs.common.errors import Forbidden, Unauthenticated
from libs.common.identity.secrets import public_key
from libs.common.identity.tokens import verify_until

PUBLIC: frozenset[Role] = frozenset()
"""``roles`` of a route that needs no sign-in."""

NOBODY = Actor(id="public", kind="public", name="公众")
REMEMBERED = 2048
_LINK = re.compile(r"(?i:link) +([A-Za-z0-9_-]{43})")


class Authenticator:
    """Reads ``Authorization`` headers. Remembers verified tokens until they end: a signature check costs 0.1 ms."""

    def __init__(self, secrets_dir: Path) -> None:
        self._secrets_dir = secrets_dir
        self._key: Ed25519PublicKey | None = None
        self._known: dict[str, tuple[Actor, float]] = {}

    def actor(self, header: str | None) -> Actor:
        """The caller; NOBODY without a header. Raises Unauthenticated for a header that does not hold."""
        if header is None:
            return NOBODY
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated("Authorization 应为 Bearer 令牌")
        return self._verified(token.strip())

    def _verified(self, token: str) -> Actor:
        known = self._known.get(token)
        if known is not None and time.time() < known[1]:
            return known[0]
        self._known.pop(token, None)
        if self._key is None:
            self._key = public_key(self._secrets_dir)
        known = verify_until(token, self._key)
        if len(self._known) >= REMEMBERED:
            self._known.pop(next(iter(self._known)))
        self._known[token] = known
        return known[0]


def link_of(header: str | None) -> str:
    """The secret of ``Authorization: Link <43 characters>``, in a header because addresses are logged.

    Raises Unauthenticated. Whether there is such a link, the action finds.
    """
    found = _LINK.fullmatch(header or "")
    if found is None:
        raise Unauthenticated("请从收到的链接进入")
    return found[1]


def holder_of(link: str) -> Actor:
    """Nobody known, but one link's holder is told from another's: in the audit, and by idempotency keys."""
    return Actor(id=f"link:{hashlib.sha256(link.encode()).hexdigest()[:16]}", kind="public", name="公众")


def require(actor: Actor, roles: frozenset[Role]) -> None:
    """Raises Unauthenticated or Forbidden unless ``actor`` may use a route of these roles.

    Roles only: whose case it is, and where, is for the action to judge.
    """
    if not roles:
        return
    if actor.kind == "public":
        raise Unauthenticated()
    if not actor.roles & roles:
        raise Forbidden("需要的角色：" + "、".join(sorted(roles)))
