"""The line between the terminal and the broker, which the kit can cut, and on which it can lose confirmations."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Final

from libs.terminal.conformance import packets
from libs.terminal.conformance.packets import BadPacket, Packet, Splitter
from libs.terminal.conformance.record import Line, Record, read

Look = Callable[[Line, Packet], bool]
"""Writes down what a packet tells; whether it may pass."""
_PATIENCE: Final = 10.0


class Tap:
    """Listens on ``host``:``port`` (0 = any free one) and passes everything on to the broker. Raises OSError."""

    def __init__(self, record: Record, broker: tuple[str, int], host: str = "127.0.0.1", port: int = 0) -> None:
        self._record = record
        self._broker = broker
        self._listener = socket.create_server((host, port))
        self.host: str = host
        self.port: int = self._listener.getsockname()[1]
        self._pairs: dict[int, tuple[socket.socket, socket.socket]] = {}
        self._lock = threading.Lock()
        self._open = True
        self.losing_confirmations = False
        """While set, PUBACKs of the broker do not reach the terminal."""
        self.turned_away: list[float] = []
        """Monotonic times of the attempts made while the line was cut."""
        threading.Thread(target=self._accept, name="tap", daemon=True).start()

    def cut(self) -> None:
        """Connections break without good-bye on either side; new ones are closed on arrival, until ``mend``."""
        with self._lock:
            self._open = False
            self.turned_away = []
            for pair in self._pairs.values():
                _shut(*pair)

    def mend(self) -> None:
        with self._lock:
            self._open = True

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return  # closed
            with self._lock:
                if not self._open:
                    self.turned_away.append(time.monotonic())
                    near.close()
                    continue
            try:
                far = socket.create_connection(self._broker, timeout=_PATIENCE)
            except OSError:
                near.close()
                continue
            self._join(near, far)

    def _join(self, near: socket.socket, far: socket.socket) -> None:
        far.settimeout(None)
        for end in (near, far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = self._record.open_line()
        with self._lock:
            self._pairs[line.number] = (near, far)
            if not self._open:  # cut in between
                _shut(near, far)
        for source, sink, look in ((near, far, self._upward), (far, near, self._downward)):
            threading.Thread(target=self._pass, args=(line, source, sink, look), daemon=True).start()

    def _pass(self, line: Line, source: socket.socket, sink: socket.socket, look: Look) -> None:
        splitter = Splitter()
        try:
            while data := source.recv(65536):
                sink.sendall(b"".join(each.raw for each in splitter.feed(data) if look(line, each)))
        except BadPacket as error:
            broken = str(error)
            self._record.write(lambda: self._record.nonsense.append(broken))
        except OSError:
            pass  # one end is gone: so is the line
        finally:
            self._close(line, source, sink)

    def _upward(self, line: Line, packet: Packet) -> bool:
        protocol = line.connect.protocol if line.connect else 4
        match packet.type:
            case packets.CONNECT:
                connect = packets.read_connect(packet)
                self._record.write(lambda: setattr(line, "connect", connect))
            case packets.SUBSCRIBE:
                filters = packets.read_subscribe(packet, protocol)
                self._record.write(lambda: line.filters.update(filters))
            case packets.PUBLISH:
                said = read(line.number, packets.read_publish(packet, protocol))
                line.spoke_early |= not line.subscribed
                self._record.write(lambda: self._record.said.append(said))
            case packets.DISCONNECT:
                self._record.write(lambda: setattr(line, "said_goodbye", True))
        return True

    def _downward(self, line: Line, packet: Packet) -> bool:
        protocol = line.connect.protocol if line.connect else 4
        match packet.type:
            case packets.SUBACK:
                self._record.write(lambda: setattr(line, "subscribed", True))
            case packets.PUBLISH:
                command = _id_of(packets.read_publish(packet, protocol).payload)
                self._record.write(lambda: self._record.delivered.append(command))
            case packets.PUBACK:
                return not self.losing_confirmations
        return True

    def _close(self, line: Line, *ends: socket.socket) -> None:
        """Both directions end here; the second time there is nothing left to do."""
        with self._lock:
            known = self._pairs.pop(line.number, None)
        _shut(*ends)
        if known is not None:
            self._record.write(lambda: setattr(line, "closed", time.monotonic()))
        else:
            for end in ends:
                end.close()


def _shut(*ends: socket.socket) -> None:
    for end in ends:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def _id_of(payload: bytes) -> str:
    """The command's id, empty for what the kit sent broken on purpose."""
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError):
        return ""
    found = body.get("id") if isinstance(body, dict) else None
    return found if isinstance(found, str) else ""
