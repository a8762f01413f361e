"""A process that takes part in a measurement and speaks JSON lines on standard input and output."""

from __future__ import annotations

import json
import subprocess
import sys
from threading import Timer
from types import TracebackType
from typing import Any

PATIENCE = 120.0


class Party:
    """``python -m <module> <arguments>`` as a child; ends with the block, and after PATIENCE seconds at the latest."""

    def __init__(self, module: str, *arguments: object, patience: float = PATIENCE) -> None:
        command = [sys.executable, "-W", "ignore", "-m", module, *map(str, arguments)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
        self._limit = Timer(patience, self.process.kill)
        self._limit.daemon = True
        self._limit.start()

    def tell(self, **what: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def hear(self, what: str) -> Any:
        """The value of the next line that says ``what``. Raises RuntimeError when the party ends without it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{"):
                said = json.loads(line)
                if what in said:
                    return said[what]
        raise RuntimeError(f"{self.process.args!r} ended with {self.process.wait()} without saying {what}")

    def __enter__(self) -> Party:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._limit.cancel()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


def say(**what: object) -> None:
    """Tell whoever started this process."""
    print(json.dumps(what), flush=True)


def listen() -> dict[str, Any]:
    """What whoever started this process says next; ends the process when there is nobody any more."""
    line = sys.stdin.readline()
    if not line:
        sys.exit(0)
    heard: dict[str, Any] = json.loads(line)
    return heard
