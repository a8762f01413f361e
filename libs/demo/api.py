"""HTTP as the web pages use it, with the tokens of people of the sample town."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from threading import local
from typing import Any
from urllib.parse import urlencode

import requests

from libs.common.actor import Actor, Role
from libs.common.identity.secrets import private_key
from libs.common.identity.tokens import issue
from libs.common.ids import new_id


class AnswerRefused(Exception):
    """The service answered with a problem; ``code`` is its stable code."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        super().__init__(f"{status} {problem.get('code')}: {problem.get('title')} {problem.get('detail', '')}")
        self.code = problem.get("code", "")


class Person:
    """Somebody who is signed in, or, without a ``token``, anybody. Safe to use from several threads."""

    def __init__(self, urls: Mapping[str, str], token: str | None) -> None:
        self._urls = urls
        self._token = token
        self._local = local()

    def get(self, service: str, path: str, **query: Any) -> Any:
        return self._call("GET", service, f"{path}?{urlencode(query)}" if query else path, None)

    def post(
        self,
        service: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        key: str | None = None,
        *,
        version: int | None = None,
    ) -> Any:
        """A change, under the idempotency ``key`` or one of its own; ``version``: of what was seen and is changed.

        Raises AnswerRefused.
        """
        return self._call("POST", service, path, body, key, version)

    def put(self, service: str, path: str, body: Mapping[str, Any]) -> Any:
        """A whole row, new or replaced. Raises AnswerRefused."""
        return self._call("PUT", service, path, body)

    def delete(self, service: str, path: str, **query: Any) -> None:
        """Raises AnswerRefused."""
        self._call("DELETE", service, f"{path}?{urlencode(query)}" if query else path, None)

    def _call(
        self,
        method: str,
        service: str,
        path: str,
        body: Mapping[str, Any] | None,
        key: str | None = None,
        version: int | None = None,
    ) -> Any:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        if method != "GET":
            headers["Idempotency-Key"] = key or new_id()
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        url = f"{self._urls[service]}/api/{service}/v1{path}"
        answer = self._local.session.request(method, url, json=body, headers=headers, timeout=30)
        if answer.status_code >= 400:
            raise AnswerRefused(answer.status_code, answer.json())
        return answer.json() if answer.content else None


class People:
    """Signs people of the sample town in by the installation's own key."""

    def __init__(self, urls: Mapping[str, str], secrets_dir: Path, centre: str) -> None:
        self.urls = urls
        self.centre = centre
        self._secrets_dir = secrets_dir

    def person(
        self, login: str, *roles: Role, villages: frozenset[str] = frozenset(), unit: str | None = None
    ) -> Person:
        """``login`` with ``roles`` in the demo's centre."""
        actor = Actor(
            login, name=login, roles=frozenset(roles), centres=frozenset({self.centre}), villages=villages, unit=unit
        )
        return Person(self.urls, issue(actor, private_key(self._secrets_dir), timedelta(hours=1)))

    def anybody(self) -> Person:
        """Who is not signed in: a resident with a phone."""
        return Person(self.urls, None)
