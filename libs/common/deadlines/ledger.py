"""A ledger is a heap of entries that tells a possible story. Here it is put in order and checked."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from libs.common.deadlines.entries import Concluded, Entry, Extended, Paused, Resumed, Started, Transferred
from libs.common.deadlines.errors import (
    ConcludedAlready,
    ConcludedWhilePaused,
    EntryConflict,
    ExtensionSpent,
    ExtensionTooLong,
    LedgerRefused,
    NotStarted,
    PausedTwice,
    RestartedWhilePaused,
    ResumedWithoutPause,
    StartedTwice,
)

Ledger = tuple[Entry, ...]


def settle(entries: Iterable[Entry]) -> Ledger:
    """The entries by day and sequence, each once, whatever the order of import.

    Raises a LedgerRefused with its own code when they contradict each other. To try a new entry before
    saving it: ``settle([*ledger, entry])``.
    """
    ledger = _ordered(entries)
    started = [entry for entry in ledger if isinstance(entry, Started)]
    if not started:
        raise NotStarted()
    if len(started) > 1:
        raise StartedTwice(entry=started[1].id)
    if ledger[0] is not started[0]:
        raise NotStarted("起算之前不能有其他记录", entry=ledger[0].id)
    _check_moves(ledger, started[0])
    return ledger


def start_of(ledger: Ledger) -> Started:
    """The first entry of a settled ledger."""
    start = ledger[0]
    if not isinstance(start, Started):
        raise NotStarted(entry=start.id)
    return start


def _ordered(entries: Iterable[Entry]) -> Ledger:
    by_id: dict[str, Entry] = {}
    for entry in entries:
        if by_id.setdefault(entry.id, entry) != entry:
            raise EntryConflict(entry=entry.id)
    ledger = tuple(sorted(by_id.values(), key=lambda entry: (entry.at, entry.seq, entry.id)))
    for former, latter in pairwise(ledger):
        if (former.at, former.seq) == (latter.at, latter.seq):
            # Left to the ids, the order of two entries would be an accident.
            raise EntryConflict("同一天的两条记录序号相同", entry=latter.id)
    return ledger


def _check_moves(ledger: Ledger, start: Started) -> None:
    standing: Entry | None = None  # what holds the clock: a pause or the conclusion
    extensions = 0
    for entry in ledger:
        refusal: type[LedgerRefused] | None = None
        if isinstance(standing, Concluded) and isinstance(entry, Paused | Extended | Transferred | Concluded):
            refusal = ConcludedAlready
        elif isinstance(entry, Paused):
            refusal = PausedTwice if standing else None
            standing = entry
        elif isinstance(entry, Concluded):
            refusal = ConcludedWhilePaused if standing else None
            standing = entry
        elif isinstance(entry, Resumed):
            refusal = None if standing else ResumedWithoutPause
            standing = None
        elif isinstance(entry, Transferred) and entry.restarts:
            refusal = RestartedWhilePaused if standing else None
        elif isinstance(entry, Extended):
            extensions += 1
            if extensions > start.extensions:
                refusal = ExtensionSpent
            elif start.extension_limit is not None and entry.days > start.extension_limit:
                refusal = ExtensionTooLong
        if refusal is not None:
            raise refusal(entry=entry.id)
