"""`./dev docs`: writes the pages that follow from the code."""

from __future__ import annotations

from tools.docs.asyncapi import PAGE as ASYNCAPI
from tools.docs.asyncapi import asyncapi_page
from tools.docs.events import events_page
from tools.docs.lifecycles import ROOT, lifecycles_page

PAGES = {"docs/events.md": events_page, "docs/lifecycles.md": lifecycles_page, ASYNCAPI: asyncapi_page}


def main() -> None:
    for name, page in PAGES.items():
        (ROOT / name).write_text(page(), encoding="utf-8")
        print(name)


if __name__ == "__main__":
    main()
