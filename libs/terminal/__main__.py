"""``python -m libs.terminal simulate …`` and ``… conform …``: one simulated terminal, or a test of a real one."""

from __future__ import annotations

import sys

from libs.terminal.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
