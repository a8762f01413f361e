"""Versions of items on both databases: drafted, published now or from a day on, ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import eventlet
import pytest
from sqlalchemy import select

from libs.common.actor import Actor, Role
from libs.common.audit import verify
from libs.common.errors import Forbidden, StaleVersion
from libs.common.events.intake import ITEM_DRAFT_CHANGED, ITEM_PUBLISHED, ITEM_RETIRED
from services.intake.items.catalogue import drafting, editing_views, ending, refusals
from services.intake.items.catalogue.actions import contents_of, in_force, item_for_case
from services.intake.items.catalogue.rules import ItemNotOffered
from services.intake.items.catalogue.sweeps import follow_days
from services.intake.items.catalogue.tables import Draft
from services.intake.items.guide.views import guide_of
from tests.integration.intake.case_desk import DIRECTOR, Desk, day, open_desk
from tests.integration.intake.catalogue_desk import (
    CENTRE,
    LEAD,
    PLAIN,
    draft,
    end,
    material,
    new_version,
    publish,
    sweep,
    versions,
)
from tests.support.postgres import PostgresServer


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)  # Monday 2 March, 8:30
    yield opened
    opened.db.dispose()


@pytest.mark.row("C1", "S4.3")
def test_a_draft_is_changed_and_published_and_the_version_before_it_retires(desk: Desk) -> None:
    begun = draft(desk, promised_limit=9)
    with pytest.raises(refusals.DraftStands) as refused, desk.act(LEAD) as tx:
        drafting.begin_draft(tx, CENTRE, PLAIN, {})
    assert refused.value.data == {"draft": begun}
    with desk.act(LEAD) as tx:
        tx.if_match = 1
        changed = drafting.change_draft(tx, begun, {"fee": "10元", "conditions": ["甲", "乙"]})
        assert changed.version == 2
        view = editing_views.draft_view(tx, changed)
    assert {each.field: (each.was, each.now) for each in view["differences"]} == {
        "promised_limit": ("10", "9"), "fee": ("不收费", "10元"),
        "conditions": ("用地符合规划、不占永久基本农田，已与村集体签订用地协议", "甲；乙"),
    }  # fmt: skip
    with pytest.raises(StaleVersion), desk.act(LEAD) as tx:
        tx.if_match = 1
        drafting.change_draft(tx, begun, {"fee": "11元"})
    published = publish(desk, begun)
    assert (published.state, published.item_version, published.valid_from) == ("published", 2, day("2026-03-02"))
    assert versions(desk) == [
        (1, "retired", "2026-03-02", "2026-03-02"), (2, "published", "2026-03-02", "None"),
    ]  # fmt: skip
    told = desk.told(ITEM_PUBLISHED)[-1].data
    assert (told["item_code"], told["version"], told["promised_limit"]) == (PLAIN, 2, 9)
    assert told["valid_from"] == day("2026-03-02")
    assert [event.data["state"] for event in desk.told(ITEM_DRAFT_CHANGED)] == ["draft", "published"]
    with pytest.raises(refusals.DraftPublished), desk.act(LEAD) as tx:
        drafting.change_draft(tx, begun, {"fee": "11元"})
    with desk.db.reading() as tx:
        item = item_for_case(tx, CENTRE, PLAIN)
        assert contents_of(tx, [item])[0].fingerprint == item.fingerprint
        assert verify(tx).ok


@pytest.mark.row("S5.1", "C1", "C3")
def test_a_new_item_shows_what_it_lacks_until_it_is_whole(desk: Desk) -> None:
    begun = draft(desk, "BM-NEW-1")
    with desk.db.reading() as tx:
        lacking = {fault.field for fault in editing_views.draft_view(tx, tx.one(Draft, begun))["faults"]}
    assert {"name", "procedure", "conditions", "materials", "promised_limit", "fee", "fee_basis"} <= lacking
    with pytest.raises(refusals.DisclosureIncomplete):
        publish(desk, begun)
    whole = {
        "name": "新设事项", "kind": "promised", "window": 3, "legal_limit": 10, "promised_limit": 11, "fee": "不收费",
        "fee_basis": "不涉及收费", "conditions": ["无"], "procedure": ["申请", "办结"], "result": "证明",
        "materials": [material("身份证", "copy", 1)],
    }  # fmt: skip
    with desk.act(LEAD) as tx:
        drafting.change_draft(tx, begun, whole)
    with pytest.raises(refusals.PromisedOverLegal):
        publish(desk, begun)
    with desk.act(LEAD) as tx:
        drafting.change_draft(tx, begun, {"promised_limit": 10})
    publish(desk, begun)
    assert versions(desk, "BM-NEW-1") == [(1, "published", "2026-03-02", "None")]
    with desk.db.reading() as tx:
        assert guide_of(tx, CENTRE, "BM-NEW-1", None)["window_name"] == "计划生育"


@pytest.mark.row("C1")
def test_a_version_from_a_day_on_is_in_force_at_its_midnight_whatever_stood_still(desk: Desk) -> None:
    scheduled = new_version(desk, valid_from="2026-03-10", promised_limit=8)
    assert (scheduled.state, scheduled.item_version) == ("scheduled", None)
    later = new_version(desk, "BM-GT-005", valid_from="2026-03-12", promised_limit=2)
    end(desk, "2026-03-10", "BM-LY-004")  # still offered on its last day, whatever else that day brings
    assert sweep(desk, "2026-03-09 23:59") == 0
    with desk.db.reading() as tx:
        assert item_for_case(tx, CENTRE, PLAIN).promised_limit == 10
        assert guide_of(tx, CENTRE, PLAIN, None)["next_from"] == day("2026-03-10")
    assert sweep(desk, "2026-03-10 00:00") == 1
    assert versions(desk) == [
        (1, "retired", "2026-03-02", "2026-03-09"), (2, "published", "2026-03-10", "None"),
    ]  # fmt: skip
    assert [event.data["version"] for event in desk.told(ITEM_PUBLISHED)[-1:]] == [2]
    # Nobody swept on the 12th: the version counts from its day all the same.
    assert sweep(desk, "2026-03-16 08:00") == 2
    assert versions(desk, "BM-GT-005")[1:] == [(2, "published", "2026-03-12", "None")]
    with desk.db.reading() as tx:
        assert tx.one(Draft, later.id).item_version == 2


@pytest.mark.row("C1")
def test_one_draft_and_one_scheduled_version_at_a_time(desk: Desk) -> None:
    scheduled = new_version(desk, valid_from="2026-03-10", promised_limit=8)
    second = draft(desk, promised_limit=7)
    with pytest.raises(refusals.VersionScheduled) as refused:
        publish(desk, second, "2026-03-20")
    assert refused.value.data == {"items": {PLAIN: "2026-03-10"}}
    with pytest.raises(refusals.VersionScheduled):
        publish(desk, second)
    with pytest.raises(refusals.DraftStands), desk.act(DIRECTOR) as tx:
        drafting.recall_draft(tx, scheduled.id)
    publish(desk, second, despite_scheduled=True)
    with desk.db.reading() as tx:
        (outdated,) = editing_views.catalogue_faults(tx, CENTRE)
    assert (outdated["draft_id"], outdated["faults"][0].code) == (scheduled.id, "outdated")
    with desk.act(DIRECTOR) as tx:
        assert drafting.recall_draft(tx, scheduled.id).valid_from is None
    with pytest.raises(refusals.DraftOutdated) as late:
        publish(desk, scheduled.id)
    assert late.value.data == {"base": 1, "current": 2}
    with desk.act(LEAD) as tx:
        drafting.rebase_draft(tx, scheduled.id)
    assert publish(desk, scheduled.id).item_version == 3


@pytest.mark.row("C1")
def test_what_says_nothing_new_or_begins_yesterday_is_refused(desk: Desk) -> None:
    begun = draft(desk)
    with pytest.raises(refusals.ItemUnchanged):
        publish(desk, begun)
    with pytest.raises(refusals.ValidFromPast):
        publish(desk, begun, "2026-03-01")
    with desk.act(LEAD) as tx:
        drafting.discard_draft(tx, begun)
    with pytest.raises(refusals.DraftDiscarded):
        publish(desk, begun)
    scheduled = new_version(desk, valid_from="2026-03-10", promised_limit=8)
    with pytest.raises(Forbidden), desk.act(LEAD) as tx:
        drafting.discard_draft(tx, scheduled.id)
    with desk.act(DIRECTOR) as tx:
        drafting.discard_draft(tx, scheduled.id)
    assert sweep(desk, "2026-03-11 08:00") == 0
    elsewhere = Actor(id="x", roles=frozenset({Role.DIRECTOR}), centres=frozenset({"other"}))
    with pytest.raises(Forbidden), desk.act(elsewhere) as tx:
        drafting.draft_of_actor(tx, begun)


@pytest.mark.row("C1")
def test_an_item_ends_after_its_last_day_and_may_go_on_until_then(desk: Desk) -> None:
    with pytest.raises(refusals.LastDayPast):
        end(desk, "2026-03-01")
    end(desk, "2026-03-06")
    with pytest.raises(refusals.LastDayStands):
        end(desk, "2026-03-07")
    with desk.act(DIRECTOR) as tx:
        ending.go_on_offering(tx, CENTRE, PLAIN)
    with pytest.raises(refusals.NoLastDay), desk.act(DIRECTOR) as tx:
        ending.go_on_offering(tx, CENTRE, PLAIN)
    end(desk, "2026-03-06")
    # A correction in the last week: the day is the item's, not the version's.
    new_version(desk, fee="10元")
    assert sweep(desk, "2026-03-06 23:59") == 0
    desk.register(PLAIN, [])
    desk.at("2026-03-07 00:00")
    with pytest.raises(ItemNotOffered):  # swept or not
        desk.register(PLAIN, [])
    assert desk.told(ITEM_RETIRED) == []
    assert sweep(desk, "2026-03-09 08:00") == 1
    assert versions(desk)[-1] == (2, "retired", "2026-03-02", "2026-03-06")
    (told,) = desk.told(ITEM_RETIRED)
    assert (told.data["item_code"], told.data["version"], told.data["last_day"]) == (PLAIN, 2, day("2026-03-06"))
    back = new_version(desk, fee="20元")
    assert (back.base_version, back.item_version) == (None, 3)
    with desk.db.reading() as tx:
        assert item_for_case(tx, CENTRE, PLAIN).valid_until is None


@pytest.mark.row("C1")
def test_an_item_ends_at_once_unless_a_scheduled_version_would_bring_it_back(desk: Desk) -> None:
    scheduled = new_version(desk, valid_from="2026-03-10", promised_limit=8)
    with pytest.raises(refusals.VersionScheduled):
        end(desk, None)
    with desk.act(DIRECTOR) as tx:
        drafting.discard_draft(tx, scheduled.id)
    with pytest.raises(StaleVersion), desk.act(DIRECTOR) as tx:
        tx.if_match = 2
        ending.end_item(tx, CENTRE, PLAIN, None, "停办")
    end(desk, None)
    assert versions(desk) == [(1, "retired", "2026-03-02", "2026-03-02")]
    with desk.db.reading() as tx:
        assert in_force(tx, CENTRE, PLAIN) is None
        audited = str(tx.session.execute(select(tx.kernel.audit.c.details)).all())
    assert "13800001234" not in audited and "政策调整" in audited


@pytest.mark.row("C1")
def test_sweeps_of_four_replicas_at_midnight_do_it_once(postgres: PostgresServer, tmp_path: Path) -> None:
    desk = open_desk(postgres.create_database(), tmp_path)
    new_version(desk, valid_from="2026-03-10", promised_limit=8)
    desk.at("2026-03-10 00:00")

    def replica() -> int:
        with desk.db.transaction() as tx:
            return follow_days(tx)

    runs = [eventlet.spawn(replica) for _ in range(4)]
    assert sorted(run.wait() for run in runs) == [0, 0, 0, 1]
    assert len(versions(desk)) == 2
    desk.db.dispose()
