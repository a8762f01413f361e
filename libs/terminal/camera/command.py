"""``camera-agent``: speaks for one camera until it is told to stop; ``camera-source``: a camera for trying it."""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from libs.common.clock import clock_from
from libs.terminal.camera.agent import CameraAgent, Rhythm
from libs.terminal.camera.snapshots import SnapshotFolder
from libs.terminal.camera.source import HttpSource
from libs.terminal.camera.watch import Patience
from libs.terminal.command_line import add_terminal_arguments, link_from, read_secret
from libs.terminal.kinds.camera import Camera
from libs.terminal.profile import Identity
from libs.terminal.simulators.camera_source import FAULTS, CameraSource
from libs.terminal.store import Store, StoreInUse
from libs.terminal.topics import BadTopic
from libs.terminal.vocabulary import Kind


def add_commands(commands: Any) -> None:
    agent = commands.add_parser("camera-agent", help="替一台摄像头说话：轮询录像机，上报人数、状态和断档")
    add_terminal_arguments(agent)
    agent.add_argument("--source", required=True, help="录像机地址，如 http://192.168.1.64/bianmin")
    agent.add_argument("--source-user", default="", help="录像机用户名")
    agent.add_argument("--source-secret-file", type=Path, help="录像机密码文件")
    agent.add_argument("--timeout", type=float, default=3.0, help="一次询问至多等多少秒")
    agent.add_argument("--look", type=float, default=2.0, help="每隔多少秒看一次状态")
    agent.add_argument("--count", type=float, default=60.0, help="每隔多少秒上报一次人数")
    agent.add_argument("--freeze", type=float, default=30.0, help="画面多少秒不动算冻结")
    agent.add_argument("--dark", type=float, default=10.0, help="镜头多少秒无光算遮挡")
    agent.add_argument("--offline", type=float, default=15.0, help="多少秒没有应答算连不上")
    agent.add_argument("--snapshots", type=Path, help="抓拍存放的文件夹，默认在 --store 之下")
    agent.add_argument("--snapshot-address", default="", help="他人打开该文件夹的网址；默认报本机路径")
    agent.set_defaults(run=_speak)
    source = commands.add_parser("camera-source", help="模拟的摄像头：HTTP 提供状态、计数和图片，可按命令出故障")
    source.add_argument("--listen", default="127.0.0.1")
    source.add_argument("--port", type=int, default=0, help="0 = 任一空闲端口")
    source.add_argument("--verbose", action="store_true")
    source.set_defaults(run=_pretend)


def _speak(options: argparse.Namespace) -> int:
    with contextlib.ExitStack() as stack:
        folder = options.store or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            store = Store(folder / f"{options.terminal}.db")
            stack.callback(store.close)
            agent = _agent(options, store, options.snapshots or folder / "snapshots")
        except (StoreInUse, BadTopic, OSError, ValueError) as error:
            print(f"不能启动：{error}", file=sys.stderr)
            return 2
        agent.camera.on_online = lambda: print(f"在线，会话 {agent.camera.session}", flush=True)
        agent.say = lambda text: print(text, flush=True)
        agent.start()
        asked = signal.sigwait({signal.SIGINT, signal.SIGTERM})
        drained = agent.camera.wait_drained(options.wait if asked == signal.SIGTERM else 0)
        agent.stop()
        return 0 if drained else 1


def _agent(options: argparse.Namespace, store: Store, snapshots: Path) -> CameraAgent:
    password = read_secret(options.source_secret_file) if options.source_secret_file else ""
    source = HttpSource(options.source, user=options.source_user, password=password, timeout=options.timeout)
    # Before any thread is there: sigwait hears only what no thread would be interrupted by.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    identity = Identity(options.centre, options.terminal, Kind.CAMERA, firmware="bianmin-camera-agent 1")
    camera = Camera(identity, link_from(options), store, clock=clock_from(options.clock))
    rhythm = Rhythm(timedelta(seconds=options.look), timedelta(seconds=options.count))
    spans = [timedelta(seconds=each) for each in (options.freeze, options.dark, options.offline)]
    folder = SnapshotFolder(snapshots, options.snapshot_address)
    return CameraAgent(camera, source, folder, rhythm=rhythm, patience=Patience(*spans))


def _pretend(options: argparse.Namespace) -> int:
    with CameraSource(options.listen, options.port) as source:
        print(f"地址 {source.address}", flush=True)
        usual = "enter <区域> <人数> | leave <区域> <人数> | reboot | ok"
        print(f"可用：{usual} | {' | '.join(FAULTS)} | quit", flush=True)
        for line in sys.stdin:
            words = line.split()
            if words == ["quit"]:
                break
            try:
                source.obey(words)
            except ValueError as error:
                print(error, flush=True)
    return 0
