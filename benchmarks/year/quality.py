"""What people said of the year's service, and what followed from it."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.year.size import NOW
from benchmarks.year.town import DAY, Town
from benchmarks.year.writer import AT
from libs.common.clock import local
from libs.demo.plan import RATINGS
from services.intake.quality.accountability.rules import GROUNDS
from services.intake.quality.accountability.tables import AccountabilityEntry
from services.intake.quality.appeals.tables import RatingAppeal
from services.intake.quality.ratings.integrity import FLAGS
from services.intake.quality.ratings.rules import BAD
from services.intake.quality.ratings.tables import IgnoredRating, Rating
from services.intake.quality.rectification.tables import Rectification, RectificationAct
from services.intake.quality.survey_findings.tables import Finding
from services.intake.quality.surveys.tables import Survey, SurveyAnswer, SurveyPass

Row = dict[str, Any]
QUESTION = {"no": 1, "text": "您对服务是否满意？", "kind": "scale", "options": [], "required": True}


def fill(town: Town, tickets: list[Row]) -> None:
    _ratings(town, tickets)
    _surveys(town)
    writer = town.writer
    writer.write(AccountabilityEntry, (
        {AT: at, "state": "opened" if NOW - at < 10 * DAY else writer.weighed({"decided": 9, "cancelled": 1}),
         "ground": writer.pick(list(GROUNDS)), "source_id": writer.id_at(at),
         "window": writer.pick(town.windows).number,
         "person": writer.pick(town.clerks), "facts": "办件超期", "opened_at": at, "decision": "noted"}
        for at in writer.moments(writer.size.part(300))
    ))  # fmt: skip


def _ratings(town: Town, tickets: list[Row]) -> None:
    writer = town.writer
    rated = [ticket for ticket in tickets if ticket["state"] == "finished" and writer.random.random() < 0.3]
    ratings = [
        {"id": writer.id_at(ticket["finished_at"]), "handling_id": ticket["id"], "window": ticket["window"],
         "clerk": ticket["clerk"], "level": writer.weighed(RATINGS), "channel": "evaluator", "indicators": [],
         "at": ticket["finished_at"], "given_at": ticket["finished_at"], "elapsed": 4.0,
         "flags": writer.pick(list(FLAGS)) if number % 40 == 0 else ""}
        for number, ticket in enumerate(rated)
    ]  # fmt: skip
    writer.write(Rating, ratings)
    writer.write(IgnoredRating, (
        {"handling_id": each["handling_id"], "level": each["level"], "reason": "already_rated", "channel": "evaluator",
         "at": each["at"]}
        for each in ratings[::15]
    ))  # fmt: skip
    bad = [rating for rating in ratings if rating["level"] in BAD]
    rectifications = [
        {"id": writer.id_at(each["at"]), "rating_id": each["id"], "window": each["window"], "opened_at": each["at"],
         "state": writer.pick(["opened", "contacted", "rectified"]) if NOW - each["at"] < 15 * DAY else "closed",
         "contact_by": local(each["at"] + DAY).date(), "rectify_by": local(each["at"] + 7 * DAY).date()}
        for each in bad
    ]  # fmt: skip
    writer.write(Rectification, rectifications)
    writer.write(RectificationAct, (
        {"rectification_id": each["id"], "no": no, "verb": verb, "words": "已联系", "by": "director",
         "at": each["opened_at"]}
        for each in rectifications for no, verb in enumerate(("contact", "rectify", "close"), 1)
    ))  # fmt: skip
    writer.write(RatingAppeal, (
        {AT: each["at"], "rating_id": each["id"], "window": each["window"], "lodged_by": each["clerk"],
         "state": writer.weighed({"upheld": 3, "dismissed": 6, "lodged": 1}), "lodged_at": each["at"]}
        for each in bad[::5]
    ))  # fmt: skip


def _surveys(town: Town) -> None:
    writer = town.writer
    starts = writer.days[:: max(1, len(writer.days) // writer.size.part(24))]
    surveys = []
    for number, day in enumerate(starts):
        made, closes = writer.moments(1)[0].replace(year=day.year, month=day.month, day=day.day), day + 20 * DAY
        surveys.append({
            "id": writer.id_at(made), "state": "open" if closes >= local(NOW).date() else "closed", "made_at": made,
            "kind": "satisfaction", "audience": "slip", "title": f"满意度测评{number}", "questions": [QUESTION],
            "opens_on": day, "closes_on": closes, "made_by": "director", "published_at": made, "answers": 100,
        })  # fmt: skip
    writer.write(Survey, surveys)
    each_has = range(writer.size.part(3_000) // len(surveys))
    said = json.dumps({"1": "satisfied"})
    writer.write(SurveyAnswer, (
        {"id": f"{writer.random.getrandbits(128):032x}", "survey_id": survey["id"], "said": said}
        for survey in surveys for _ in each_has
    ))  # fmt: skip
    writer.write(SurveyPass, (
        {"key": f"{writer.random.getrandbits(256):064x}", "survey_id": survey["id"], "used": number % 2 == 0}
        for survey in surveys for number in [*each_has, *each_has]
    ))  # fmt: skip
    writer.write(Finding, (
        {AT: survey["made_at"], "survey_id": survey["id"], "question": 1, "problem": "等候时间长",
         "state": "opened" if survey["state"] == "open" else writer.pick(["rectified", "closed"]),
         "responsible": writer.pick(town.clerks), "opened_at": survey["made_at"], "opened_by": "director",
         "rectify_by": survey["closes_on"] + 10 * DAY}
        for survey in surveys for _ in range(4)
    ))  # fmt: skip
