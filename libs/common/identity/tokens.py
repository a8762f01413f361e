"""Staff tokens: short, signed with Ed25519 by *intake*, verified by every service alone.

They live in real time (Unix seconds): a hall clock that runs fast must not sign people out.
"""

import time
from datetime import timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from libs.common.actor import Actor, Role
from libs.common.errors import Unauthenticated
from libs.common.ids import new_id

ALGORITHM = "EdDSA"
ISSUER = "bianmin"
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=12)
LEEWAY_SECONDS = 5
_KNOWN_ROLES = frozenset(role.value for role in Role)


class TokenRefused(Unauthenticated):
    """The token is expired, forged, cut or of another issuer."""

    code, title = "token_refused", "登录已失效，请重新登录"


def issue(
    actor: Actor, key: Ed25519PrivateKey, ttl: timedelta = timedelta(minutes=15), now: float | None = None
) -> str:
    """A token for a staff member, valid ``ttl`` (1 minute to 12 hours) from ``now`` (Unix seconds)."""
    if actor.kind != "staff":
        raise ValueError(f"tokens are for staff, not for {actor.kind}")
    if not SHORTEST <= ttl <= LONGEST:
        raise ValueError(f"token life {ttl} is not between {SHORTEST} and {LONGEST}")
    issued = int(time.time() if now is None else now)
    claims = {
        "iss": ISSUER,
        "sub": actor.id,
        "name": actor.name,
        "roles": sorted(actor.roles),
        "centres": sorted(actor.centres),
        "villages": sorted(actor.villages),
        "unit": actor.unit,
        "iat": issued,
        "exp": issued + int(ttl.total_seconds()),
        "jti": new_id(),
    }
    return jwt.encode(claims, key, algorithm=ALGORITHM)


def verify(token: str, key: Ed25519PublicKey) -> Actor:
    """The staff member the token names. Raises TokenRefused."""
    return verify_until(token, key)[0]


def verify_until(token: str, key: Ed25519PublicKey) -> tuple[Actor, float]:
    """``verify``, with the Unix time at which the token ends. Roles unknown here are passed over."""
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": ["iss", "sub", "iat", "exp", "jti"]},
        )
        actor = Actor(
            id=claims["sub"],
            kind="staff",
            name=str(claims.get("name", "")),
            roles=frozenset(Role(role) for role in claims.get("roles", ()) if role in _KNOWN_ROLES),
            centres=frozenset(claims.get("centres", ())),
            villages=frozenset(claims.get("villages", ())),
            unit=claims.get("unit"),
        )
        return actor, float(claims["exp"])
    except (jwt.PyJWTError, TypeError) as error:
        raise TokenRefused() from error
