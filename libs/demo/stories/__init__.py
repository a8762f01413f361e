"""What a hall's working rules (办事制度) are there for, played on the day: a story a module, each a thread of its own.

Each story does what people do, over the public API alone, and counts it; afterwards it finds in the services' words
what became of it. Some begin on an earlier day (``before``), so that the day has cases carried in.
"""

from __future__ import annotations

from libs.demo.proof import Proof
from libs.demo.stories.absence import Absence
from libs.demo.stories.cast import Cast
from libs.demo.stories.extended import Extended
from libs.demo.stories.joint import Joint
from libs.demo.stories.kinds import kinds
from libs.demo.stories.overdue import Overdue
from libs.demo.stories.rating import BadRating
from libs.demo.stories.record import Record
from libs.demo.stories.second_notice import SecondNotice
from libs.demo.stories.story import Story
from libs.demo.stories.suspended import Suspended
from libs.demo.tally import Tally

STORIES: tuple[type[Story], ...] = (Joint, Suspended, Extended, SecondNotice, Absence, Overdue, BadRating)


def working_rules(record: Record, tally: Tally) -> list[Proof]:
    """The kinds of cases, then each story's own."""
    told = [Proof(story.name, story.answer, tally[story.name], story.found(record)) for story in STORIES]
    return [*kinds(record.counts, tally), *told]


__all__ = ["STORIES", "Cast", "Record", "Story", "working_rules"]
