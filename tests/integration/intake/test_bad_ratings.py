"""A bad rating on both databases: contact, rectification, call-back, appeal; the rated clerk sees none of it before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from libs.common.actor import Actor, Role
from libs.common.errors import Forbidden, NotFound, StaleVersion
from libs.common.events.intake import (
    RATING_APPEAL_DECIDED,
    RECTIFICATION_CLOSED,
    RECTIFICATION_DEADLINE_REACHED,
    RECTIFICATION_OPENED,
)
from services.intake.quality.appeals import rules as appeal_rules
from services.intake.quality.appeals.actions import dismiss_appeal, find_appeals, lodge_appeal, uphold_appeal
from services.intake.quality.ratings.queries import own_ratings
from services.intake.quality.ratings.tables import Rating
from services.intake.quality.rectification import actions, rules
from services.intake.quality.rectification.limits import ring_rectifications
from services.intake.quality.rectification.tables import Rectification
from tests.integration.intake.case_desk import CLERK, DIRECTOR, Desk, open_desk
from tests.integration.intake.rated import CENTRE, LEAD, completed, phoned, press, rectification, served

RATED = Actor("clerk01", "staff", roles=frozenset({Role.CLERK, Role.WINDOW_LEAD}), centres=CLERK.centres)
OPERATOR = Actor("operator", "staff", roles=frozenset({Role.OPERATOR}), centres=CLERK.centres)


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def closed(desk: Desk, finding: str = "justified", outcome: str = "settled") -> Rectification:
    """The only rectification, gone through to its end."""
    with desk.act(LEAD) as tx:
        found = rectification(desk).id
        actions.contact_rater(tx, found, "reached", "已致电，反映材料要求说不清")
        actions.rectify(tx, found, finding, "修改办事指南并重新培训，联系13800001234")
        actions.call_back(tx, found, outcome, "满意")
    return rectification(desk)


def reminders(desk: Desk) -> list[tuple[str, str, date]]:
    told = desk.told(RECTIFICATION_DEADLINE_REACHED)
    return [(event.data["clock"], event.data["kind"], event.data["due_on"]) for event in told]


@pytest.mark.row("C13", "S4.14")
def test_a_bad_rating_is_contacted_put_right_and_closed_by_call_back(desk: Desk) -> None:
    case_id = completed(desk)
    rating_id = phoned(desk, case_id, "dissatisfied")
    found = rectification(desk)
    assert (found.state, found.contact_by, found.rectify_by) == ("opened", date(2026, 3, 3), date(2026, 3, 23))
    assert (
        found.derivation
        == "评价 3月2日，联系评价人 1 个工作日，到期 3月3日；评价 3月2日，整改 15 个工作日，到期 3月23日"
    )
    assert [event.data["window"] for event in desk.told(RECTIFICATION_OPENED)] == [found.window]
    with desk.act(OPERATOR) as tx:
        shown = actions.reveal_rater(tx, found.id, "回访前核对电话13800001234")
        assert (shown["name"], shown["phone"], shown["phone_relation"]) == ("样本甲", "13800001234", "儿子")
        actions.contact_rater(tx, found.id, "unreached", "无人接听")
    assert rectification(desk).state == "opened"
    with pytest.raises(rules.NotContactedYet), desk.act(LEAD) as tx:
        actions.rectify(tx, found.id, "justified", "没有联系就整改")
    with pytest.raises(rules.MustBeCalled), desk.act(LEAD) as tx:
        actions.contact_rater(tx, found.id, "anonymous", "不想打电话")
    done = closed(desk)
    assert (done.state, done.outcome, done.finding) == ("closed", "settled", "justified")
    (event,) = desk.told(RECTIFICATION_CLOSED)
    assert (event.data["contact_in_time"], event.data["rectified_in_time"]) == (True, True)
    with desk.db.reading(LEAD) as tx:
        full = actions.in_full(tx, found.id)
        assert [act.verb for act in full["acts"]] == ["try", "contact", "rectify", "close"]
        assert full["rating"].id == rating_id
        # Neither what the person said nor their number lies open in the tables or the book of record.
        both = "SELECT CAST(details AS TEXT) FROM audit UNION ALL SELECT words FROM rectification_act"
        kept = tx.session.scalars(text(both)).all()
        assert not any("13800001234" in str(row) or "无人接听" in str(row) for row in kept)
        seen = tx.session.scalars(text("SELECT details FROM audit WHERE action = 'rectification.reveal'")).all()
        assert len(seen) == 1


@pytest.mark.row("N11", "C13")
def test_for_the_rated_clerk_there_is_no_bad_rating_until_it_is_closed_and_no_person_after(desk: Desk) -> None:
    rating_id = press(desk, served(desk), "very_dissatisfied")
    found = rectification(desk).id
    for blind in (
        lambda tx: actions.see(tx, found),
        lambda tx: actions.contact_rater(tx, found, "reached", "我来处理"),
        lambda tx: actions.reveal_rater(tx, found, "想知道是谁"),
        lambda tx: lodge_appeal(tx, rating_id, "我没有错"),
    ):
        with pytest.raises(NotFound), desk.act(RATED) as tx:
            blind(tx)
    stranger = Actor("lead09", "staff", roles=frozenset({Role.WINDOW_LEAD}), centres=frozenset({"dutou"}))
    with pytest.raises(Forbidden), desk.act(stranger) as tx:
        actions.contact_rater(tx, found, "reached", "别的中心")
    with desk.db.reading(RATED) as tx:
        assert own_ratings(tx) == []
        assert tx.session.scalars(actions.find(tx, CENTRE, None, False)).all() == []
        # The book of record names neither the rating's level nor, in one row, the rectification and the handling.
        rows = tx.session.execute(text("SELECT action, subject, details FROM audit")).all()
        assert not any("dissatisfied" in str(row) or (rating_id in str(row) and found in str(row)) for row in rows)
    closed(desk)
    with desk.db.reading(RATED) as tx:
        (own,) = own_ratings(tx)
        assert (own["level"], own["outcome"], own["closed_on"]) == ("very_dissatisfied", "settled", date(2026, 3, 2))
        assert own["measures"] == "修改办事指南并重新培训，联系138****1234"
        assert not own.keys() & {"handling_id", "comment", "at", "phone", "channel"}
        with pytest.raises(NotFound):
            actions.see(tx, found)


@pytest.mark.row("C13")
def test_reminders_come_once_each_and_a_late_contact_is_told(desk: Desk) -> None:
    press(desk, served(desk), "dissatisfied")
    for moment in ("2026-03-02 17:00", "2026-03-03 09:00", "2026-03-04 00:01", "2026-03-19 09:00", "2026-03-20 09:00"):
        desk.at(moment)
        with desk.act() as tx:
            ring_rectifications(tx)
    # The other clock's reminder does not tell the missed contact again.
    assert [(clock, kind, str(due_on)) for clock, kind, due_on in reminders(desk)] == [
        ("contact", "due", "2026-03-03"), ("contact", "overdue", "2026-03-03"),
        ("rectification", "approaching", "2026-03-23"),
    ]  # fmt: skip
    with desk.act(LEAD) as tx:
        assert [one.id for one in tx.session.scalars(actions.find(tx, CENTRE, None, True))] == [rectification(desk).id]
        actions.contact_rater(tx, rectification(desk).id, "anonymous", "评价人没有留下联系方式")
    for moment in ("2026-03-23 09:00", "2026-03-24 00:01"):
        desk.at(moment)
        with desk.act() as tx:
            ring_rectifications(tx)
    assert [kind for clock, kind, _ in reminders(desk) if clock == "rectification"] == ["approaching", "due", "overdue"]
    with desk.act(LEAD) as tx:
        actions.rectify(tx, rectification(desk).id, "unfounded", "核实无此情况")
        actions.call_back(tx, rectification(desk).id, "anonymous", "无法回访")
    (event,) = desk.told(RECTIFICATION_CLOSED)
    assert (event.data["contact_in_time"], event.data["rectified_in_time"]) == (False, False)


@pytest.mark.row("C13")
def test_what_the_call_back_finds_wanting_is_done_again_on_the_same_clock(desk: Desk) -> None:
    press(desk, served(desk), "dissatisfied")
    found = rectification(desk).id
    with desk.act(LEAD) as tx:
        actions.contact_rater(tx, found, "reached", "已联系")
        actions.rectify(tx, found, "justified", "口头提醒")
        again = actions.call_back(tx, found, "unsettled", "仍不满意")
        assert (again.state, again.rounds) == ("contacted", 1)
    desk.at("2026-03-24 09:00")
    with desk.act() as tx:
        ring_rectifications(tx)
    assert [(clock, kind) for clock, kind, _ in reminders(desk)] == [("rectification", "overdue")]
    stale = again.version
    with desk.act(LEAD) as tx:
        actions.rectify(tx, found, "justified", "重新办理")
    with pytest.raises(StaleVersion), desk.act(DIRECTOR) as tx:
        tx.if_match = stale
        actions.call_back(tx, found, "settled", "满意")
    with desk.act(LEAD) as tx:
        actions.call_back(tx, found, "settled", "满意")
    assert (rectification(desk).rounds, rectification(desk).outcome) == (1, "settled")


@pytest.mark.row("C13")
def test_an_upheld_appeal_ends_the_rectification_and_a_dismissed_one_changes_nothing(desk: Desk) -> None:
    rating_id = press(desk, served(desk), "very_dissatisfied")
    with desk.act(LEAD) as tx:
        appeal = lodge_appeal(tx, rating_id, "同一人当日在三个窗口均给差评")
    with pytest.raises(appeal_rules.AppealLodged), desk.act(DIRECTOR) as tx:
        lodge_appeal(tx, rating_id, "再申诉一次")
    both = Actor("lead01", "staff", roles=frozenset({Role.DIRECTOR}), centres=CLERK.centres)
    rated_director = Actor("clerk01", "staff", roles=frozenset({Role.DIRECTOR}), centres=CLERK.centres)
    for judge in (both, rated_director):
        with pytest.raises(appeal_rules.OwnAppeal), desk.act(judge) as tx:
            uphold_appeal(tx, appeal.id, "malicious", "自己核实自己")
    with desk.db.reading(RATED) as tx:
        assert tx.session.scalars(find_appeals(tx, CENTRE, None)).all() == []
    with desk.act(DIRECTOR) as tx:
        uphold_appeal(tx, appeal.id, "malicious", "经调取记录属实")
    with pytest.raises(appeal_rules.AppealDecided), desk.act(DIRECTOR) as tx:
        dismiss_appeal(tx, appeal.id, "改主意")
    found = rectification(desk)
    assert (found.state, found.outcome) == ("closed", "appeal_upheld")
    with desk.db.reading() as tx:
        assert tx.one(Rating, rating_id).excluded == "malicious"
    (event,) = desk.told(RATING_APPEAL_DECIDED)
    assert (event.data["decision"], event.data["finding"]) == ("upheld", "malicious")


@pytest.mark.row("C13")
def test_the_rated_clerk_appeals_after_the_closing_and_in_time(desk: Desk) -> None:
    good, bad = press(desk, served(desk), "satisfied"), press(desk, served(desk), "dissatisfied")
    with pytest.raises(appeal_rules.NotBad), desk.act(LEAD) as tx:
        lodge_appeal(tx, good, "并非差评")
    closed(desk)
    desk.at("2026-03-10 09:00")
    with pytest.raises(appeal_rules.AppealTooLate), desk.act(RATED) as tx:
        lodge_appeal(tx, bad, "太迟了")
    desk.at("2026-03-09 09:00")
    with desk.act(RATED) as tx:
        appeal = lodge_appeal(tx, bad, "当时系统故障，非本人原因")
    with desk.act(DIRECTOR) as tx:
        dismiss_appeal(tx, appeal.id, "故障时应告知群众")
    with desk.db.reading(RATED) as tx:
        (shown,) = tx.session.scalars(find_appeals(tx, CENTRE, "dismissed"))
        assert shown.reason == "故障时应告知群众"
        assert tx.one(Rating, bad).excluded is None
