"""The command line: a simulated terminal worked by hand, its pairing, the camera agent, and the conformance kit."""

from __future__ import annotations

import argparse
import contextlib
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from libs.common.clock import clock_from
from libs.terminal import pairing
from libs.terminal.camera import command as camera
from libs.terminal.command_line import add_terminal_arguments, link_from
from libs.terminal.conformance import command as conformance
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
    description = "大厅终端：模拟器、配对、摄像头代理、一致性测试"
    parser = argparse.ArgumentParser(prog="python -m libs.terminal", description=description)
    commands = parser.add_subparsers(required=True)
    simulate = commands.add_parser("simulate", help="模拟一台终端，从标准输入读命令")
    simulate.add_argument("--kind", required=True, choices=[kind.value for kind in Kind], help="终端类型")
    add_terminal_arguments(simulate)
    simulate.add_argument("--http", help="中心的 HTTP 地址；给出即由 voice 取音频播放")
    simulate.add_argument("--board", action="append", help="queue_display 显示的板，可重复；默认 queue")
    simulate.set_defaults(run=_simulate)
    camera.add_commands(commands)
    pairing.add_command(commands)
    conformance.add_command(commands)
    return parser


def _simulator(options: argparse.Namespace, store: Store) -> Simulator[Any]:
    kind = Kind(options.kind)
    terminal = KINDS[kind](
        Identity(options.centre, options.terminal, kind, firmware="bianmin-simulator 1"),
        link_from(options),
        store,
        clock=clock_from(options.clock),
    )
    device: dict[str, Any] = {}
    if kind is Kind.VOICE and options.http:
        device["http"] = options.http
    if kind is Kind.QUEUE_DISPLAY and options.board:
        device["boards"] = tuple(options.board)
    simulator: Simulator[Any] = SIMULATORS[kind](terminal, **device)
    simulator.say = lambda text: print(text, flush=True)
    return simulator


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
