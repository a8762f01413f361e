"""No test is left out of the suites that ``./dev test`` runs side by side."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_every_test_file_is_in_exactly_one_suite() -> None:
    text = (ROOT / "tools" / "dev" / "suites.sh").read_text()
    suites = re.search(r"SUITES=\((.*?)\n\)", text, re.DOTALL)
    assert suites
    folders = [ROOT / folder for folder in suites.group(1).replace('"', " ").split()]
    for file in (ROOT / "tests").rglob("test_*.py"):
        holding = [folder for folder in folders if folder in file.parents]
        assert len(holding) == 1, f"{file.relative_to(ROOT)} is in {len(holding)} suites"
