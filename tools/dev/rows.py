"""`./dev rows [--missing]`: every row of docs/features.md, the tests that show it, and how they ended last."""

import argparse
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\|\s*(?P<id>[A-Z]+\d+(?:\.\d+)?)\s*\|(?P<cells>.*)\|\s*$")
MARKS = {"passed": "ok", "failed": "FAILED", "skipped": "skipped"}


@dataclass(frozen=True)
class Row:
    """A feature: its id, what it is, and {test id: last outcome}."""

    id: str
    text: str
    tests: dict[str, str]


def read_rows(features: Path, results: Path) -> list[Row]:
    """The rows in the order of the document; the text is the longest cell beside the id."""
    ran: dict[str, dict[str, str]] = json.loads(results.read_text()) if results.exists() else {}
    rows = []
    for line in features.read_text(encoding="utf-8").splitlines():
        if found := ROW.match(line):
            text = max((cell.strip() for cell in found["cells"].split("|")), key=len)
            rows.append(Row(found["id"], text, ran.get(found["id"], {})))
    return rows


def unknown_ids(rows: list[Row], results: Path) -> list[str]:
    """Ids that tests name and the document does not have."""
    ran = json.loads(results.read_text()) if results.exists() else {}
    return sorted(set(ran) - {row.id for row in rows})


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev rows", description=__doc__)
    parser.add_argument("--missing", action="store_true", help="only the rows that no test shows")
    only_missing = parser.parse_args().missing
    results = ROOT / "var" / "rows.json"
    rows = read_rows(ROOT / "docs" / "features.md", results)
    for row in rows:
        if row.tests and only_missing:
            continue
        print(f"{row.id:<6} {row.text[:96]}")
        for test, outcome in sorted(row.tests.items()):
            print(f"       {MARKS[outcome]:<8} {test}")
    for row_id in unknown_ids(rows, results):
        print(f"{row_id:<6} named by a test, but no row of docs/features.md", file=sys.stderr)
    shown = [row for row in rows if row.tests]
    whole = [row for row in shown if set(row.tests.values()) == {"passed"}]
    print(f"\n{len(rows)} rows: {len(shown)} with tests, of which {len(whole)} pass whole; "
          f"{len(rows) - len(shown)} without any.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
