"""What no linter looks for: index addresses, machine paths, secrets, and files grown past 300 lines."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300
CODE = {".py", ".sh", ".ts", ".vue", ".css", ".js"}
THIS = "tools/dev/guard.py"

FORBIDDEN = {
    "address of a package index": re.compile(
        r"--(?:extra-)?index-url\b|(?:pypi|npm|registry|mirror)[\w.-]*\.(?:org|com|cn|net|io)/", re.I
    ),
    "path of one machine": re.compile(r"(?<![\w./}])/(?:home|root|Users|work)/[\w.-]+"),
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "token": re.compile(r"\b(?:ghp_|glpat-|github_pat_|sk-|xox[bp]-|AKIA)[A-Za-z0-9_-]{16,}"),
    "password in an address": re.compile(r"\w+://[\w.-]+:(?!\$|\{|password|secret|guest)[^\s@/{}\"'$]{8,}@"),
}
# `--no-emit-index-url` is how the lock is kept free of one.
ALLOWED = re.compile(r"--no-emit-index-url")
RESOLVED = re.compile(r'"resolved"\s*:')


def faults_in(name: str, text: str) -> list[str]:
    """Faults of one file, each as `name:line: what`; `name` is its path in the repository."""
    faults = []
    lines = text.splitlines()
    # Migrations are written by Alembic and never edited afterwards.
    if Path(name).suffix in CODE and "/migrations/" not in name and len(lines) > LONGEST:
        faults.append(f"{name}: {len(lines)} lines, more than {LONGEST}")
    for number, line in enumerate(lines, 1):
        for what, pattern in FORBIDDEN.items():
            if pattern.search(ALLOWED.sub("", line)):
                faults.append(f"{name}:{number}: {what}")
        if name.endswith(("lock.json", ".lock")) and RESOLVED.search(line):
            faults.append(f"{name}:{number}: resolved address in a lock file")
    return faults


def tracked_files() -> list[str]:
    """What git keeps or would keep; without git, everything outside ignored folders is not guessed at."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    return sorted(set(filter(None, listing.decode().split("\0"))))


def main() -> int:
    faults: list[str] = []
    for name in tracked_files():
        path = ROOT / name
        if name == THIS or not path.is_file() or path.is_symlink():
            continue
        try:
            faults += faults_in(name, path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:  # a picture, a font, a sound
            continue
    print("\n".join(faults) if faults else "nothing found")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
