"""What a service is put together from: no room takes a name or an address away from another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from inspect import isfunction
from typing import Any

import pytest

from libs.common.errors import Refused
from libs.common.events import SERVICES


def service_class(name: str) -> Any:
    return import_module(f"services.{name}.service").Service


@pytest.mark.parametrize("service", SERVICES)
def test_no_room_hides_a_method_of_another(service: str) -> None:
    made = defaultdict(list)
    for part in service_class(service).__mro__:
        for name, value in vars(part).items():
            if isfunction(value) and not name.startswith("__"):
                made[name].append(part.__name__)
    assert {name: parts for name, parts in made.items() if len(parts) > 1} == {}


@pytest.mark.parametrize("service", SERVICES)
def test_no_address_answers_twice(service: str) -> None:
    cls = service_class(service)
    routes = [getattr(value, "route", None) for value in (getattr(cls, name) for name in dir(cls))]
    seen = [(spec.method, re.sub(r"<[^>]*>", "<>", spec.path)) for spec in routes if spec is not None]
    assert len(seen) > 5
    assert sorted({each for each in seen if seen.count(each) > 1}) == []


def refusals(of: type[Refused] = Refused) -> Iterator[type[Refused]]:
    for each in of.__subclasses__():
        yield each
        yield from refusals(each)


def test_a_code_has_one_meaning() -> None:
    for service in SERVICES:
        service_class(service)
    meanings = defaultdict(set)
    for refusal in refusals():
        if refusal.__module__.startswith(("services.", "libs.")):
            meanings[refusal.code].add((refusal.title, refusal.status))
    assert {code: said for code, said in meanings.items() if len(said) > 1} == {}
