"""Keys, tokens, passwords and lock-out."""

import base64
import hashlib
import hmac
import json
import stat
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import eventlet
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from libs.common.actor import SYSTEM, Actor, Role
from libs.common.identity.keyring import KeyRing, KeyRingMissing, Undecipherable
from libs.common.identity.lockout import (
    AccountLocked,
    LockoutPolicy,
    SignInState,
    after_failure,
    after_success,
    require_unlocked,
)
from libs.common.identity.passwords import Passwords
from libs.common.identity.secrets import add_field_key, init_secrets, private_key, public_key
from libs.common.identity.tokens import TokenRefused, issue, verify

CLERK = Actor(
    id="u1",
    name="王一",
    roles=frozenset({Role.CLERK, Role.DIRECTOR}),
    centres=frozenset({"taozhu"}),
    villages=frozenset({"331082105201"}),
    unit="民政",
)


def test_secrets_are_made_once_and_for_their_owner(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    made = init_secrets(folder)
    assert sorted(made) == ["blind_index.key", "field_keys.json", "token_private.pem", "token_public.pem"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert init_secrets(folder) == []
    (folder / "token_public.pem").unlink()
    assert init_secrets(folder) == ["token_public.pem"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_fields_are_sealed_to_their_column(tmp_path: Path) -> None:
    init_secrets(tmp_path)
    ring = KeyRing.load(tmp_path)
    one, two = (ring.encrypt("331082199003071234", "person.id_number") for _ in range(2))
    assert one != two
    assert one.startswith("k1:")
    assert ring.decrypt(one, "person.id_number") == "331082199003071234"
    with pytest.raises(Undecipherable):
        ring.decrypt(one, "person.phone")
    body = bytearray(base64.b64decode(one[3:]))
    body[-1] ^= 1
    for forged in ("k1:" + base64.b64encode(body).decode(), "k1:", "k1:x", "k1:" + "A" * 8):
        with pytest.raises(Undecipherable):
            ring.decrypt(forged, "person.id_number")
    with pytest.raises(KeyRingMissing):
        ring.decrypt("k9:AAAA", "person.id_number")


def test_a_new_key_leaves_old_values_readable(tmp_path: Path) -> None:
    init_secrets(tmp_path)
    old = KeyRing.load(tmp_path).encrypt("x", "c")
    assert add_field_key(tmp_path) == "k2"
    ring = KeyRing.load(tmp_path)
    assert (ring.decrypt(old, "c"), ring.encrypt("x", "c")[:3]) == ("x", "k2:")
    assert ring.blind_index("x", "c") == KeyRing.load(tmp_path).blind_index("x", "c")
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_blind_index_ignores_form_and_keeps_purposes_apart(tmp_path: Path) -> None:
    init_secrets(tmp_path)
    ring = KeyRing.load(tmp_path)
    assert ring.blind_index("３３１ x", "id") == ring.blind_index("331X", "id")
    assert ring.blind_index("331", "id") != ring.blind_index("331", "phone")
    init_secrets(tmp_path / "other")
    assert ring.blind_index("331", "id") != KeyRing.load(tmp_path / "other").blind_index("331", "id")


@pytest.mark.parametrize(
    "broken", ["{}", "[]", "not json", '{"active": "k1", "keys": {"k1": "AAAA"}}', '{"active": "k2", "keys": {}}']
)
def test_a_broken_key_file_is_said_at_start(tmp_path: Path, broken: str) -> None:
    init_secrets(tmp_path)
    (tmp_path / "field_keys.json").write_text(broken)
    with pytest.raises(KeyRingMissing):
        KeyRing.load(tmp_path)


def test_a_token_names_its_bearer(tmp_path: Path) -> None:
    init_secrets(tmp_path)
    token = issue(CLERK, private_key(tmp_path))
    assert verify(token, public_key(tmp_path)) == CLERK
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 900
    assert abs(claims["iat"] - time.time()) < 5


def test_only_short_tokens_for_staff(tmp_path: Path) -> None:
    init_secrets(tmp_path)
    key = private_key(tmp_path)
    with pytest.raises(ValueError, match="staff"):
        issue(SYSTEM, key)
    for ttl in (timedelta(days=2), timedelta(0)):
        with pytest.raises(ValueError, match="token life"):
            issue(CLERK, key, ttl)


def test_forged_tokens_are_refused(tmp_path: Path) -> None:
    init_secrets(tmp_path)
    key, public = private_key(tmp_path), public_key(tmp_path)
    good = issue(CLERK, key)
    claims = jwt.decode(good, options={"verify_signature": False})
    header, body, signature = good.split(".")
    pem = (tmp_path / "token_public.pem").read_bytes()
    # The old trick: sign by HMAC with the public key as the secret. PyJWT refuses to make one, so by hand.
    hmac_header = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "typ": "JWT"}).encode()).rstrip(b"=").decode()
    mac = hmac.new(pem, f"{hmac_header}.{body}".encode(), hashlib.sha256).digest()
    confused = f"{hmac_header}.{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    forged = [
        issue(CLERK, key, now=time.time() - 1000),
        issue(CLERK, key, now=time.time() + 1000),
        issue(CLERK, Ed25519PrivateKey.generate()),
        jwt.encode(claims, None, algorithm="none"),
        jwt.encode({**claims, "iss": "else"}, key, algorithm="EdDSA"),
        jwt.encode({k: v for k, v in claims.items() if k != "exp"}, key, algorithm="EdDSA"),
        confused,
        f"{header}.{body}.",
        f"{header}.{body[:-4]}AAAA.{signature}",
        "",
        "x",
    ]
    for token in forged:
        with pytest.raises(TokenRefused):
            verify(token, public)


