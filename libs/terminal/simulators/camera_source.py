"""A simulated camera that an agent polls: counters, state and a picture over HTTP, with faults to order."""

from __future__ import annotations

import json
import threading
from collections import Counter
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final

from libs.common.clock import Clock, SystemClock
from libs.terminal.envelope import stamp

FAULTS: Final = ("freeze", "cover", "dark", "lost", "refuse", "hang", "drip", "garbage", "huge")
"""Picture stands; said to be tampered with; no light; the recorder lost the camera; status 503; no answer; an answer
byte by byte; not JSON; a picture beyond all limits."""
HANGING: Final = 30.0
HUGE: Final = 6 * 1024 * 1024
# The smallest picture that every viewer opens: one grey pixel, no person in it.
PICTURE: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000 3a7e9b55"
    "0000000a49444154789c6368000000820081 77cd72b60000000049454e44ae426082".replace(" ", "")
)


class CameraSource:
    """``with CameraSource() as source``: ``source.address`` is what the agent is told. Any thread may call."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, *, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._faults: set[str] = set()
        self._entered: Counter[str] = Counter()
        self._left: Counter[str] = Counter()
        self._zones = {"大厅"}
        self._since = self._clock.now()
        self._frame, self._frame_at = 0, self._since
        self.asked: Counter[str] = Counter()
        self._server = ThreadingHTTPServer((host, port), self._handler())
        self._server.daemon_threads = True
        self.address = f"http://{host}:{self._server.server_port}"

    def __enter__(self) -> CameraSource:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: Any, _trace: TracebackType | None) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def enter(self, zone: str, people: int = 1) -> None:
        self._pass(self._entered, zone, people)

    def leave(self, zone: str, people: int = 1) -> None:
        self._pass(self._left, zone, people)

    def fault(self, *names: str) -> None:
        """These and no others from now on; none: all is well again."""
        if unknown := set(names) - set(FAULTS):
            raise ValueError(f"没有这种故障：{'、'.join(sorted(unknown))}")
        with self._lock:
            self._faults = set(names)

    def reboot(self) -> None:
        """A power cut at the camera: the counters begin anew."""
        with self._lock:
            self._entered.clear()
            self._left.clear()
            self._since = max(self._clock.now(), datetime.fromtimestamp(self._since.timestamp() + 0.001, UTC))

    def obey(self, words: list[str]) -> None:
        """A line typed by hand. Raises ValueError when it makes no sense."""
        match words:
            case ["enter", zone, people]:
                self.enter(zone, int(people))
            case ["leave", zone, people]:
                self.leave(zone, int(people))
            case ["reboot"]:
                self.reboot()
            case ["ok"]:
                self.fault()
            case names if names:
                self.fault(*names)

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Status, media type and body for a path; counted in ``asked``."""
        with self._lock:
            self.asked[path] += 1
            faults = set(self._faults)
            if "refuse" in faults:
                return 503, "text/plain", b"busy"
            if "garbage" in faults:
                return 200, "application/json", b'{"online": tru'
            match path:
                case "/status":
                    return 200, "application/json", self._status(faults)
                case "/counts":
                    return 200, "application/json", self._counts()
                case "/snapshot":
                    return 200, "image/png", b"\0" * HUGE if "huge" in faults else PICTURE
            return 404, "text/plain", b"no such thing"

    def wait_out(self) -> None:
        """As long as ``hang`` is ordered, at most HANGING seconds."""
        if "hang" in self._faults:
            self._over.wait(HANGING)

    @property
    def drips(self) -> bool:
        return "drip" in self._faults

    def _pass(self, counter: Counter[str], zone: str, people: int) -> None:
        with self._lock:
            self._zones.add(zone)
            counter[zone] += people

    def _status(self, faults: set[str]) -> bytes:
        if not faults & {"freeze", "lost"}:
            self._frame, self._frame_at = self._frame + 1, self._clock.now()
        told = {
            "online": "lost" not in faults, "last_frame_at": stamp(self._frame_at), "frame": self._frame,
            "tampered": "cover" in faults, "brightness": 2 if "dark" in faults else 120,
        }  # fmt: skip
        return _json(told)

    def _counts(self) -> bytes:
        zones = [
            {
                "zone": zone, "entered": self._entered[zone], "left": self._left[zone],
                "present": max(0, self._entered[zone] - self._left[zone]),
            }
            for zone in sorted(self._zones)
        ]  # fmt: skip
        return _json({"since": stamp(self._since), "at": stamp(self._clock.now()), "zones": zones})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        source = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                source.wait_out()
                status, media, body = source.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", media)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for piece in ([bytes([each]) for each in body] if source.drips else [body]):
                    self.wfile.write(piece)
                    if source.drips and source._over.wait(0.2):
                        return

            def log_message(self, format: str, *args: Any) -> None:
                """Nobody reads it."""

            def handle(self) -> None:
                try:
                    super().handle()
                except (BrokenPipeError, ConnectionResetError):
                    return  # the agent lost its patience, as it should

        return Handler


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
