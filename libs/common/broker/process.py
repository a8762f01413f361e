"""Processes that outlive whoever started them: a pid file, and the proof that the pid is still theirs."""

import contextlib
import os
import signal
import time
from pathlib import Path


class PidFile:
    """Remembers a process by pid **and** start time, so that a pid given anew to a stranger is not ours.

    The start time is field 22 of /proc/<pid>/stat, in clock ticks since boot.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, pid: int) -> None:
        """Keep a running process; the file appears complete or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        part.write_text(f"{pid} {_started(pid)}\n")
        part.replace(self.path)

    def pid(self) -> int | None:
        """The pid when that very process still runs, else None."""
        try:
            pid, started = self.path.read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        return int(pid) if started != "gone" and _started(int(pid)) == started else None

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)

    def signal(self, number: signal.Signals) -> bool:
        """Send a signal; False when the process has already gone."""
        pid = self.pid()
        if pid is None:
            return False
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return False
        return True

    def end(self, grace: float) -> None:
        """SIGTERM, then SIGKILL after `grace` seconds; returns when the process is gone."""
        self.signal(signal.SIGTERM)
        self.wait_ended(grace)

    def wait_ended(self, grace: float) -> None:
        """After a SIGTERM: wait `grace` seconds, then SIGKILL; returns when the process is gone."""
        if not self.wait_gone(grace):
            self.kill()
        self.clear()

    def kill(self) -> None:
        """SIGKILL, and wait until it took effect."""
        if self.signal(signal.SIGKILL) and not self.wait_gone(10):
            raise TimeoutError(f"process of {self.path} does not die")

    def wait_gone(self, timeout: float) -> bool:
        """Whether the process ends within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while self.pid() is not None:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True


def _started(pid: int) -> str:
    """Start time of a live process, "gone" for a dead one; a child of ours that ended is reaped here.

    A killed program with many threads is a zombie at once but holds its sockets until the last thread
    has gone, and only then counts as gone.
    """
    with contextlib.suppress(ChildProcessError):  # not our child: somebody else reaps it
        os.waitpid(pid, os.WNOHANG)
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return "gone"
    state, *rest = stat.rpartition(")")[2].split()
    threads, start_time = int(rest[16]), rest[18]
    return "gone" if state == "Z" and threads <= 1 else start_time
