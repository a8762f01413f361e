"""As much of MQTT 3.1.1 and 5 as is needed to see what a terminal really sends. Pure.

A subscriber at the broker does not see QoS, will, retain flag or the order against SUBACK: the wire does.
Topic aliases of MQTT 5 are not followed; such a message shows an empty topic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CONNECT: Final = 1
PUBLISH: Final = 3
PUBACK: Final = 4
SUBSCRIBE: Final = 8
SUBACK: Final = 9
DISCONNECT: Final = 14
_MQTT5: Final = 5


class BadPacket(ValueError):
    """The bytes are no MQTT."""


@dataclass(frozen=True)
class Packet:
    """``raw`` is the whole of it, ``body`` what follows the fixed header."""

    type: int
    flags: int
    body: bytes
    raw: bytes


@dataclass(frozen=True)
class Publish:
    topic: str
    payload: bytes
    qos: int
    retain: bool
    dup: bool


@dataclass(frozen=True)
class Connect:
    """``clean``: clean session, or clean start of MQTT 5. ``keepalive`` in seconds. ``password``: given or not."""

    protocol: int
    clean: bool
    keepalive: int
    client_id: str
    username: str
    password: bool
    will: Publish | None


class Splitter:
    """Cuts a stream into packets."""

    def __init__(self) -> None:
        self._waiting = b""

    def feed(self, data: bytes) -> list[Packet]:
        """The packets that ``data`` completes. Raises BadPacket."""
        self._waiting += data
        found: list[Packet] = []
        while (packet := self._next()) is not None:
            found.append(packet)
        return found

    def _next(self) -> Packet | None:
        size = 0
        for index, byte in enumerate(self._waiting[1:5]):
            size |= (byte & 0x7F) << (7 * index)
            if byte < 0x80:
                begin, end = index + 2, index + 2 + size
                break
            if index == 3:
                raise BadPacket("remaining length of more than four bytes")
        else:
            return None
        if len(self._waiting) < end:
            return None
        raw, self._waiting = self._waiting[:end], self._waiting[end:]
        return Packet(raw[0] >> 4, raw[0] & 0x0F, raw[begin:], raw)


class _Reader:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def take(self, count: int) -> bytes:
        part = self._body[self._at : self._at + count]
        if len(part) < count:
            raise BadPacket("ends too early")
        self._at += count
        return part

    def byte(self) -> int:
        return self.take(1)[0]

    def word(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def binary(self) -> bytes:
        return self.take(self.word())

    def text(self) -> str:
        try:
            return self.binary().decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadPacket("a text is not UTF-8") from error

    def skip_properties(self, protocol: int) -> None:
        if protocol < _MQTT5:
            return
        size = shift = 0
        while (byte := self.byte()) >= 0x80:
            size |= (byte & 0x7F) << shift
            shift += 7
        self.take(size | byte << shift)

    def rest(self) -> bytes:
        return self._body[self._at :]

    @property
    def left(self) -> bool:
        return self._at < len(self._body)


def read_connect(packet: Packet) -> Connect:
    """Raises BadPacket."""
    reader = _Reader(packet.body)
    reader.text()  # the protocol's name
    protocol, flags, keepalive = reader.byte(), reader.byte(), reader.word()
    reader.skip_properties(protocol)
    client_id = reader.text()
    will = None
    if flags & 0x04:
        reader.skip_properties(protocol)
        will = Publish(reader.text(), reader.binary(), flags >> 3 & 3, bool(flags & 0x20), dup=False)
    username = reader.text() if flags & 0x80 else ""
    return Connect(protocol, bool(flags & 0x02), keepalive, client_id, username, bool(flags & 0x40), will)


def read_publish(packet: Packet, protocol: int) -> Publish:
    """Raises BadPacket."""
    reader = _Reader(packet.body)
    topic, qos = reader.text(), packet.flags >> 1 & 3
    if qos:
        reader.word()
    reader.skip_properties(protocol)
    return Publish(topic, reader.rest(), qos, bool(packet.flags & 1), bool(packet.flags & 8))


def read_subscribe(packet: Packet, protocol: int) -> dict[str, int]:
    """Filter → QoS. Raises BadPacket."""
    reader = _Reader(packet.body)
    reader.word()
    reader.skip_properties(protocol)
    filters: dict[str, int] = {}
    while reader.left:
        name = reader.text()
        filters[name] = reader.byte() & 3
    return filters
