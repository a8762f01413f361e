"""What several kinds show of a window."""

from __future__ import annotations

from dataclasses import dataclass

from libs.terminal.commands import Command


@dataclass(frozen=True)
class WindowState:
    """The state of one window (窗口状态). ``number`` and ``ticket_id`` of the person at it, if any.

    ``message`` is what a paused or closed window shows.
    ``undelivered``: a number whose call nobody may have seen or heard; the clerk should call it aloud.
    """

    window: str
    state: str
    waiting: int
    number: str | None = None
    ticket_id: str | None = None
    undelivered: str | None = None
    message: str | None = None


def window_state(command: Command) -> WindowState:
    """Raises BadCommand."""
    return WindowState(
        command.text("window"),
        command.text("state"),
        command.whole("waiting", 0),
        _spare(command, "number"),
        _spare(command, "ticket_id"),
        _spare(command, "undelivered"),
        _spare(command, "message"),
    )


def _spare(command: Command, member: str) -> str | None:
    return None if command.data.get(member) is None else command.text(member)
