"""The repository guard finds what it is there for, and nothing in ordinary text."""

import pytest

from tools.dev.guard import faults_in

# Assembled here, so that this file itself holds none of them.
BAD = {
    "address of a package index": "pip install --index" + "-url https://example",
    "path of one machine": "open('/ho" + "me/someone/file')",
    "private key": "-----BEGIN EC PRIV" + "ATE KEY-----",
    "token": "gh" + "p_" + "a1B2" * 6,
    "password in an address": "amqp://bianmin:" + "8vJx0qLw2k@broker:5672/",
}


@pytest.mark.parametrize("what", BAD)
def test_each_kind_is_found_with_its_line(what: str) -> None:
    assert faults_in("a.md", f"fine\n{BAD[what]}\n") == [f"a.md:2: {what}"]


def test_code_may_have_300_lines_and_no_more() -> None:
    assert faults_in("a.py", "x\n" * 300) == []
    assert faults_in("a.py", "x\n" * 301) == ["a.py: 301 lines, more than 300"]
    assert faults_in("data.csv", "x\n" * 5000) == []


def test_resolved_addresses_in_lock_files() -> None:
    assert faults_in("web/package-lock.json", '"resolved"' + ': "x"')
    assert not faults_in("web/data.json", '"resolved"' + ': "x"')


@pytest.mark.parametrize(
    "line",
    [
        "amqp://bianmin:${BIANMIN_BROKER_PASSWORD:?set it}@rabbitmq:5672/",
        'f"amqp://{self.user}:{self.password}@{LOOPBACK}:{port}"',
        "uv pip compile --no-emit-index-url",
        "http://127.0.0.1:8101/api/intake/v1/cases",
        "services/home/page.vue and https://example.org/home/page",
    ],
)
def test_ordinary_lines_pass(line: str) -> None:
    assert faults_in("a.md", line) == []
