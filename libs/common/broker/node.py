"""A private RabbitMQ node: own name, data, ports, plugins, cookie; the system's broker is never touched."""

import hashlib
import os
import shutil
import subprocess
import time
from pathlib import Path

from libs.common.broker import config
from libs.common.broker.management import Management
from libs.common.broker.ports import LOOPBACK, BrokerPorts, require_free
from libs.common.broker.process import PidFile

DEBIAN_HOMES = Path("/usr/lib/rabbitmq/lib")


class BrokerFailed(RuntimeError):
    """The node ended while starting, or is not ready in time; the message holds the end of its log."""


class BrokerNode:
    """One node with everything it owns below `directory`; the password is made there on first use.

    `start` on a folder whose node still runs adopts it, whoever started it. All listeners are on loopback.
    RABBITMQ_HOME chooses another RabbitMQ than Debian's, with its `erl` and `epmd` found on PATH.
    """

    def __init__(
        self,
        directory: Path,
        ports: BrokerPorts,
        *,
        access_url: str | None = None,
        password: str | None = None,
    ) -> None:
        self.directory = directory.resolve()
        self.ports = ports
        self.access_url = access_url or f"http://{LOOPBACK}:{ports.devices_http}/api/devices/v1/access"
        self.user = config.USER
        self.password = password or config.kept_password(self.directory / "password")
        digest = hashlib.sha256(str(self.directory).encode()).hexdigest()[:10]
        self.name = f"bianmin-{digest}@localhost"
        self.home = rabbitmq_home()
        self.log = self.directory / "log" / "broker.log"
        self._beam = PidFile(self.directory / "beam.pid")
        self._epmd = PidFile(self.directory / "epmd.pid")

    @property
    def amqp_url(self) -> str:
        return f"amqp://{self.user}:{self.password}@{LOOPBACK}:{self.ports.amqp}/%2F"

    @property
    def management_url(self) -> str:
        return f"http://{self.user}:{self.password}@{LOOPBACK}:{self.ports.management}"

    @property
    def mqtt_port(self) -> int:
        return self.ports.mqtt

    @property
    def management(self) -> Management:
        return Management(self.management_url)

    @property
    def version(self) -> tuple[int, ...]:
        """Such as (3, 10, 8), read from the name of the installation's folder."""
        return tuple(int(part) for part in self.home.name.rpartition("-")[2].split(".") if part.isdigit())

    def running(self) -> bool:
        return self._beam.pid() is not None

    @property
    def pid(self) -> int | None:
        return self._beam.pid()

    def start(self, timeout: float = 90) -> None:
        """Start the node, or adopt the running one, and return when it is ready.

        One that runs with other settings (its ports were edited, the program was updated) is started anew.
        Raises PortInUse before anything is started, BrokerFailed when the node does not come up.
        """
        if self.running() and not self._configured():
            self.stop()
        if not self.running():
            self.ports.require_free(except_for={"epmd"})
            self._configure()
            self._start_epmd()
            self._start_beam()
        self.wait_ready(timeout)

    def wait_ready(self, timeout: float = 90) -> None:
        """Return when definitions are loaded and AMQP and MQTT listen."""
        deadline = time.monotonic() + timeout
        while not self.management.ready():
            if not self.running():
                raise BrokerFailed(f"broker {self.name} ended while starting\n{self._log_end()}")
            if time.monotonic() > deadline:
                raise BrokerFailed(f"broker {self.name} not ready after {timeout} s\n{self._log_end()}")
            time.sleep(0.1)

    def stop(self, grace: float = 30) -> None:
        """Stop cleanly: connections are closed and queues written, then the node's own epmd ends too."""
        self._beam.end(grace)
        self._epmd.end(5)

    def kill(self) -> None:
        """kill -9, as a power cut would; `start` then goes on with the same data."""
        self._beam.kill()

    def _start_epmd(self) -> None:
        # Started here, in the foreground: the one that a node starts by itself outlives it, without a trace.
        if self._epmd.pid() is not None:
            return
        require_free("epmd", self.ports.epmd)
        binary = shutil.which("epmd", path=self._environment()["PATH"])
        if binary is None:
            raise BrokerFailed("epmd not found: Erlang is missing (Debian package rabbitmq-server)")
        self._epmd.write(self._spawn([binary, "-port", str(self.ports.epmd), "-address", LOOPBACK]))

    def _start_beam(self) -> None:
        self._beam.write(self._spawn([str(self.home / "sbin" / "rabbitmq-server")]))

    def _spawn(self, command: list[str]) -> int:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with (self.log.parent / "console.log").open("ab") as console:
            process = subprocess.Popen(
                command,
                env=self._environment(),
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
            )
        process.returncode = 0  # it may outlive us; Popen must neither wait for it nor warn
        return process.pid

    @property
    def _conf_file(self) -> Path:
        return self.directory / "config" / "rabbitmq.conf"

    def _conf(self) -> str:
        definitions = str(self._conf_file.with_name("definitions.json"))
        return config.configuration(self.version, self.ports, self.access_url, definitions, LOOPBACK)

    def _configured(self) -> bool:
        return self._conf_file.exists() and self._conf_file.read_text() == self._conf()

    def _configure(self) -> None:
        folder = self._conf_file.parent
        folder.mkdir(parents=True, exist_ok=True)
        (self.directory / "home").mkdir(exist_ok=True)
        definitions = folder / "definitions.json"
        definitions.touch(mode=0o600)
        definitions.write_text(config.definitions_text(self.password))
        shutil.copyfile(config.TEMPLATES / "enabled_plugins", folder / "enabled_plugins")
        self._conf_file.write_text(self._conf())

    def _environment(self) -> dict[str, str]:
        own = self.directory
        kept = {key: os.environ[key] for key in ("PATH", "LANG", "TZ", "TMPDIR") if key in os.environ}
        return kept | {
            "PATH": kept.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin",
            "HOME": str(own / "home"),  # the Erlang cookie is made there
            "RABBITMQ_HOME": str(self.home),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_NODENAME": self.name,
            "RABBITMQ_MNESIA_BASE": str(own / "data"),
            "RABBITMQ_LOG_BASE": str(self.log.parent),
            "RABBITMQ_LOGS": str(self.log),
            "RABBITMQ_CONFIG_FILE": str(self._conf_file),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(own / "config" / "none.config"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(own / "config" / "generated"),
            "RABBITMQ_SCHEMA_DIR": str(own / "config" / "schema"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(own / "config" / "enabled_plugins"),
            "RABBITMQ_PID_FILE": str(own / "rabbitmq.pid"),
            "RABBITMQ_DIST_PORT": str(self.ports.dist),
            "ERL_EPMD_PORT": str(self.ports.epmd),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "ERL_MAX_PORTS": "65536",
            # The shell script then becomes the virtual machine, so that its pid is the node's.
            "RABBITMQ_ALLOW_INPUT": "1",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "-noinput -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"
            ),
        }

    def _log_end(self) -> str:
        texts = [path.read_text(errors="replace") for path in sorted(self.log.parent.glob("*.log"))]
        return "\n".join("\n".join(text.splitlines()[-15:]) for text in texts)


def rabbitmq_home() -> Path:
    """RABBITMQ_HOME, or the newest RabbitMQ that Debian's package installed."""
    if chosen := os.environ.get("RABBITMQ_HOME"):
        return Path(chosen)
    homes = sorted(DEBIAN_HOMES.glob("rabbitmq_server-*"))
    if not homes:
        raise BrokerFailed("RabbitMQ is not installed (Debian package rabbitmq-server)")
    return homes[-1]
