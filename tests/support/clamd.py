"""A stand-in for clamd: its wire protocol on a real socket, and one signature, EICAR's."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import eventlet
from eventlet.green import socket

from tests.support.papers import EICAR

MARK = EICAR[-20:]
"""What it looks for anywhere in a file, so that a picture may carry it."""


@dataclass
class FakeClamd:
    """``answer`` replaces its own verdict, None closes without one."""

    address: str
    answer: str | None = ""
    asked: list[int] = field(default_factory=list)

    def serve(self, connection: Any) -> None:
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack("!I", stream.read(4))[0]:
                content += stream.read(length)
            self.asked.append(len(content))
            if self.answer is None:
                return
            verdict = "stream: Eicar-Test-Signature FOUND" if MARK in content else "stream: OK"
            connection.sendall((self.answer or verdict).encode() + b"\0")


@contextmanager
def fake_clamd() -> Iterator[FakeClamd]:
    listener = eventlet.listen(("127.0.0.1", 0))
    clamd = FakeClamd(f"tcp://127.0.0.1:{listener.getsockname()[1]}")

    def accept() -> None:
        while True:
            eventlet.spawn(clamd.serve, listener.accept()[0])

    server = eventlet.spawn(accept)
    try:
        yield clamd
    finally:
        server.kill()
        listener.close()


def away() -> str:
    """An address where no scanner listens."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
