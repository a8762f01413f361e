"""The command line: a simulated terminal worked by hand, its pairing, and the conformance kit."""

from __future__ import annotations

import argparse
import contextlib
import logging
import ssl
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from libs.common.clock import clock_from
from libs.terminal import pairing
from libs.terminal.conformance import command as conformance
from libs.terminal.connection import Link
from libs.terminal.kinds import KINDS
from libs.terminal.outbox import OutboxFull
from libs.terminal.profile import Identity
from libs.terminal.simulators.base import Simulator
from libs.terminal.simulators.fleet import SIMULATORS
from libs.terminal.simulators.kiosk import OutOfService
from libs.terminal.store import Store, StoreInUse
from libs.terminal.topics import BadTopic
from libs.terminal.vocabulary import Kind


def main(arguments: Sequence[str] | None = None) -> int:
    """The process's exit code. ``arguments`` None: those of the process."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO if options.verbose else logging.ERROR, stream=sys.stderr)
    return int(options.run(options))


def _simulate(options: argparse.Namespace) -> int:
    with contextlib.ExitStack() as stack:
        folder = options.store or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            store = Store(folder / f"{options.terminal}.db")
            stack.callback(store.close)
            simulator = _simulator(options, store)
        except (StoreInUse, BadTopic, OSError, ValueError) as error:
            print(f"不能启动：{error}", file=sys.stderr)
            return 2
        return _run(simulator, options.wait)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m libs.terminal", description="大厅终端：模拟器、配对与一致性测试")
    commands = parser.add_subparsers(required=True)
    simulate = commands.add_parser("simulate", help="模拟一台终端，从标准输入读命令")
    simulate.add_argument("--kind", required=True, choices=[kind.value for kind in Kind], help="终端类型")
    simulate.add_argument("--centre", required=True, help="便民服务中心代码")
    simulate.add_argument("--terminal", required=True, help="终端编号")
    simulate.add_argument("--host", default="127.0.0.1", help="MQTT 服务器")
    simulate.add_argument("--port", type=int, default=1883)
    simulate.add_argument("--secret-file", type=Path, required=True, help="终端密钥文件，- 表示标准输入第一行")
    simulate.add_argument("--username", default="", help="默认与终端编号相同")
    simulate.add_argument("--protocol", type=int, choices=(4, 5), default=4, help="4 = MQTT 3.1.1，5 = MQTT 5")
    simulate.add_argument("--tls-ca", type=Path, help="服务器证书的签发证书；给出即用 TLS")
    simulate.add_argument("--store", type=Path, help="存放未发送消息的文件夹；不给则退出即丢")
    simulate.add_argument("--clock", default="", help="<起点>@<Unix 秒>x<倍速>；默认真实时间")
    simulate.add_argument("--wait", type=float, default=10.0, help="退出前等待消息发完的秒数")
    simulate.add_argument("--verbose", action="store_true")
    simulate.set_defaults(run=_simulate)
    pairing.add_command(commands)
    conformance.add_command(commands)
    return parser


def _simulator(options: argparse.Namespace, store: Store) -> Simulator[Any]:
    link = Link(
        options.host,
        options.port,
        options.terminal,
        _secret(options.secret_file),
        username=options.username,
        protocol=options.protocol,
        tls=ssl.create_default_context(cafile=str(options.tls_ca)) if options.tls_ca else None,
    )
    kind = Kind(options.kind)
    terminal = KINDS[kind](
        Identity(options.centre, options.terminal, kind, firmware="bianmin-simulator 1"),
        link,
        store,
        clock=clock_from(options.clock),
    )
    simulator: Simulator[Any] = SIMULATORS[kind](terminal)
    simulator.say = lambda text: print(text, flush=True)
    return simulator


def _secret(path: Path) -> str:
    return (sys.stdin.readline() if str(path) == "-" else path.read_text(encoding="utf-8")).strip()


def _run(simulator: Simulator[Any], patience: float) -> int:
    terminal = simulator.terminal
    terminal.on_online = lambda: print(f"在线，会话 {terminal.session}", flush=True)
    simulator.start()
    print(f"可用：{simulator.help()}", flush=True)
    try:
        for line in sys.stdin:
            words = line.split()
            if words == ["quit"]:
                break
            if words:
                print(_obey(simulator, words), flush=True)
        drained = terminal.wait_drained(patience)
    except KeyboardInterrupt:
        drained = terminal.wait_drained(0)
    simulator.stop()
    if not drained:
        print(f"还有 {terminal.backlog} 条消息未送达", file=sys.stderr)
    return 0 if drained else 1


def _obey(simulator: Simulator[Any], words: list[str]) -> str:
    try:
        return simulator.obey(words)
    except OutOfService as error:
        return f"暂停服务：{error}"
    except OutboxFull as error:
        return f"暂停服务：{error}"
    except ValueError as error:
        return str(error)
