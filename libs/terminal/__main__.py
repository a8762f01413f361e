"""``python -m libs.terminal simulate | pair | conform …``: one simulated terminal, or the test of a real one."""

from __future__ import annotations

import sys

from libs.terminal.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
