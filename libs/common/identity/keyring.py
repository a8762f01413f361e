"""The keys that personal data is encrypted and looked up with.

A process installs its ring once at start-up; nothing here runs at import.
"""

import base64
import hashlib
import hmac
import json
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FIELD_KEYS = "field_keys.json"
BLIND_INDEX_KEY = "blind_index.key"
KEY_BYTES = 32
NONCE_BYTES = 12


class KeyRingMissing(RuntimeError):
    """No key ring is installed, or it lacks the key that a value was encrypted with."""


class Undecipherable(RuntimeError):
    """A stored value was changed, moved to another column, or encrypted with another key of the same name."""


@dataclass(frozen=True)
class KeyRing:
    """AES-256-GCM keys by id, one of them active, and the key of the blind index."""

    active: str
    keys: dict[str, bytes]
    index_key: bytes

    @classmethod
    def load(cls, secrets_dir: Path | str) -> "KeyRing":
        """Reads ``field_keys.json`` and ``blind_index.key``. Raises KeyRingMissing when it cannot."""
        folder = Path(secrets_dir)
        try:
            stored = json.loads((folder / FIELD_KEYS).read_text())
            keys = {name: base64.b64decode(key, validate=True) for name, key in stored["keys"].items()}
            index_key = base64.b64decode((folder / BLIND_INDEX_KEY).read_text().strip(), validate=True)
            ring = cls(stored["active"], keys, index_key)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyRingMissing(f"no usable keys in the secrets folder: {type(error).__name__}") from error
        if ring.active not in keys or any(len(key) != KEY_BYTES for key in (*keys.values(), index_key)):
            raise KeyRingMissing("field keys must be 256 bits each and include the active one")
        return ring

    def encrypt(self, text: str, purpose: str) -> str:
        """``<key id>:<base64 of nonce and ciphertext>``; readable again only for the same purpose."""
        name, _, sealed = self.seal(text.encode(), purpose).partition(b":")
        return f"{name.decode()}:{base64.b64encode(sealed).decode()}"

    def decrypt(self, stored: str, purpose: str) -> str:
        """Raises KeyRingMissing for an unknown key id, Undecipherable for what does not check out."""
        name, _, body = stored.partition(":")
        try:
            sealed = base64.b64decode(body, validate=True)
        except ValueError as error:
            raise Undecipherable(f"a value of {purpose} cannot be read") from error
        return self.unseal(f"{name}:".encode() + sealed, purpose).decode()

    def seal(self, content: bytes, purpose: str) -> bytes:
        """``<key id>:``, nonce and ciphertext, for files."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self.keys[self.active]).encrypt(nonce, content, purpose.encode())
        return f"{self.active}:".encode() + nonce + sealed

    def unseal(self, stored: bytes, purpose: str) -> bytes:
        """What ``seal`` was given. Raises KeyRingMissing for an unknown key id, Undecipherable."""
        key, _, sealed = stored.partition(b":")
        name = key.decode(errors="replace")
        if name not in self.keys:
            raise KeyRingMissing(f"no field key {name[:16]!r}")
        try:
            return AESGCM(self.keys[name]).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError) as error:
            raise Undecipherable(f"a value of {purpose} cannot be read") from error

    def blind_index(self, value: str, purpose: str) -> str:
        """64 hex digits that equal values share and nobody can compute without the key.

        Full-width forms, spaces and case make no difference. ``purpose`` keeps kinds of numbers apart.
        """
        plain = "".join(unicodedata.normalize("NFKC", value).split()).upper()
        return hmac.new(self.index_key, f"{purpose}\0{plain}".encode(), hashlib.sha256).hexdigest()


_installed: list[KeyRing] = []


def install_keyring(ring: KeyRing) -> None:
    """Makes ``ring`` the one that this process reads and writes personal fields with."""
    _installed[:] = [ring]


def keyring() -> KeyRing:
    """The installed ring. Raises KeyRingMissing before start-up installed one."""
    if not _installed:
        raise KeyRingMissing("no key ring: call install_keyring(KeyRing.load(secrets_dir)) at start-up")
    return _installed[0]


def blind_index(value: str, purpose: str) -> str:
    """``KeyRing.blind_index`` of the installed ring."""
    return keyring().blind_index(value, purpose)
