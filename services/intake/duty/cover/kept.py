"""A plan and its inputs as JSON, so that any past evening can be concluded again and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from services.intake.duty.cover.rules import Duty, Hindrance, Line
from services.intake.duty.posts.rules import Post, Role
from services.intake.duty.presence.rules import Away, Why


def inputs_to_json(posts: Mapping[int, Post], duties: Sequence[Duty], calendar: str) -> dict[str, Any]:
    """What a plan is concluded from. Nothing in it says of what kind a leave is."""
    return {
        "calendar": calendar,
        "posts": [vars(post) for _, post in sorted(posts.items())],
        "duties": [_duty(duty) for duty in duties],
    }


def inputs_from_json(kept: Mapping[str, Any]) -> tuple[dict[int, Post], list[Duty]]:
    posts = [Post(**each) for each in kept["posts"]]
    return {post.window: post for post in posts}, [_duty_of(each) for each in kept["duties"]]


def lines_to_json(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [
        {
            "window": line.window,
            "start": _wall(line.start),
            "end": _wall(line.end),
            "extended": line.extended,
            "person": line.person,
            "role": line.role,
            "hindered": [{**vars(each), "until": _moment(each.until)} for each in line.hindered],
        }
        for line in lines
    ]


def lines_from_json(kept: Iterable[Mapping[str, Any]]) -> list[Line]:
    return [
        Line(
            each["window"], time.fromisoformat(each["start"]), time.fromisoformat(each["end"]), each["extended"],
            each["person"], Role(each["role"]) if each["role"] else None,
            tuple(
                Hindrance(**{**one, "role": Role(one["role"]), "until": _from(one["until"])})
                for one in each["hindered"]
            ),
        )
        for each in kept
    ]  # fmt: skip


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "start": _wall(duty.start),
        "end": _wall(duty.end),
        "extended": duty.extended,
        "windows": list(duty.windows),
        "away": {
            login: {"why": away.why, "until": _moment(away.until), "stand_in": away.stand_in}
            for login, away in sorted(duty.away.items())
        },
        "rostered": {str(window): clerk for window, clerk in sorted(duty.rostered.items())},
    }


def _duty_of(kept: Mapping[str, Any]) -> Duty:
    away = {
        login: Away(Why(each["why"]), _from(each["until"]), each["stand_in"]) for login, each in kept["away"].items()
    }
    rostered = {int(window): clerk for window, clerk in kept["rostered"].items()}
    start, end = time.fromisoformat(kept["start"]), time.fromisoformat(kept["end"])
    return Duty(start, end, kept["extended"], tuple(kept["windows"]), away, rostered)


def _wall(at: time) -> str:
    return at.isoformat("minutes")


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()


def _from(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
