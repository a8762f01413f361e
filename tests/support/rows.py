"""Records which rows of docs/features.md each test shows, and how it ended, for `./dev rows`.

var/rows.json: {row: {test id: outcome}} with outcome passed, failed or skipped. A run of a part of the
suite updates what it ran and leaves the rest; a run of the whole suite forgets the tests that are gone.
"""

import fcntl
import json
import re
from pathlib import Path

import pytest

ROW = re.compile(r"^[A-Z]+\d+(\.\d+)?$")
OUTCOMES = pytest.StashKey[dict[str, str]]()
MARKED = pytest.StashKey[dict[str, list[str]]]()
RANK = {"passed": 0, "skipped": 1, "failed": 2}


def pytest_configure(config: pytest.Config) -> None:
    config.stash[OUTCOMES] = {}
    config.stash[MARKED] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        rows = [row for mark in item.iter_markers("row") for row in mark.args]
        for row in rows:
            if not isinstance(row, str) or not ROW.match(row):
                raise pytest.UsageError(f"{item.nodeid}: {row!r} is not a row of docs/features.md")
        config.stash[MARKED][item.nodeid] = rows


class Recorder:
    """Keeps the worst outcome of a test's phases: a failing teardown is a failure."""

    def __init__(self, config: pytest.Config) -> None:
        self.outcomes = config.stash[OUTCOMES]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        before = self.outcomes.get(report.nodeid, "passed")
        self.outcomes[report.nodeid] = max(before, report.outcome, key=RANK.__getitem__)


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.pluginmanager.register(Recorder(session.config), "bianmin-rows-recorder")


def pytest_sessionfinish(session: pytest.Session) -> None:
    outcomes = session.config.stash[OUTCOMES]
    if not outcomes:
        return
    file = session.config.rootpath / "var" / "rows.json"
    file.parent.mkdir(exist_ok=True)
    with file.with_suffix(".lock").open("w") as lock:
        # The suites run side by side and end when they like.
        fcntl.flock(lock, fcntl.LOCK_EX)
        _record(session, file, outcomes)


def _record(session: pytest.Session, file: Path, outcomes: dict[str, str]) -> None:
    kept: dict[str, dict[str, str]] = json.loads(file.read_text()) if file.exists() else {}
    marked = session.config.stash[MARKED]
    whole = session.config.args_source is pytest.Config.ArgsSource.TESTPATHS
    result: dict[str, dict[str, str]] = {}
    for row, tests in kept.items():
        for test, outcome in tests.items():
            if row in marked.get(test, [] if whole else [row]):
                result.setdefault(row, {})[test] = outcome
    for test, outcome in outcomes.items():
        for row in marked.get(test, []):
            result.setdefault(row, {})[test] = outcome
    part: Path = file.with_suffix(".part")
    part.write_text(json.dumps(result, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    part.replace(file)
