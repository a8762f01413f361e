"""`./dev rows` and the plugin that feeds it."""

import json
from pathlib import Path

import pytest

from tools.dev.rows import read_rows, unknown_ids

FEATURES = """
| id | doc | what | service |
|---|---|---|---|
| S1.1 | 1 | every received item registered | intake |
| N1 | - | working calendar | - |
"""

pytest_plugins = ["pytester"]


def test_rows_carry_their_tests_and_last_outcome(tmp_path: Path) -> None:
    (tmp_path / "features.md").write_text(FEATURES)
    results = tmp_path / "rows.json"
    results.write_text(json.dumps({"N1": {"tests/a.py::t": "passed"}, "Z9": {"tests/a.py::u": "failed"}}))
    rows = read_rows(tmp_path / "features.md", results)
    assert [(row.id, row.tests) for row in rows] == [("S1.1", {}), ("N1", {"tests/a.py::t": "passed"})]
    assert rows[0].text == "every received item registered"
    assert unknown_ids(rows, results) == ["Z9"]


def run(pytester: pytest.Pytester, *arguments: str) -> dict[str, dict[str, str]]:
    """Run a suite of its own in a process of its own, with the real plugin, and read what it recorded."""
    root = Path(__file__).resolve().parents[3]
    pytester.makeini(f"[pytest]\npythonpath = {root}\ntestpaths = tests\nmarkers = row(id)")
    pytester.runpytest_subprocess("-p", "tests.support.rows", "--import-mode=importlib", *arguments)
    return dict(json.loads((pytester.path / "var" / "rows.json").read_text()))


def test_the_plugin_keeps_what_did_not_run_and_forgets_what_is_gone(pytester: pytest.Pytester) -> None:
    folder = pytester.mkdir("tests")
    first = folder / "test_first.py"
    first.write_text("import pytest\n@pytest.mark.row('N1', 'S1.1')\ndef test_a(): pass\n")
    second = folder / "test_second.py"
    second.write_text("import pytest\n@pytest.mark.row('N1')\ndef test_b(): assert False\n")
    both = {"tests/test_first.py::test_a": "passed", "tests/test_second.py::test_b": "failed"}
    assert run(pytester) == {"N1": both, "S1.1": {"tests/test_first.py::test_a": "passed"}}
    second.write_text("import pytest\n@pytest.mark.row('N1')\ndef test_b(): pass\n")
    assert run(pytester, "tests/test_second.py")["N1"] == dict.fromkeys(both, "passed")
    first.unlink()
    assert run(pytester) == {"N1": {"tests/test_second.py::test_b": "passed"}}
