"""The virus scanner of the place: what it says is believed, and silence is never taken for clean."""

from pathlib import Path

import pytest

from libs.common.uploads import scanning
from libs.common.uploads.scanning import Clamd, Command, Finding, ScannerFailed, scanner_from
from tests.support.clamd import away, fake_clamd
from tests.support.papers import EICAR, picture


def test_clamd_is_sent_the_whole_file_in_pieces() -> None:
    with fake_clamd() as clamd:
        scanner = scanner_from(clamd.address)
        assert isinstance(scanner, Clamd)
        large = bytes(3 * scanning.PIECE + 1)
        assert scanner.scan(large) == Finding(False)
        assert scanner.scan(large + EICAR) == Finding(True, "Eicar-Test-Signature")
        assert clamd.asked == [len(large), len(large) + len(EICAR)]


@pytest.mark.parametrize("answer", ["INSTREAM size limit exceeded. ERROR", "stream: Can't allocate memory ERROR", None])
def test_whatever_is_no_verdict_is_a_failure(answer: str | None) -> None:
    with fake_clamd() as clamd:
        clamd.answer = answer
        with pytest.raises(ScannerFailed):
            Clamd(("127.0.0.1", int(clamd.address.rpartition(":")[2]))).scan(b"x")


def test_a_scanner_that_is_away_or_silent_is_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for address in (away(), f"unix:{tmp_path / 'clamd.ctl'}", "command:/nowhere/scan"):
        scanner = scanner_from(address)
        assert scanner is not None
        with pytest.raises(ScannerFailed):
            scanner.scan(b"x")
    monkeypatch.setattr(scanning, "SECONDS", 0.1)
    with pytest.raises(ScannerFailed, match="within"):
        Command(["sleep", "20"]).scan(picture())


def test_a_program_tells_by_its_exit(tmp_path: Path) -> None:
    program = tmp_path / "scan"
    program.write_text(
        "#!/bin/sh\n"
        "content=$(cat | tr -d '\\0'); case $content in *EICAR*) echo 'stdin: Eicar FOUND'; exit 1;; esac\n"
        'test "$1" = fine || exit 2\n'
    )
    program.chmod(0o755)
    fine, failing = scanner_from(f"command:{program} fine"), scanner_from(f"command:{program} broken")
    assert fine is not None and failing is not None
    assert fine.scan(b"content") == Finding(False)
    assert fine.scan(EICAR) == Finding(True, "Eicar")
    with pytest.raises(ScannerFailed, match="exit 2"):
        failing.scan(b"content")


def test_no_setting_is_no_scanner_and_a_wrong_one_is_told_at_start() -> None:
    assert scanner_from("") is None
    for wrong in ("clamd", "tcp://host", "tcp://:3310", "unix:clamd", "command:", "http://host:1"):
        with pytest.raises(ValueError, match="not a scanner"):
            scanner_from(wrong)
