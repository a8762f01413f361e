"""Joint reviews on both databases: one at a time, moved, held by departments of the case, dropped with it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from libs.common.clock import SHANGHAI
from libs.common.events.intake import JOINT_REVIEW_CHANGED
from services.intake.casework.cases import ending
from services.intake.casework.joint.refusals import NotJoint
from services.intake.casework.reviews import actions as reviews
from services.intake.casework.reviews import rules
from tests.integration.intake.case_desk import JOINT, PROMISED, Desk, open_desk

BUILDING, FARMING = "村镇建设办公室", "农业农村办公室"


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


@pytest.mark.row("C5")
def test_a_joint_review_is_called_moved_held_and_dropped_with_the_case(desk: Desk) -> None:
    case_id, other = desk.accepted(JOINT), desk.accepted(JOINT)

    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)

    plain = desk.accepted(PROMISED)
    with pytest.raises(NotJoint), desk.act() as tx:
        reviews.call_review(tx, plain, at("2026-03-05 09:00"), "镇政府三楼")
    with pytest.raises(rules.ReviewInPast), desk.act() as tx:
        reviews.call_review(tx, case_id, at("2026-03-02 08:00"), "镇政府三楼")
    with desk.act() as tx:
        review = reviews.call_review(tx, case_id, at("2026-03-05 09:00"), "样本村3组18号").id
        reviews.call_review(tx, other, at("2026-03-06 09:00"), "镇政府三楼")
    with pytest.raises(rules.ReviewStands), desk.act() as tx:
        reviews.call_review(tx, case_id, at("2026-03-06 09:00"), "镇政府三楼")
    with desk.act() as tx:
        reviews.replan_review(tx, review, at("2026-03-06 14:00"), "样本村3组18号")
    desk.at("2026-03-06 17:00")
    with pytest.raises(rules.NotOfTheCase), desk.act() as tx:
        reviews.hold_review(tx, review, ["财政所"], "符合规划")
    with desk.act() as tx:
        held = reviews.hold_review(tx, review, [FARMING, BUILDING, FARMING], "符合规划")
        assert held.attended == [FARMING, BUILDING]
        ending.withdraw_case(tx, other, "不建了")
    with pytest.raises(rules.ReviewHeld), desk.act() as tx:
        reviews.cancel_review(tx, review, "误")
    states = [event.data["state"] for event in desk.told(JOINT_REVIEW_CHANGED)]
    assert states == ["planned", "planned", "planned", "held", "cancelled"]
    assert "样本村" not in str([event.data for event in desk.told(JOINT_REVIEW_CHANGED)])
