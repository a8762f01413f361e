"""``python -m libs.demo``."""

from libs.demo.cli import main

main()
