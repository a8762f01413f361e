"""Holds messages against the schemas of the generated AsyncAPI document."""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Draft7Validator

from tools.docs.asyncapi import document

DOCUMENT = cache(document)


@cache
def validator(message: str) -> Draft7Validator:
    """For the payload of a message; formats (times, dates) are checked too."""
    components = DOCUMENT()["components"]
    payload = components["messages"][message]["payload"]
    return Draft7Validator({**payload, "components": components}, format_checker=Draft7Validator.FORMAT_CHECKER)


def faults(message: str, payload: Any) -> list[str]:
    """What is wrong with ``payload``; nothing when it fits."""
    return [f"{error.json_path}: {error.message}" for error in validator(message).iter_errors(payload)]
