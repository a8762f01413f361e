"""Papers as they were handed out, kept outside the database by the SHA-256 of their content, sealed.

They name people, so they lie encrypted (AES-256-GCM); the hash is that of the content, not of the file.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from eventlet import tpool

from libs.common.errors import Refused
from libs.common.identity.keyring import KeyRingMissing, Undecipherable, keyring
from libs.common.ids import new_id

PURPOSE = "document"


class DocumentDamaged(Refused):
    """The stored copy is gone or is not what was handed out."""

    code, title, status = "document_damaged", "存档文书丢失或已损坏，请联系管理员", 500


class DocumentStore:
    """A folder that processes share. Slow parts run in threads: not to be used inside a transaction."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep ``content``; its SHA-256 in hex. On the disk when this returns; the same content is kept once."""
        digest = hashlib.sha256(content).hexdigest()
        tpool.execute(self._write, digest, content)
        return digest

    def get(self, digest: str) -> bytes:
        """The content with that SHA-256. Raises DocumentDamaged."""
        content: bytes = tpool.execute(self._read, digest)
        return content

    def remove(self, digest: str) -> None:
        """Remove the content with that SHA-256, on the disk when this returns; none there is none the worse."""
        path = self.path(digest)
        path.unlink(missing_ok=True)
        if path.parent.exists():
            _sync(path.parent)

    def path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    def _write(self, digest: str, content: bytes) -> None:
        path = self.path(digest)
        if path.exists():
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{new_id()}")
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(keyring().seal(content, PURPOSE))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
        _sync(path.parent)

    def _read(self, digest: str) -> bytes:
        try:
            content = keyring().unseal(self.path(digest).read_bytes(), PURPOSE)
        except (OSError, KeyRingMissing, Undecipherable) as error:
            raise DocumentDamaged(digest[:12]) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise DocumentDamaged(digest[:12])
        return content


def _sync(folder: Path) -> None:
    """What was renamed or removed in ``folder`` stays so after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
