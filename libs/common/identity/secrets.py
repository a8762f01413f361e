"""The secrets folder: made once per installation, read by every service, never in the repository."""

import base64
import json
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from libs.common.identity.keyring import BLIND_INDEX_KEY, FIELD_KEYS, KEY_BYTES

TOKEN_PRIVATE = "token_private.pem"
TOKEN_PUBLIC = "token_public.pem"


def init_secrets(directory: Path | str) -> list[str]:
    """Makes what is missing, readable by its owner alone, and returns the names made. Never overwrites."""
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    if not (folder / TOKEN_PRIVATE).exists():
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        made += _write_new(folder / TOKEN_PRIVATE, pem)
    if not (folder / TOKEN_PUBLIC).exists():
        pem = private_key(folder).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        made += _write_new(folder / TOKEN_PUBLIC, pem)
    if not (folder / FIELD_KEYS).exists():
        made += _write_new(folder / FIELD_KEYS, _field_keys("k1", {"k1": _fresh_key()}))
    if not (folder / BLIND_INDEX_KEY).exists():
        made += _write_new(folder / BLIND_INDEX_KEY, _fresh_key().encode())
    return made


def add_field_key(directory: Path | str) -> str:
    """Adds a field key and makes it the active one; returns its id. Old values stay readable.

    Restart the services afterwards, then run ``re_encrypt`` over the columns.
    """
    path = Path(directory) / FIELD_KEYS
    keys = json.loads(path.read_text())["keys"]
    name = f"k{1 + max((int(key[1:]) for key in keys if key[1:].isdigit()), default=0)}"
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    _write_new(fresh, _field_keys(name, {**keys, name: _fresh_key()}))
    fresh.replace(path)
    return name


def private_key(directory: Path | str) -> Ed25519PrivateKey:
    """The key that *intake* signs tokens with."""
    key = load_pem_private_key((Path(directory) / TOKEN_PRIVATE).read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{TOKEN_PRIVATE} is not an Ed25519 key")
    return key


def public_key(directory: Path | str) -> Ed25519PublicKey:
    """The key that every service verifies tokens with."""
    key = load_pem_public_key((Path(directory) / TOKEN_PUBLIC).read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{TOKEN_PUBLIC} is not an Ed25519 key")
    return key


def _fresh_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _field_keys(active: str, keys: dict[str, str]) -> bytes:
    return json.dumps({"active": active, "keys": keys}, indent=1).encode()


def _write_new(path: Path, content: bytes) -> list[str]:
    """Creates the file whole: two that start at once agree on one, and a crash leaves no half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return []
    finally:
        draft.unlink()
    return [path.name]
