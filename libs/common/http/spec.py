"""What a route declares, readable by the server and by the OpenAPI document alike."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from marshmallow import Schema, fields

from libs.common.actor import Role
from libs.common.errors import Refused
from libs.common.http.body import JSON_LIMIT
from libs.common.http.rates import Rate

Mode = Literal["write", "read", "none"]
WRITING_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class RouteSpec:
    """See ``route`` for what each field means."""

    method: str
    path: str
    name: str
    mode: Mode
    roles: frozenset[Role]
    status: int
    body: Schema | None = None
    query: Schema | None = None
    returns: Schema | None = None
    summary: str = ""
    description: str = ""
    form: bool = False
    text: bool = False
    bare: bool = False
    link: bool = False
    upload: tuple[str, ...] = ()
    download: tuple[str, ...] = ()
    etag: bool = True
    if_match: bool = False
    idempotent: bool = True
    body_limit: int = JSON_LIMIT
    time_limit: float = 10.0
    rate: Rate | None = None
    errors: tuple[type[Refused], ...] = field(default=())

    @property
    def public(self) -> bool:
        return not self.roles

    @cached_property
    def key(self) -> str:
        """Method and template: what idempotency keys and figures name the route by."""
        return f"{self.method} {self.path}"

    @cached_property
    def query_lists(self) -> frozenset[str]:
        """Query parameters that may come more than once."""
        declared = self.query.fields if self.query else {}
        return frozenset(name for name, kind in declared.items() if isinstance(kind, fields.List))

    def full_path(self, service: str) -> str:
        return self.path if self.bare else f"/api/{service}/v1{self.path}"

    def openapi_path(self, service: str) -> str:
        return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", self.full_path(service))


def routes_of(service_class: Any) -> list[RouteSpec]:
    """The routes of a service class, its mixins included, by path and method."""
    found = {
        spec.key: spec
        for name in dir(service_class)
        if isinstance(spec := getattr(getattr(service_class, name, None), "route", None), RouteSpec)
    }
    return sorted(found.values(), key=lambda spec: (spec.path, spec.method))
