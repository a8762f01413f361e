"""What LED boards and cameras said, handed to their rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from libs.common.transaction import Transaction
from libs.terminal import vocabulary as words
from services.devices.cameras.actions import keep_counts, keep_missing, keep_snapshots, keep_states
from services.devices.signage.plays import keep_led_states, keep_plays
from services.devices.uplink.rules import Heard


def keep_media(tx: Transaction, fresh: Sequence[Heard]) -> None:
    """Each room gets its own of a batch, in the order they were said."""
    said: dict[str, list[Heard]] = {}
    for each in fresh:
        said.setdefault(each.event, []).append(each)
    keep_counts(tx, _told(said, words.PEOPLE_COUNTED))
    keep_missing(tx, _told(said, words.COUNTS_MISSING))
    keep_snapshots(tx, _told(said, words.SNAPSHOT_TAKEN))
    keep_plays(tx, _told(said, words.PLAYED))
    keep_states(tx, _dated(said, words.CAMERA_STATE))
    keep_led_states(tx, _dated(said, words.LED_STATE))


def _told(said: dict[str, list[Heard]], event: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [(each.speaker.id, each.speaker.centre, each.data) for each in said.get(event, [])]


def _dated(said: dict[str, list[Heard]], event: str) -> list[tuple[str, str, Any, dict[str, Any]]]:
    return [(each.speaker.id, each.speaker.centre, each.at, each.data) for each in said.get(event, [])]
