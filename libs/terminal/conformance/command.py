"""``conform``: the kit on the command line. Exit code 0: no row failed; 1: some did; 2: it could not begin."""

from __future__ import annotations

import argparse
import shlex
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from libs.terminal import topics
from libs.terminal.conformance.bench import Terms
from libs.terminal.conformance.desk import CannotReach
from libs.terminal.conformance.kit import Setting, conform
from libs.terminal.conformance.machine import CannotStart, Machine, OperatorMachine, ProcessMachine
from libs.terminal.conformance.samples import ACTIONS
from libs.terminal.conformance.verdicts import Result, Verdict, as_json, table
from libs.terminal.connection import Link
from libs.terminal.vocabulary import Kind

_SIMULATOR: Final = (
    " -m libs.terminal simulate --kind {kind} --centre {centre} --terminal {terminal} --username {username}"
    " --host {host} --port {port} --secret-file {secret_file} --store {store}"
)


def add_command(commands: Any) -> None:
    """``commands`` are argparse's subparsers."""
    parser = commands.add_parser("conform", help="一致性测试：扮演中心，逐项检查一台终端")
    parser.add_argument("--kind", required=True, choices=[kind.value for kind in Kind], help="终端类型")
    parser.add_argument("--centre", default="conform", help="便民服务中心代码")
    parser.add_argument("--terminal", default="conform-1", help="终端编号")
    parser.add_argument("--host", default="127.0.0.1", help="测试用 MQTT 服务器")
    parser.add_argument("--port", type=int, default=1883)
    parser.add_argument("--user", default="", help="测试程序自己的用户名：可读写 hall/#")
    parser.add_argument("--password-file", type=Path, help="上述用户的密码文件")
    parser.add_argument("--listen", default="127.0.0.1:0", help="终端应连接的 主机:端口；端口 0 为任选")
    terminal = parser.add_mutually_exclusive_group()
    terminal.add_argument(
        "--terminal-command",
        help="启动终端的命令；可用 {host} {port} {centre} {terminal} {kind} {username} {store} {secret_file}",
    )
    terminal.add_argument("--simulator", action="store_true", help="测试自带的模拟器")
    parser.add_argument("--username", default="", help="终端的用户名；默认与终端编号相同")
    parser.add_argument("--secret-file", type=Path, help="终端密钥文件，供 {secret_file}")
    parser.add_argument(
        "--driver",
        action="append",
        default=[],
        metavar="NAME=LINE",
        help=f"操作终端的命令行，如 press='press A'；名称：{' '.join(ACTIONS)}",
    )
    parser.add_argument("--clock-skew", type=float, default=2.0, help="容许的时钟偏差（秒）")
    parser.add_argument("--patience", type=float, default=10.0, help="等待应答的秒数")
    parser.add_argument("--json", action="store_true", help="标准输出只有一行 JSON")
    parser.add_argument("--verbose", action="store_true")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the terminal it started ends with it
    try:
        topics.down_filter(options.centre, options.terminal)
        setting, lines = _setting(options), _lines(options.driver)
        with tempfile.TemporaryDirectory(prefix="conform-") as store:

            def machine_at(host: str, port: int) -> Machine:
                if options.simulator:
                    command: str | None = shlex.quote(sys.executable) + _SIMULATOR
                else:
                    command = options.terminal_command
                if command is None:
                    return OperatorMachine(f"{host}:{port}")
                return ProcessMachine(command, _values(options, host, port, store), lines)

            verdicts = conform(setting, machine_at, lambda verdict: _progress(options, verdict))
    except (CannotReach, CannotStart, OSError, ValueError) as error:
        print(f"不能开始：{error}", file=sys.stderr)
        return 2
    kind, failed = setting.terms.kind, sum(each.result is Result.FAIL for each in verdicts)
    if options.json:
        print(as_json(kind, verdicts))
    else:
        passed = sum(each.result is Result.PASS for each in verdicts)
        print(table(verdicts))
        print(f"\n{kind.value}：{passed} 项通过，{failed} 项不合格，{len(verdicts) - passed - failed} 项未测")
    return 1 if failed else 0


def _setting(options: argparse.Namespace) -> Setting:
    terms = Terms(
        Kind(options.kind),
        options.centre,
        options.terminal,
        options.username or options.terminal,
        patience=options.patience,
        skew=options.clock_skew,
    )
    password = options.password_file.read_text(encoding="utf-8").strip() if options.password_file else ""
    host, _, port = options.listen.rpartition(":")
    broker = Link(options.host, options.port, "", password, username=options.user)
    return Setting(terms, broker, (host, int(port)))


def _lines(given: list[str]) -> dict[str, str]:
    lines: dict[str, str] = {}
    for each in given:
        name, equals, line = each.partition("=")
        if not equals or name not in ACTIONS:
            raise ValueError(f"--driver {each}：应为 名称=命令行，名称为 {' '.join(ACTIONS)}")
        lines[name] = line
    return lines


def _values(options: argparse.Namespace, host: str, port: int, store: str) -> dict[str, str]:
    return {
        "host": host,
        "port": str(port),
        "centre": options.centre,
        "terminal": options.terminal,
        "kind": options.kind,
        "username": options.username or options.terminal,
        "store": store,
        "secret_file": str(options.secret_file or "/dev/null"),
    }


def _progress(options: argparse.Namespace, verdict: Verdict) -> None:
    if not options.json:
        print(f"{verdict.result.value:8}{verdict.check.id}", file=sys.stderr, flush=True)
