"""Still pictures (抓拍) stay in a folder beside the recorder; over MQTT goes where one lies, never the picture."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from libs.terminal.camera.source import SNAPSHOT_LIMIT
from libs.terminal.envelope import stamp

KEPT: Final = 100
"""Pictures in the folder; the oldest go first."""


class TooLargePicture(ValueError):
    """More than SNAPSHOT_LIMIT bytes."""


@dataclass(frozen=True)
class Snapshot:
    """``ref`` is a path or address that those entitled can open, ``sha256`` of the picture's bytes."""

    ref: str
    sha256: str
    size: int
    taken_at: datetime

    def wire(self) -> dict[str, Any]:
        """``data`` of ``snapshot-taken``."""
        return {"ref": self.ref, "sha256": self.sha256, "bytes": self.size, "taken_at": stamp(self.taken_at)}


class SnapshotFolder:
    """``address``: how others reach the folder (``http://nvr.lan/snapshots``); else its own path is told."""

    def __init__(self, folder: Path, address: str = "", kept: int = KEPT) -> None:
        self._folder = folder
        self._address = address.rstrip("/")
        self._kept = kept

    def save(self, picture: bytes, taken_at: datetime) -> Snapshot:
        """Keep a picture. Raises TooLargePicture, OSError."""
        if len(picture) > SNAPSHOT_LIMIT:
            raise TooLargePicture(f"{len(picture)} bytes")
        self._folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(picture).hexdigest()
        name = f"{taken_at:%Y%m%dT%H%M%S%f}-{digest[:12]}.jpg"
        unfinished = self._folder / f".{name}"
        unfinished.write_bytes(picture)
        os.replace(unfinished, self._folder / name)
        for old in sorted(self._folder.glob("*.jpg"))[: -self._kept]:
            old.unlink(missing_ok=True)
        ref = f"{self._address}/{name}" if self._address else str((self._folder / name).resolve())
        return Snapshot(ref, digest, len(picture), taken_at)

    def clear(self) -> None:
        """Throw all pictures away, and the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)
