"""No test is left out of the suites that ``./dev test`` runs side by side."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_every_test_file_is_in_exactly_one_suite() -> None:
    text = (ROOT / "tools" / "dev" / "suites.sh").read_text()
    suites = re.search(r"SUITES=\((.*?)\n\)", text, re.DOTALL)
    assert suites
    named = suites.group(1).replace('"', " ").split()
    for path in (ROOT / "tests").rglob("test_*.py"):
        file = str(path.relative_to(ROOT))
        holding = [one for one in named if file.startswith(f"{one}/") or fnmatchcase(file, one)]
        assert len(holding) == 1, f"{file} is in {len(holding)} suites"
