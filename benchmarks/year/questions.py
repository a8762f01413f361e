"""Every list of a service, and what is asked of it: plain, by each filter, by the deepest cursor, in each role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from marshmallow import Schema, fields, validate

from libs.common.actor import Role
from libs.common.http.paging import LARGEST
from libs.common.http.spec import RouteSpec, routes_of

USUAL_READERS = (Role.DIRECTOR, Role.WINDOW_LEAD, Role.REPORTER, Role.ADMINISTRATOR, Role.OPERATOR)
"""In whose name filters are tried, the first that may: who sees most."""
PLACE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
PAGING = {"cursor", "limit"}
Values = Mapping[str, list[Any]]


@dataclass(frozen=True, eq=False)
class Question:
    """``role`` None: nobody signed in. ``deep``: the pages after the first are asked for as well, one by one.

    ``counted``: the answer is no list, but figures that are counted over the whole year.
    """

    service: str
    route: str
    path: str
    role: Role | None
    asked: dict[str, Any] = field(default_factory=dict)
    deep: bool = False
    counted: bool = False

    @property
    def target(self) -> str:
        return self.path + (f"?{urlencode(self.asked)}" if self.asked else "")

    @property
    def words(self) -> str:
        """What is asked, for people: filters and role."""
        filters = " ".join(f"{name}={value}" for name, value in self.asked.items()) or "-"
        return f"{filters}{' …' if self.deep else ''} ({self.role or 'public'})"


def lists_of(service_class: Any) -> list[RouteSpec]:
    """GET routes that answer several of something: pages, wherever they are, and other lists with a fixed path."""
    return [
        spec for spec in routes_of(service_class)
        if spec.method == "GET" and spec.mode == "read" and not spec.link and spec.returns is not None
        and (is_page(spec) or (_holds_list(spec.returns) and not PLACE.search(spec.path)))
    ]  # fmt: skip


def is_page(spec: RouteSpec) -> bool:
    return spec.returns is not None and {"items", "next"} == spec.returns.fields.keys()


def _holds_list(schema: Schema) -> bool:
    return any(isinstance(each, fields.List) and isinstance(each.inner, fields.Nested)
               for each in schema.fields.values())  # fmt: skip


def questions(service: str, spec: RouteSpec, values: Values) -> Iterator[Question]:
    """``values``: plausible ones of the parts of paths and of the filters, by name; ``route name.filter`` first."""
    path = PLACE.sub(lambda part: str(_known(spec, part[1], values)[0]), spec.full_path(service))
    roles: list[Role | None] = sorted(spec.roles, key=_rank) if spec.roles else [None]  # type: ignore[arg-type]
    filters = dict(_filters(spec, values))
    needed = {name: choices[0] for name, (required, choices) in filters.items() if required}
    for role in roles:
        # Who sees every centre has to say which, where the list is of one.
        said = {"centre": filters["centre"][1][0]} if role == Role.AUDITOR and "centre" in filters else {}
        yield Question(service, spec.key, path, role, needed | said)
    for name, (_, choices) in filters.items():
        # Everybody else has one centre, said or not.
        for choice in choices if name != "centre" else ():
            deep = is_page(spec) and name == "state"
            yield Question(service, spec.key, path, roles[0], needed | {name: choice}, deep)
    if is_page(spec):
        yield Question(service, spec.key, path, roles[0], needed | {"limit": LARGEST}, deep=True)
    for begins, ends in (("from", "until"), ("first", "last")):
        if {begins, ends} <= filters.keys():
            span = {name: _known(spec, f"whole {name}", values)[0] for name in (begins, ends)}
            yield Question(service, spec.key, path, roles[0], needed | span, is_page(spec), counted=begins in needed)


def _filters(spec: RouteSpec, values: Values) -> Iterator[tuple[str, tuple[bool, list[Any]]]]:
    for name, kind in (spec.query.fields if spec.query else {}).items():
        if name in PAGING:
            continue
        wire = kind.data_key or name
        rules = [rule for rule in kind.validators if isinstance(rule, validate.OneOf)]
        if rules:
            choices = [str(getattr(choice, "value", choice)) for choice in rules[0].choices]
        elif isinstance(kind, fields.Enum):
            choices = [str(each.value) for each in kind.enum]
        elif isinstance(kind, fields.Boolean):
            choices = ["true", "false"]
        else:
            choices = _known(spec, wire, values)
        yield wire, (kind.required, choices)


def _known(spec: RouteSpec, name: str, values: Values) -> list[Any]:
    found = values.get(f"{spec.path} {name}", values.get(name))
    if found is None:
        raise LookupError(f"{spec.key}: no plausible value of {name} is known")
    return found


def _rank(role: Role) -> int:
    return USUAL_READERS.index(role) if role in USUAL_READERS else len(USUAL_READERS)
