"""The two READMEs say the same, and nothing in them leads nowhere."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ENGLISH, CHINESE = "README.md", "README.zh-CN.md"
LINK = re.compile(r"\]\((?P<target>[^)#]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"\./dev (?P<name>[a-z]+)")
ADMIN = re.compile(r"\./dev admin (?P<words>[a-z]+(?: [a-z]+)?)")
FENCE = re.compile(r"^```\w*\n(?P<inside>.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = sorted([ENGLISH, CHINESE, "CHANGELOG.md", *(str(page.relative_to(ROOT)) for page in ROOT.glob("docs/**/*.md"))])


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def prose(name: str) -> str:
    """The page without its code."""
    return FENCE.sub("", text(name))


def headings(name: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", prose(name), re.MULTILINE)]


def links(name: str) -> list[str]:
    return [link for link in LINK.findall(text(name)) if link not in (ENGLISH, CHINESE)]


def test_both_have_the_same_headings_links_tables_and_commands() -> None:
    assert headings(ENGLISH) == headings(CHINESE)
    assert links(ENGLISH) == links(CHINESE)
    assert FENCE.findall(text(ENGLISH)) == FENCE.findall(text(CHINESE))
    assert sorted(COMMAND.findall(prose(ENGLISH))) == sorted(COMMAND.findall(prose(CHINESE)))
    codes = [re.findall(r"`([A-Z_]{4,}|/[a-z]+|\d{4}|http://[^`]+)`", prose(name)) for name in (ENGLISH, CHINESE)]
    assert codes[0] == codes[1]
    rows = [len(re.findall(r"^(?:\||\d+\. )", prose(name), re.MULTILINE)) for name in (ENGLISH, CHINESE)]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file(page: str) -> None:
    folder = (ROOT / page).parent
    targets = [link for link in LINK.findall(prose(page)) if not link.startswith(("http:", "https:", "mailto:"))]
    assert [target for target in targets if not (folder / target).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_named_exists(page: str) -> None:
    said = subprocess.run([ROOT / "dev", "help"], capture_output=True, text=True, check=True, timeout=30).stdout
    known = set(re.findall(r"^  ([a-z]+)", said, re.MULTILINE)) | {"help"}
    assert set(COMMAND.findall(text(page))) <= known


@pytest.mark.parametrize("page", PAGES)
def test_every_administrators_command_exists(page: str) -> None:
    from libs.common.cli.admin.commands import main

    for words in set(ADMIN.findall(text(page))):
        name, _, rest = words.partition(" ")
        command = main.commands[name]
        if rest and hasattr(command, "commands"):
            assert rest in command.commands, words
