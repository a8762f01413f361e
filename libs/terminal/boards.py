"""The boards a display holds (排队显示板): content, revision, and what to do about a gap.

A delta counts from ``base`` to ``revision``. Deltas that overtake their snapshot wait for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from libs.terminal.commands import BadCommand
from libs.terminal.store import Store

EARLY_DELTAS: Final = 200


@dataclass(frozen=True)
class Snapshot:
    board: str
    revision: int
    content: dict[str, Any]


@dataclass(frozen=True)
class Delta:
    """``set`` replaces whole values of top-level keys of the content, ``unset`` removes keys."""

    board: str
    revision: int
    base: int
    set: dict[str, Any]
    unset: list[str]


@dataclass
class _Held:
    revision: int = 0
    content: dict[str, Any] = field(default_factory=dict)
    early: dict[int, Delta] = field(default_factory=dict)
    asked: bool = False  # a snapshot is awaited
    doubted: bool = False  # the last snapshot was older than what is shown


def snapshot_from(data: Mapping[str, Any]) -> Snapshot:
    """Raises BadCommand."""
    content = data.get("content")
    if not isinstance(content, dict):
        raise BadCommand("content: not an object")
    return Snapshot(_board(data), _revision(data, "revision"), content)


def delta_from(data: Mapping[str, Any]) -> Delta:
    """Raises BadCommand."""
    changed, removed = data.get("set", {}), data.get("unset", [])
    if not isinstance(changed, dict) or not isinstance(removed, list):
        raise BadCommand("set, unset: not an object and a list")
    base, revision = _revision(data, "base"), _revision(data, "revision")
    if revision <= base:
        raise BadCommand("revision: not above base")
    return Delta(_board(data), revision, base, changed, [str(key) for key in removed])


class Boards:
    """The boards of one display, kept over restarts. Not safe to share between threads: the loop's own."""

    def __init__(
        self,
        store: Store,
        terminal: str,
        names: list[str],
        ask: Callable[[str, int], None],
        changed: Callable[[str, int, dict[str, Any]], None],
    ) -> None:
        self._store = store
        self._terminal = terminal
        self._ask = ask
        self._changed = changed
        self._held = {name: _Held() for name in names}
        with store.reading() as connection:
            rows = connection.execute(
                "SELECT board, revision, content FROM boards WHERE terminal = ?", (terminal,)
            ).fetchall()
        for name, revision, content in rows:
            if name in self._held:
                self._held[name] = _Held(revision, json.loads(content))

    def revisions(self) -> dict[str, int]:
        """What ``hello`` says; 0 = holds nothing."""
        return {name: held.revision for name, held in self._held.items()}

    def content(self, board: str) -> dict[str, Any]:
        return dict(self._held[board].content)

    def waiting(self) -> list[str]:
        """The boards with a gap, for which a snapshot was asked."""
        return [name for name, held in self._held.items() if held.asked]

    def ask_again(self) -> None:
        for name in self.waiting():
            self._ask(name, self._held[name].revision)

    def take_snapshot(self, snapshot: Snapshot) -> None:
        """Takes it, unless it is older than what is shown: that one was overtaken by deltas on the way.

        Only when the centre says so twice has it begun to count anew, and even then it is asked once more.
        Raises BadCommand for a board that this display does not show.
        """
        held = self._held.get(snapshot.board)
        if held is None:
            raise BadCommand(f"board {snapshot.board!r} is not shown here")
        older = snapshot.revision < held.revision
        if older and not held.doubted:
            held.doubted = held.asked = True
            self._ask(snapshot.board, held.revision)
            return
        if older:
            held.early.clear()  # they belong to the old count
        held.doubted = False
        held.revision, held.content = snapshot.revision, dict(snapshot.content)
        self._follow_up(held)
        if older:
            held.asked = True
            self._ask(snapshot.board, held.revision)
        self._keep(snapshot.board, held)

    def take_delta(self, delta: Delta) -> None:
        """Applies it, drops it as old news, or asks for a snapshot."""
        held = self._held.get(delta.board)
        if held is None or delta.revision <= held.revision:
            return
        if len(held.early) < EARLY_DELTAS:
            held.early[delta.base] = delta
        if delta.base == held.revision:
            self._follow_up(held)
            self._keep(delta.board, held)
        elif not held.asked:
            held.asked = True
            self._ask(delta.board, held.revision)

    def _follow_up(self, held: _Held) -> None:
        while (delta := held.early.pop(held.revision, None)) is not None:
            held.content.update(delta.set)
            for key in delta.unset:
                held.content.pop(key, None)
            held.revision = delta.revision
        held.early = {base: each for base, each in held.early.items() if base > held.revision}
        held.asked = bool(held.early)  # still a gap: ``ask_again`` sees to it, at its own pace

    def _keep(self, board: str, held: _Held) -> None:
        self._store.keep(self._terminal, board, held.content, held.revision)
        self._changed(board, held.revision, dict(held.content))


def _board(data: Mapping[str, Any]) -> str:
    name = data.get("board")
    if not isinstance(name, str):
        raise BadCommand("board: not a text")
    return name


def _revision(data: Mapping[str, Any], member: str) -> int:
    value = data.get(member)
    if type(value) is not int or value < 0:
        raise BadCommand(f"{member}: not a whole number")
    return value
