"""LED board (LED 大屏), through an edge agent: plays a list and proves what it played."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final, Protocol

from libs.terminal.client import Terminal
from libs.terminal.commands import Command
from libs.terminal.envelope import stamp
from libs.terminal.kinds.playlist import EMPTY, Playlist, playlist_from
from libs.terminal.vocabulary import PLAYED, PLAYLIST

_BOARD: Final = "playlist"


class LedDevice(Protocol):
    """Called in the network loop's thread."""

    def load(self, playlist: Playlist) -> None: ...


class Led(Terminal):
    """Bind the device before ``start``; a list kept from before is loaded at once. An older revision is ignored."""

    def bind(self, device: LedDevice) -> None:
        self._device = device
        self._playlist = EMPTY
        self.on(PLAYLIST, self._load)
        if (kept := self._kept()) is not None:
            self._playlist = playlist_from(kept)
            device.load(self._playlist)

    def board_revisions(self) -> dict[str, int]:
        return {_BOARD: self._playlist.revision}

    def report_played(self, code: str, begin: datetime, until: datetime, times: int) -> str:
        """Proof of play: ``code`` came up ``times`` times between two moments."""
        return self.publish(PLAYED, {"code": code, "from": stamp(begin), "until": stamp(until), "times": times})

    def _load(self, command: Command) -> None:
        playlist = playlist_from(command.data)
        if playlist.revision < self._playlist.revision:
            return
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT INTO boards (terminal, board, revision, content) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (terminal, board) DO UPDATE"
                " SET revision = excluded.revision, content = excluded.content",
                (
                    self.identity.terminal,
                    _BOARD,
                    playlist.revision,
                    json.dumps(command.data, ensure_ascii=False),
                ),
            )
        self._playlist = playlist
        self._device.load(playlist)

    def _kept(self) -> dict[str, Any] | None:
        with self._store.reading() as connection:
            row = connection.execute(
                "SELECT content FROM boards WHERE terminal = ? AND board = ?",
                (self.identity.terminal, _BOARD),
            ).fetchone()
        return None if row is None else json.loads(row[0])
