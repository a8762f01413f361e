"""What *intake* tells of the working calendar (工作日历), for every service that counts limits by it."""

from marshmallow import Schema, fields, validate

from libs.common.events.declaration import declare
from libs.common.events.parts import day, flag, moment, number, one_of, text

__all__ = ("CALENDAR_PUBLISHED", "MOST_DAYS")

AT = "2026-11-05T02:00:00Z"
MOST_DAYS = 400
"""Days of one event: a whole year with the edges of its neighbours; a longer publication is told in parts."""
_DAY = {
    "date": day(),
    "kind": one_of("workday", "weekend", "holiday", "makeup"),
    "name": text(longest=100),
    "source": text(longest=100),
    "confirmed": flag(),
}

CALENDAR_PUBLISHED = declare(
    "intake", "calendar.published", 1, "公布工作日历：有变动的日子，按 number 大者为准，与到达次序无关",
    {
        "number": number(least=1), "part": number(least=1), "parts": number(least=1), "source": text(longest=100),
        "published_at": moment(),
        "days": fields.List(
            fields.Nested(Schema.from_dict(_DAY, name="PublishedDay")), required=True,
            validate=validate.Length(min=1, max=MOST_DAYS),
        ),
    },
    example={
        "number": 1, "part": 1, "parts": 1, "source": "放假安排（样例）", "published_at": AT,
        "days": [
            {"date": "2027-01-04", "kind": "holiday", "name": "元旦", "source": "放假安排（样例）", "confirmed": True},
            {"date": "2027-01-09", "kind": "makeup", "name": "元旦", "source": "放假安排（样例）", "confirmed": True},
        ],
    },
)  # fmt: skip