def test_unknown_roles_are_passed_over(tmp_path: Path) -> None:
    init_secrets(tmp_path)
    claims = jwt.decode(issue(CLERK, private_key(tmp_path)), options={"verify_signature": False})
    later = jwt.encode({**claims, "roles": ["clerk", "archivist"]}, private_key(tmp_path), algorithm="EdDSA")
    assert verify(later, public_key(tmp_path)).roles == {Role.CLERK}


def test_passwords_are_checked_and_rehashed() -> None:
    weak, usual = Passwords(time_cost=1, memory_kib=8, lanes=1), Passwords(time_cost=2, memory_kib=1024, lanes=1)
    stored = weak.hash("correct horse")
    assert stored.startswith("$argon2id$")
    assert weak.check(stored, "correct horse").rehashed is None
    checked = usual.check(stored, "correct horse")
    assert checked.ok
    assert checked.rehashed is not None
    assert usual.check(checked.rehashed, "correct horse").rehashed is None
    assert not usual.check(stored, "wrong").ok
    assert not usual.check(None, "correct horse").ok
    assert not usual.check("not a hash", "correct horse").ok


def test_hashing_does_not_stop_the_hub() -> None:
    """Greenthreads go on while the full-cost hash runs in its thread."""
    hashing = eventlet.spawn(Passwords().hash, "correct horse")
    beats = 0
    while not hashing.dead:
        eventlet.sleep(0.002)
        beats += 1
    assert beats >= 5


NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
POLICY = LockoutPolicy(failures=3)


def _fail(state: SignInState, times: int, at: datetime) -> SignInState:
    for _ in range(times):
        state = after_failure(state, at, POLICY)
    return state


def test_lock_out_grows_and_ends() -> None:
    state = _fail(SignInState(), 2, NOON)
    require_unlocked(state, NOON)
    state = _fail(state, 1, NOON)
    with pytest.raises(AccountLocked) as locked:
        require_unlocked(state, NOON + timedelta(minutes=4, seconds=59))
    assert (locked.value.status, locked.value.data["until"]) == (429, "2026-03-02T04:05:00+00:00")
    later = NOON + timedelta(minutes=5)
    require_unlocked(state, later)
    state = _fail(state, 3, later)
    assert state.locked_until == later + timedelta(minutes=10)
    assert after_success() == SignInState()


def test_failures_far_apart_do_not_lock() -> None:
    state = SignInState()
    for quarter in range(20):
        state = after_failure(state, NOON + timedelta(minutes=15 * quarter), POLICY)
        assert state.locked_until is None


def test_locks_are_bounded_and_forgotten() -> None:
    state, at = SignInState(), NOON
    for _ in range(60):
        state = _fail(state, 3, at)
        assert state.locked_until is not None
        assert state.locked_until - at <= POLICY.longest_lock
        at = state.locked_until
    state = _fail(state, 3, at + POLICY.forget_after + timedelta(seconds=1))
    assert state.locks == 1
