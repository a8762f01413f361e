"""Asking over HTTP: one connection kept open, one call after another, the time of each."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from benchmarks.year.questions import Question
from benchmarks.year.writer import CENTRE
from libs.common.actor import EVERYWHERE, Actor, Role
from libs.common.http.server import IDLE_SECONDS
from libs.common.identity.secrets import private_key
from libs.common.identity.tokens import issue

DEEPEST = 60
"""So many pages of a list are turned, if it has them."""
LOGINS = {Role.CLERK: "clerk03", Role.WINDOW_LEAD: "clerk01"}


def token(secrets: Path, role: Role) -> str:
    """Somebody in that role at the year's centre; the auditor sees every centre."""
    actor = Actor(
        LOGINS.get(role, role.value), name=role.value, roles=frozenset({role}), unit="U-GG",
        centres=EVERYWHERE if role == Role.AUDITOR else frozenset({CENTRE}), villages=frozenset({"331082114206"}),
    )  # fmt: skip
    return issue(actor, private_key(secrets), timedelta(hours=2))


class Asker:
    """Asks one service. Raises RuntimeError for any answer but 200."""

    def __init__(self, url: str, secrets: Path) -> None:
        self._connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
        self._tokens = {role: token(secrets, role) for role in Role}
        self._visitors, self._asked_at = 0, time.monotonic()

    def ask(self, question: Question) -> tuple[float, Any]:
        """Milliseconds until the whole answer was there, and the answer."""
        return self.get(question.target, question.role)

    def get(self, target: str, role: Role | None = None) -> tuple[float, Any]:
        headers = self._as_visitor() if role is None else {"Authorization": f"Bearer {self._tokens[role]}"}
        if time.monotonic() - self._asked_at > IDLE_SECONDS / 2:
            # The server ends connections that nothing comes on.
            self._connection.close()
            self._connection.connect()
        began = time.perf_counter()
        self._connection.request("GET", target, headers=headers)
        answer = self._connection.getresponse()
        text = answer.read()
        taken = (time.perf_counter() - began) * 1000
        self._asked_at = time.monotonic()
        if answer.status != 200:
            raise RuntimeError(f"{target} ({role}): {answer.status} {text[:300].decode()}")
        return taken, json.loads(text)

    def pages(self, question: Question) -> Iterator[tuple[float, Any]]:
        """The pages behind the first, by their cursors, as deep as DEEPEST."""
        _, answer = self.ask(question)
        for _ in range(DEEPEST):
            if answer["next"] is None:
                return
            target = f"{question.path}?{urlencode(question.asked | {'cursor': answer['next']})}"
            taken, answer = self.get(target, question.role)
            yield taken, answer

    def _as_visitor(self) -> dict[str, str]:
        """Each call is another visitor's, by way of the hall's proxy: rates are limited for each."""
        self._visitors += 1
        return {"X-Forwarded-For": f"9.9.{self._visitors // 250 % 250}.{self._visitors % 250}"}
