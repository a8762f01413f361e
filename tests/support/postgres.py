"""A private PostgreSQL server for a test session; it never touches one of the system's."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path

import psycopg2
from sqlalchemy.engine import URL, make_url

from libs.common.broker.ports import LOOPBACK, free_ports

DEBIAN_BINARIES = Path("/usr/lib/postgresql")


class PostgresServer:
    """A server on a free loopback port with its data in a temporary folder, gone after `stop`.

    PostgreSQL refuses to run as root, so root starts it as the user postgres of Debian's package.
    Nothing is synced to disk: a test session needs no durability across a power cut.
    """

    def __init__(self) -> None:
        self.binaries = _binaries()
        self.port = free_ports(1)[0]
        # Not below pytest's temporary folder, which only its owner may enter; socket paths must be short too.
        self.directory = Path(tempfile.mkdtemp(prefix="bianmin-pg-"))
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    def start(self) -> None:
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.directory, account.pw_uid, account.pw_gid)
        data = str(self.directory / "data")
        self._run("initdb", "-D", data, "-U", "bianmin", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        options = (
            f"-p {self.port} -c listen_addresses={LOOPBACK} -c unix_socket_directories={self.directory}"
            " -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200"
        )
        log = str(self.directory / "log")
        self._run("pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "-t", "60", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.directory / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.directory)

    def create_database(self) -> str:
        """A fresh, empty database; its URL names the driver that suits eventlet (psycopg2)."""
        url = f"postgresql+psycopg2://bianmin@{LOOPBACK}:{self.port}/t{uuid.uuid4().hex}"
        administer(make_url(url), f'CREATE DATABASE "{make_url(url).database}" TEMPLATE template0')
        return url

    def run_script(self, file: Path) -> None:
        """Run a SQL script as an administrator, as the image's init folder would; stops at the first error."""
        script = self.directory / file.name
        shutil.copyfile(file, script)
        script.chmod(0o644)
        connection = ["-h", LOOPBACK, "-p", str(self.port), "-U", "bianmin", "-d", "postgres"]
        self._run("psql", "-q", "-v", "ON_ERROR_STOP=1", *connection, "-f", str(script))

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", self.user, "--", *command]
        # Output goes to a file: the server inherits it and would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                command,
                cwd=self.directory,
                timeout=90,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"{' '.join(command)}: {output.read()}")


def administer(url: URL, statement: str) -> None:
    """Run one statement, such as CREATE DATABASE, beside the database that ``url`` names."""
    connection = psycopg2.connect(host=url.host, port=url.port, user=url.username, dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def _binaries() -> Path:
    """The newest installed server's programs; Debian keeps them off PATH."""
    found = sorted(DEBIAN_BINARIES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    raise RuntimeError("PostgreSQL is not installed (Debian package postgresql); ./dev test installs it")
