"""One service as a process of its own, found again by whoever comes later."""

from __future__ import annotations

import hashlib
import http.client
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from signal import SIGTERM
from typing import Any

from libs.common.broker.ports import LOOPBACK, require_free
from libs.common.broker.process import PidFile

ROOT = Path(__file__).resolve().parents[3]


class ServiceFailed(RuntimeError):
    """A service ended while starting, or is not ready in time; the message holds the end of its log."""


class ServiceProcess:
    """`python -m libs.common.runner <name>`; log and pid file lie below `directory`."""

    def __init__(self, name: str, directory: Path, port: int, environment: Mapping[str, str]) -> None:
        self.name = name
        self.port = port
        self.url = f"http://{LOOPBACK}:{port}"
        self.log = directory / "log" / f"{name}.log"
        self._environment = environment
        self._pid_file = PidFile(directory / "run" / f"{name}.pid")
        self._settings_file = directory / "run" / f"{name}.settings"

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._pid_file.pid()

    def start(self) -> None:
        """Start it unless it runs already; returns before it is ready. Raises PortInUse.

        One that runs with other settings is stopped and started anew.
        """
        if self.pid is not None:
            if self._settings_file.exists() and self._settings_file.read_text() == self._settings():
                return
            self.ask_to_stop()
            self.wait_stopped()
        require_free(self.name, self.port)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "libs.common.runner", self.name],
                env=dict(self._environment),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        process.returncode = 0  # it may outlive us; Popen must neither wait for it nor warn
        self._pid_file.write(process.pid)
        self._settings_file.write_text(self._settings())

    def _settings(self) -> str:
        """A digest: the settings hold passwords."""
        own = sorted((key, value) for key, value in self._environment.items() if key.startswith("BIANMIN_"))
        return hashlib.sha256(json.dumps(own).encode()).hexdigest()

    def readiness(self) -> dict[str, Any] | None:
        """What /readyz says when all is well, else None."""
        status, text = self._ask_readiness()
        return dict(json.loads(text)) if status == 200 else None

    def _ask_readiness(self) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:  # refused, or not yet speaking HTTP
            return 0, str(error)

    def wait_ready(self, timeout: float) -> None:
        """Return when /readyz answers 200. Raises ServiceFailed."""
        deadline = time.monotonic() + timeout
        while self.readiness() is None:
            if self.pid is None:
                raise ServiceFailed(f"{self.name} ended while starting\n{self.log_end()}")
            if time.monotonic() > deadline:
                said = self._ask_readiness()[1]
                raise ServiceFailed(f"{self.name} not ready after {timeout:.0f} s: {said}\n{self.log_end()}")
            time.sleep(0.05)

    def ask_to_stop(self) -> None:
        """SIGTERM: it finishes what it is doing. `wait_stopped` then waits."""
        self._pid_file.signal(SIGTERM)

    def wait_stopped(self, grace: float = 20) -> None:
        """Return when it is gone; after `grace` seconds by force."""
        self._pid_file.wait_ended(grace)

    def kill(self) -> None:
        """kill -9."""
        self._pid_file.kill()

    def log_end(self, lines: int = 20) -> str:
        """The last lines of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
