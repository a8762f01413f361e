"""From what was recorded of each ticket to the people and calls of a day. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low

from services.intake.hall.replay.rules import MINUTE, Arrival, Visit

USUAL_WALKING, USUAL_HANDLING = MINUTE // 2, 5 * MINUTE  # of a day on which nobody was served [convention]


@dataclass(frozen=True, slots=True)
class Record:
    """A ticket's day, in microseconds since midnight; None for what did not happen, or did not end that day.

    ``waited_until``: when it stopped waiting, called or void. ``answered``: when the calling ended, served or missed.
    """

    ticket: str
    prefix: str
    seq: int
    priority: int
    issued: int
    waited_until: int | None
    window: int | None = None
    called: int | None = None
    answered: int | None = None
    served: int | None = None
    finished: int | None = None

    @property
    def comes(self) -> bool:
        """Missed is only who was called in vain; who was never called is taken to be there."""
        return self.called is None or self.served is not None

    @property
    def walking(self) -> int | None:
        if self.called is None or self.answered is None:
            return None
        return self.answered - self.called

    @property
    def handling(self) -> int | None:
        return None if self.served is None or self.finished is None else self.finished - self.served


def arrivals_of(records: Iterable[Record]) -> list[Arrival]:
    """The people, in the order of the records. Times not recorded are the medians of the class, or of the day."""
    records = list(records)
    handling, walking = _usual_handling(records), [r.walking for r in records if r.served is not None and r.walking]
    usual_walking = median_low(walking) if walking else USUAL_WALKING

    def arrival(record: Record) -> Arrival:
        usual = handling.get(record.prefix, handling[""])
        known = (usual_walking if record.called is None else 0) if record.walking is None else record.walking
        return Arrival(
            ticket=record.ticket,
            prefix=record.prefix,
            at=record.issued,
            seq=record.seq,
            priority=record.priority,
            walking=known,
            handling=usual if record.handling is None else record.handling,
            comes=record.comes,
        )

    return [arrival(record) for record in records]


def visits_of(records: Sequence[Record], arrivals: Sequence[Arrival]) -> list[Visit]:
    """The calls that were made, in their order. ``arrivals`` are those of ``records``."""
    pairs = zip(records, arrivals, strict=True)
    visits = [
        Visit(arrival, record.window, record.called)
        for record, arrival in pairs
        if record.called is not None and record.window is not None
    ]
    return sorted(visits, key=lambda visit: (visit.called, visit.arrival.place, visit.arrival.ticket))


def assumed(records: Iterable[Record]) -> int:
    """How many people's handling time is a median, for they were not served to the end."""
    return sum(record.comes and record.handling is None for record in records)


def _usual_handling(records: Iterable[Record]) -> dict[str, int]:
    """The median handling time of each class; of all under the empty name."""
    times: dict[str, list[int]] = defaultdict(list)
    for record in records:
        if record.handling is not None:
            times[record.prefix].append(record.handling)
            times[""].append(record.handling)
    return {"": USUAL_HANDLING, **{prefix: median_low(found) for prefix, found in times.items()}}
