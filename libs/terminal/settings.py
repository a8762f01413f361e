"""Settings the centre sent with ``configure``; kept over restarts."""

from __future__ import annotations

import json
from typing import Any, Final

from libs.terminal.commands import BadCommand
from libs.terminal.store import Store

_VERSION: Final = ""
"""Where the version lies among the settings: no setting has this name."""
_LIMITS: Final = {"heartbeat_seconds": (5, 3600), "volume": (0, 100)}


class KeptSettings:
    """``heartbeat_seconds`` 5–3600 and ``volume`` 0–100 are common; others are the kind's own."""

    def __init__(self, store: Store, terminal: str) -> None:
        self._store = store
        self._terminal = terminal
        with store.reading() as connection:
            rows = connection.execute(
                "SELECT name, value FROM kept WHERE terminal = ?", (terminal,)
            ).fetchall()
        self._values: dict[str, Any] = {name: json.loads(value) for name, value in rows}
        self.version: int = self._values.pop(_VERSION, 0)
        """The version of the settings held, as the centre counts it; 0 when it never said."""

    def get(self, name: str, default: Any = None) -> Any:
        return self._values.get(name, default)

    def change(self, wanted: object, version: object = None) -> None:
        """All of them or none. A null forgets the setting. Raises BadCommand."""
        if not isinstance(wanted, dict) or _VERSION in wanted:
            raise BadCommand("settings: not an object of named settings")
        if version is not None and (type(version) is not int or version < 1):
            raise BadCommand("version: not a whole number from 1")
        for name, (least, most) in _LIMITS.items():
            value = wanted.get(name)
            if value is not None and (type(value) is not int or not least <= value <= most):
                raise BadCommand(f"{name}: not a whole number from {least} to {most}")
        values = {name: value for name, value in (self._values | wanted).items() if value is not None}
        held = version if isinstance(version, int) else self.version
        with self._store.transaction() as connection:
            connection.execute("DELETE FROM kept WHERE terminal = ?", (self._terminal,))
            connection.executemany(
                "INSERT INTO kept (terminal, name, value) VALUES (?, ?, ?)",
                [(self._terminal, n, json.dumps(v, ensure_ascii=False)) for n, v in {**values, _VERSION: held}.items()],
            )
        self._values, self.version = values, held
