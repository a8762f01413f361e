"""The network between a terminal and the broker, as a thing that can be cut.

``python -m tests.integration.terminal.relay PORT`` says its own port, then does ``cut`` and ``mend``
as told, a line each.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
from pathlib import Path


class Relay:
    """Forwards TCP from ``port`` to the broker until ``cut``; ``mend`` lets connections through again."""

    def __init__(self, target_port: int) -> None:
        self._target = target_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open = True
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """All connections break at once, new ones are closed on arrival."""
        with self._lock:
            self._open = False
            for pair in self._pairs:
                for end in pair:
                    with contextlib.suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)
            self._pairs.clear()

    def mend(self) -> None:
        self._open = True

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if not self._open:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                near.close()
                continue
            with self._lock:
                self._pairs.add((near, far))
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._forward, args=(source, sink), daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError):  # eventlet says EOFError for a socket closed meanwhile
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class RelayProcess:
    """A Relay in a process of its own, for tests with a service beside them: eventlet minds sockets that change."""

    def __init__(self, target_port: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.terminal.relay", str(target_port)],
            cwd=Path(__file__).parents[3], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.port = int(self._hear())

    def cut(self) -> None:
        self._tell("cut")

    def mend(self) -> None:
        self._tell("mend")

    def close(self) -> None:
        self._process.terminate()
        self._process.communicate(timeout=10)

    def _tell(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        assert self._hear() == word

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def main(target_port: int) -> None:
    relay = Relay(target_port)
    print(relay.port, flush=True)
    for line in sys.stdin:
        {"cut": relay.cut, "mend": relay.mend}[line.strip()]()
        print(line.strip(), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
