"""The glossary's names are names of the code."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ROW = re.compile(r"^\| (?P<chinese>[^|]+) \| (?P<english>[^|]+) \| (?P<names>[^|]+) \|")


def test_every_name_occurs_in_the_code() -> None:
    words: set[str] = set()
    for folder in ("libs", "services"):
        for file in (ROOT / folder).rglob("*.py"):
            words.update(re.findall(r"\w+", file.read_text(encoding="utf-8")))
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [row for line in page.splitlines() if (row := ROW.match(line))]
    named = {name for row in rows for name in re.findall("`(.+?)`", row["names"])}
    assert len(named) > 80
    assert named - words == set()


def test_no_chinese_term_stands_twice_in_a_section() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for section in page.split("\n## ")[1:]:
        terms = [row["chinese"] for line in section.splitlines() if (row := ROW.match(line))]
        assert len(terms) == len(set(terms))
