"""The virus scanner of the place: clamd, or a program. None is shipped; without one nothing is called clean."""

from __future__ import annotations

import shlex
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from eventlet import Timeout as Alarm
from eventlet.green import socket, subprocess

SECONDS = 60.0
PIECE = 64 * 1024
LONGEST_NAME = 120


class ScannerFailed(RuntimeError):
    """No verdict: the scanner is away, too slow, or says something else. To be asked again."""


@dataclass(frozen=True)
class Finding:
    """``name`` is what the scanner calls what it found, "" for a clean file."""

    infected: bool
    name: str = ""


class Scanner(Protocol):
    def scan(self, content: bytes) -> Finding:
        """Raises ScannerFailed. Waits for another process: not in a transaction."""
        ...


def scanner_from(setting: str) -> Scanner | None:
    """``tcp://HOST:PORT`` or ``unix:/PATH`` of a clamd, ``command:PROGRAM ARGUMENTS``, or "" for none.

    Raises ValueError for anything else.
    """
    if not setting:
        return None
    kind, _, rest = setting.partition(":")
    if kind == "command" and shlex.split(rest):
        return Command(shlex.split(rest))
    if kind == "unix" and rest.startswith("/"):
        return Clamd(rest)
    address = urlsplit(setting)
    if address.scheme == "tcp" and address.hostname and address.port:
        return Clamd((address.hostname, address.port))
    raise ValueError("not a scanner: expected tcp://HOST:PORT, unix:/PATH or command:PROGRAM ARGUMENTS")


class Clamd:
    """Speaks clamd's INSTREAM: pieces, each behind its length in four bytes, and an empty one at the end."""

    def __init__(self, address: str | tuple[str, int]) -> None:
        self._address = address

    def scan(self, content: bytes) -> Finding:
        family = socket.AF_UNIX if isinstance(self._address, str) else socket.AF_INET
        with _bounded(), socket.socket(family, socket.SOCK_STREAM) as connection:
            connection.connect(self._address)
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                connection.sendall(struct.pack("!I", len(piece)) + piece)
            connection.sendall(struct.pack("!I", 0))
            answer = b""
            while not answer.endswith(b"\0") and (more := connection.recv(4096)):
                answer += more
        return self._finding(answer.rstrip(b"\0").decode(errors="replace"))

    def _finding(self, answer: str) -> Finding:
        said = answer.removeprefix("stream: ")
        if said == "OK":
            return Finding(False)
        if said.endswith(" FOUND"):
            return Finding(True, said.removesuffix(" FOUND")[:LONGEST_NAME])
        raise ScannerFailed(said[:LONGEST_NAME] or "no answer")


class Command:
    """A program that reads the file on standard input and ends as clamscan does: 0 clean, 1 infected, else failed."""

    def __init__(self, arguments: list[str]) -> None:
        self._arguments = arguments

    def scan(self, content: bytes) -> Finding:
        with _bounded():
            child = subprocess.Popen(
                self._arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            try:
                said, _ = child.communicate(content)
            finally:
                if child.poll() is None:
                    child.kill()
                child.wait()
        if child.returncode == 0:
            return Finding(False)
        if child.returncode == 1:
            first = said.decode(errors="replace").strip().partition("\n")[0]
            return Finding(True, first.removesuffix(" FOUND").rpartition(": ")[2][:LONGEST_NAME])
        raise ScannerFailed(f"exit {child.returncode}")


@contextmanager
def _bounded() -> Iterator[None]:
    alarm = Alarm(SECONDS)
    try:
        yield
    except Alarm as fired:
        if fired is not alarm:
            raise
        raise ScannerFailed(f"no answer within {SECONDS:g} s") from None
    except OSError as error:
        raise ScannerFailed(type(error).__name__) from error
    finally:
        alarm.cancel()
