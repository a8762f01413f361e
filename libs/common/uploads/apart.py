"""A stranger's file is opened in a process of its own, with bounded time and memory and nothing worth stealing."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import structlog
from eventlet import Timeout as Alarm
from eventlet.green import subprocess
from eventlet.semaphore import Semaphore

from libs.common.uploads.inspecting import Bounds, Found
from libs.common.uploads.refusals import FileRefused, FileTooHard

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 30.0
_two_at_once = Semaphore(2)

log = structlog.get_logger(__name__)


def inspect_apart(content: bytes, bounds: Bounds) -> Found:
    """As ``inspect``; a file that exhausts or breaks the process is refused as FileTooHard. Not in a transaction."""
    with _two_at_once:
        said = _ask(content, bounds)
    verdict = json.loads(said)
    if "refused" in verdict:
        told = verdict["refused"]
        kinds = {kind.code: kind for kind in FileRefused.__subclasses__()}
        raise kinds[told["code"]](told["detail"], **told["data"])
    return Found(**verdict["found"])


def _ask(content: bytes, bounds: Bounds) -> bytes:
    # No environment: addresses and passwords of this process are not the reader's business.
    child = subprocess.Popen(
        [sys.executable, "-m", "libs.common.uploads.child", json.dumps(asdict(bounds))],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    alarm = Alarm(SECONDS)
    try:
        said, complaint = child.communicate(content)
    except Alarm as fired:
        if fired is not alarm:
            raise
        log.warning("upload.too_hard", reason="time")
        raise FileTooHard() from None
    finally:
        alarm.cancel()
        if child.poll() is None:
            child.kill()
        child.wait()
    if child.returncode != 0:
        last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        log.warning("upload.too_hard", reason=last.partition(":")[0][:80], status=child.returncode)
        raise FileTooHard()
    return bytes(said)
