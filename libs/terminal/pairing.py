"""``pair``: exchange a pairing code (配对码) for the terminal's secret and keep that where only its owner reads it."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import requests

_PATH: Final = "/api/devices/v1/pairing"
_PATIENCE: Final = 20.0
_SHOWN: Final = ("id", "centre", "kind", "window")


class PairingFailed(Exception):
    """What came of it, in Chinese; ``refused``: by the centre, so that a new code is needed."""

    def __init__(self, text: str, *, refused: bool = False) -> None:
        super().__init__(text)
        self.refused = refused


def add_command(commands: Any) -> None:
    """``commands`` are argparse's subparsers."""
    parser = commands.add_parser("pair", help="凭配对码领取终端密钥，存入只有本人可读的文件")
    parser.add_argument("--code", required=True, help="配对码，如 7KQ2M-XH4PA；- 表示标准输入第一行")
    parser.add_argument("--url", required=True, help="服务地址，如 https://bianmin.example")
    parser.add_argument("--secret-file", type=Path, help="密钥文件；默认为当前目录下的 <终端编号>.secret")
    parser.add_argument("--tls-ca", type=Path, help="服务器证书的签发证书")
    parser.set_defaults(run=run, verbose=False)


def run(options: argparse.Namespace) -> int:
    """0: paired; what the terminal is goes to standard output, its secret never. 1: refused. 2: network or disk."""
    code = sys.stdin.readline().strip() if options.code == "-" else options.code
    try:
        print(json.dumps(pair(options.url, code, options.secret_file, options.tls_ca), ensure_ascii=False))
    except PairingFailed as failed:
        print(f"配对未成：{failed}", file=sys.stderr)
        return 1 if failed.refused else 2
    return 0


def pair(url: str, code: str, file: Path | None = None, ca: Path | None = None) -> dict[str, Any]:
    """Pair, and keep the secret in ``file`` (mode 0600, whole or not at all). Raises PairingFailed.

    Returns ``id``, ``centre``, ``kind``, ``window`` and the ``secret_file``. A code is good once: whether the file
    can be written is seen before the code is spent.
    """
    folder = file.parent if file else Path()
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".pairing-")  # made with mode 0600
    except OSError as error:
        raise PairingFailed(f"不能写入 {folder.resolve()}：{error.strerror}") from error
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            paired = _ask(url, code, ca)
            stream.write(paired["secret"] + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        kept = file or folder / f"{paired['id']}.secret"
        part.replace(kept)
    except OSError as error:
        raise PairingFailed(f"密钥未能保存：{error.strerror}，请重新发放配对码") from error
    finally:
        with suppress(FileNotFoundError):  # gone: it has its name
            part.unlink()
    return {name: paired.get(name) for name in _SHOWN} | {"secret_file": str(kept)}


def _ask(url: str, code: str, ca: Path | None) -> dict[str, Any]:
    try:
        answer = requests.post(
            url.rstrip("/") + _PATH, json={"code": code}, timeout=_PATIENCE, verify=str(ca) if ca else True
        )
        said = answer.json()
    except requests.RequestException as error:
        raise PairingFailed(f"连不上 {url}：{type(error).__name__}") from error
    if answer.status_code != 200:
        title = said.get("title") if isinstance(said, dict) else None
        raise PairingFailed(title or f"服务器答复 {answer.status_code}", refused=answer.status_code < 500)
    if not isinstance(said, dict) or not isinstance(said.get("secret"), str) or not isinstance(said.get("id"), str):
        raise PairingFailed(f"{url} 的答复不是配对结果")
    return said
