"""What the subcommands share: where the broker is, and who the terminal is."""

from __future__ import annotations

import argparse
import ssl
import sys
from pathlib import Path

from libs.terminal.connection import Link


def add_terminal_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--centre", required=True, help="便民服务中心代码")
    parser.add_argument("--terminal", required=True, help="终端编号")
    parser.add_argument("--host", default="127.0.0.1", help="MQTT 服务器")
    parser.add_argument("--port", type=int, default=1883)
    parser.add_argument("--secret-file", type=Path, required=True, help="终端密钥文件，- 表示标准输入第一行")
    parser.add_argument("--username", default="", help="默认与终端编号相同")
    parser.add_argument("--protocol", type=int, choices=(4, 5), default=4, help="4 = MQTT 3.1.1，5 = MQTT 5")
    parser.add_argument("--tls-ca", type=Path, help="服务器证书的签发证书；给出即用 TLS")
    parser.add_argument("--store", type=Path, help="存放未发送消息的文件夹；不给则退出即丢")
    parser.add_argument("--clock", default="", help="<起点>@<Unix 秒>x<倍速>；默认真实时间")
    parser.add_argument("--wait", type=float, default=10.0, help="退出前等待消息发完的秒数")
    parser.add_argument("--verbose", action="store_true")


def link_from(options: argparse.Namespace) -> Link:
    """Raises OSError when a file cannot be read."""
    return Link(
        options.host,
        options.port,
        options.terminal,
        read_secret(options.secret_file),
        username=options.username,
        protocol=options.protocol,
        tls=ssl.create_default_context(cafile=str(options.tls_ca)) if options.tls_ca else None,
    )


def read_secret(path: Path) -> str:
    return (sys.stdin.readline() if str(path) == "-" else path.read_text(encoding="utf-8")).strip()
