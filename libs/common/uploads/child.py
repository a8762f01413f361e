"""The process that opens one stranger's file: content on standard input, bounds as argument, the verdict as JSON."""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict

from libs.common.uploads.inspecting import Bounds, inspect
from libs.common.uploads.refusals import FileRefused

CPU_SECONDS = 15
MEMORY = 512 * 1024 * 1024
"""Fifty million pixels of four bytes, and the readers themselves."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        verdict = {"found": asdict(inspect(sys.stdin.buffer.read(), Bounds(**json.loads(sys.argv[1]))))}
    except FileRefused as refused:
        verdict = {"refused": {"code": refused.code, "detail": refused.detail, "data": refused.data}}
    print(json.dumps(verdict))


if __name__ == "__main__":
    main()
