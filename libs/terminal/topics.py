"""The topic grammar, in one place: ``hall/<centre>/<terminal>/up|down/<name>`` and ``hall/<centre>/board/<name>``.

RabbitMQ turns ``/`` into ``.`` and ``+`` into ``*``: no part may hold a dot, which the patterns below see to.
A terminal cannot be called ``board``, or its topics would read as boards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

ROOT: Final = "hall"
_CENTRE: Final = re.compile(r"[a-z0-9-]{1,32}\Z")
_TERMINAL: Final = re.compile(r"[a-z0-9-]{1,48}\Z")
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,47}\Z")


class BadTopic(ValueError):
    """The text is no topic of this protocol, or a part of one breaks the grammar."""


@dataclass(frozen=True)
class Up:
    """An event from a terminal (上行)."""

    centre: str
    terminal: str
    event: str


@dataclass(frozen=True)
class Down:
    """A command to one terminal (下行)."""

    centre: str
    terminal: str
    command: str


@dataclass(frozen=True)
class Board:
    """Changes of a board shared by all displays of a centre (公共显示板)."""

    centre: str
    board: str


def up(centre: str, terminal: str, event: str) -> str:
    """The topic on which ``terminal`` publishes ``event``. Raises BadTopic."""
    return f"{ROOT}/{_centre(centre)}/{_terminal(terminal)}/up/{_name(event)}"


def down(centre: str, terminal: str, command: str) -> str:
    """The topic on which the centre sends ``command`` to ``terminal``. Raises BadTopic."""
    return f"{ROOT}/{_centre(centre)}/{_terminal(terminal)}/down/{_name(command)}"


def down_filter(centre: str, terminal: str) -> str:
    """What a terminal subscribes to for its commands. Raises BadTopic."""
    return f"{ROOT}/{_centre(centre)}/{_terminal(terminal)}/down/#"


def board(centre: str, name: str) -> str:
    """The topic of a shared board; displays subscribe to it. Raises BadTopic."""
    return f"{ROOT}/{_centre(centre)}/board/{_name(name)}"


def parse(topic: str) -> Up | Down | Board:
    """What a topic says. Raises BadTopic for anything else than the three forms."""
    parts = topic.split("/")
    match parts:
        case [root, centre, "board", name] if root == ROOT:
            return Board(_centre(centre), _name(name))
        case [root, centre, terminal, "up", name] if root == ROOT:
            return Up(_centre(centre), _terminal(terminal), _name(name))
        case [root, centre, terminal, "down", name] if root == ROOT:
            return Down(_centre(centre), _terminal(terminal), _name(name))
    raise BadTopic(f"not a topic of the hall: {topic[:120]!r}")


def _centre(text: str) -> str:
    if not _CENTRE.match(text):
        raise BadTopic(f"not a centre code: {text[:60]!r}")
    return text


def _terminal(text: str) -> str:
    if not _TERMINAL.match(text) or text == "board":
        raise BadTopic(f"not a terminal id: {text[:60]!r}")
    return text


def _name(text: str) -> str:
    if not _NAME.match(text):
        raise BadTopic(f"not an event, command or board name: {text[:60]!r}")
    return text
