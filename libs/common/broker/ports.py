"""The loopback ports of a private node: chosen once, kept in the data folder, explained when taken."""

import contextlib
import dataclasses
import json
import socket
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"


class PortInUse(RuntimeError):
    """A port that a private node or service needs is held by another process."""

    def __init__(self, name: str, port: int, holder: str) -> None:
        super().__init__(f"port {port} ({name}) is in use by {holder}")
        self.name, self.port, self.holder = name, port, holder


@dataclass(frozen=True)
class BrokerPorts:
    """Ports of one node. `devices_http` is not the node's own: there *devices* answers who a terminal is."""

    amqp: int = 5681
    mqtt: int = 1891
    web_mqtt: int = 15681
    management: int = 15691
    prometheus: int = 15701
    dist: int = 25681
    epmd: int = 4381
    devices_http: int = 8104

    @classmethod
    def free(cls) -> "BrokerPorts":
        """Eight ports that nothing listens on at this moment."""
        names = [field.name for field in dataclasses.fields(cls)]
        return cls(**dict(zip(names, free_ports(len(names)), strict=True)))

    @classmethod
    def kept(cls, file: Path, first: "BrokerPorts | None" = None) -> "BrokerPorts":
        """The ports that `file` keeps; on the first call `first` (or the defaults) is written there."""
        if file.exists():
            return cls(**json.loads(file.read_text()))
        ports = first or cls()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(dataclasses.asdict(ports), indent=1) + "\n")
        return ports

    def require_free(self, except_for: Collection[str] = ()) -> None:
        """Raise PortInUse for the first of the node's own ports that somebody listens on."""
        for name, port in dataclasses.asdict(self).items():
            if name != "devices_http" and name not in except_for:
                require_free(name, port)


def free_ports(count: int) -> list[int]:
    """Distinct loopback ports that were free when asked; all are held open until all are known."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def require_free(name: str, port: int) -> None:
    """Raise PortInUse, naming port and holder, unless a listener can be opened on the loopback port."""
    with socket.socket() as probe:
        # The node sets SO_REUSEADDR too: a connection in TIME_WAIT is no reason to refuse.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except OSError:
            raise PortInUse(name, port, holder_of(port)) from None


def holder_of(port: int) -> str:
    """Who listens on a TCP port, as `pid 123 (command, folder)`; another user's process stays unnamed."""
    inodes = _listening_inodes(port)
    for process in Path("/proc").glob("[0-9]*"):
        if inodes & _open_files(process):
            return f"pid {process.name} ({_described(process)})"
    return "a process that this user may not see" if inodes else "a process that has just gone"


def _described(process: Path) -> str:
    try:
        command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        return f"{command[:80]}, in {(process / 'cwd').readlink()}"
    except OSError:
        return "just ended"


def _open_files(process: Path) -> set[str]:
    links = set()
    try:
        for descriptor in (process / "fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed while we looked
                links.add(str(descriptor.readlink()))
    except OSError:  # ended meanwhile, or not ours to look into
        return set()
    return links


def _listening_inodes(port: int) -> set[str]:
    inodes = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        if not table.exists():
            continue
        for line in table.read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    return inodes
