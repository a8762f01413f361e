"""Papers as they were handed out or handed in, kept outside the database by the SHA-256 of their content, sealed.

They name people, so they lie encrypted (AES-256-GCM); the hash is that of the content, not of the file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eventlet import tpool

from libs.common.errors import Refused
from libs.common.identity.keyring import KeyRingMissing, Undecipherable, keyring
from libs.common.ids import new_id

PURPOSE = "document"
SHARDS = tuple(f"{number:02x}" for number in range(256))
SETTLED = 3600.0
"""A file put longer ago (real seconds) has its row, or never gets one."""


class DocumentDamaged(Refused):
    """The stored copy is gone or is not what was handed out."""

    code, title, status = "document_damaged", "存档文书丢失或已损坏，请联系管理员", 500


class StorageFull(Refused):
    """The databases may lie on the same disk: files stop before it is full."""

    code, title, status = "storage_full", "存储空间不足，暂时不能接收文件，请联系管理员", 507


class DocumentStore:
    """A folder that processes share. Slow parts run in threads: not to be used inside a transaction.

    ``purpose`` is bound in as associated data: a file moved into another folder cannot be read there. A row that names
    a file is committed within SETTLED of the ``put``; what no row names by then is for ``discard``.
    """

    def __init__(self, folder: Path, purpose: str = PURPOSE) -> None:
        self.folder = folder
        self._purpose = purpose

    def put(self, content: bytes) -> str:
        """Keep ``content``; its SHA-256 in hex. On the disk when this returns; the same content is kept once."""
        digest: str = tpool.execute(self._put, content)
        return digest

    def require_space(self, left: int) -> None:
        """Raises StorageFull when less than ``left`` bytes of the disk are free."""
        there = next(folder for folder in (self.folder, *self.folder.parents) if folder.exists())
        if shutil.disk_usage(there).free < left:
            raise StorageFull()

    def get(self, digest: str) -> bytes:
        """The content with that SHA-256. Raises DocumentDamaged."""
        content: bytes = tpool.execute(self._read, digest)
        return content

    def remove(self, digest: str) -> None:
        """Remove the content with that SHA-256, on the disk when this returns; none there is none the worse."""
        path = self.path(digest)
        if path.parent.exists():
            with self._locked(path.parent) as folder:
                path.unlink(missing_ok=True)
                os.fsync(folder)

    def path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    def settled(self, shard: str) -> list[str]:
        """The hashes, beginning with ``shard``, of the files put longer than SETTLED ago; drafts of a crash go."""
        found: list[str] = tpool.execute(self._settled, shard)
        return found

    def discard(self, digest: str) -> bool:
        """Remove a file that no row names; False when it was put again meanwhile, or is gone."""
        gone: bool = tpool.execute(self._discard, digest)
        return gone

    def _put(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._renewed(digest):
            self._write(path, content)
        return digest

    def _renewed(self, digest: str) -> bool:
        """Whether it is here and whole; then it counts as put now. A damaged copy is written anew."""
        path = self.path(digest)
        with self._locked(path.parent):
            try:
                os.utime(path)
            except FileNotFoundError:
                return False
        try:
            self._read(digest)
        except DocumentDamaged:
            return False
        return True

    def _write(self, path: Path, content: bytes) -> None:
        draft = path.with_name(f"{path.name}.{new_id()}")
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(keyring().seal(content, self._purpose))
            file.flush()
            os.fsync(file.fileno())
        with self._locked(path.parent) as folder:
            os.replace(draft, path)
            os.fsync(folder)

    def _read(self, digest: str) -> bytes:
        try:
            content = keyring().unseal(self.path(digest).read_bytes(), self._purpose)
        except (OSError, KeyRingMissing, Undecipherable) as error:
            raise DocumentDamaged(digest[:12]) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise DocumentDamaged(digest[:12])
        return content

    def _settled(self, shard: str) -> list[str]:
        folder = self.folder / shard
        if not folder.is_dir():
            return []
        old = [entry.name for entry in os.scandir(folder) if _is_old(entry)]
        for name in old:
            if "." in name:
                (folder / name).unlink(missing_ok=True)
        return [name for name in old if "." not in name]

    def _discard(self, digest: str) -> bool:
        path = self.path(digest)
        if not path.parent.is_dir():
            return False
        with self._locked(path.parent):
            try:
                if not _is_old(path):
                    return False
                path.unlink()
            except FileNotFoundError:
                return False
            return True

    @contextmanager
    def _locked(self, folder: Path) -> Iterator[int]:
        """Between processes: a file is either renewed before it is judged, or found gone and written anew."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
        finally:
            os.close(handle)


def _is_old(file: os.DirEntry[str] | Path) -> bool:
    return file.stat().st_mtime < time.time() - SETTLED
