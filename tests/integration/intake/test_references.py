"""External references: several of a case, one case of a number, found exactly."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from libs.common.actor import Actor, Role
from libs.common.errors import Forbidden
from libs.common.events.intake import CASE_REFERENCED
from services.intake.casework.cases import queries
from services.intake.casework.references import actions, rules
from tests.integration.intake.case_desk import CLERK, PROMISED, Desk, open_desk

PLATFORM, CITY = "省政务服务平台", "市民政局"
LONG = "11331082002694621X4330112001000202603020001"  # 43 characters, not parsed
OTHER_TOWN = Actor(id="clerk-x", roles=frozenset({Role.CLERK}), centres=frozenset({"elsewhere"}))


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.db.dispose()


def found(desk: Desk, external_id: str, source: str | None = None, actor: Actor = CLERK) -> list[str]:
    with desk.db.reading(actor) as tx:
        return [case.id for case in tx.session.scalars(actions.cases_by_reference(tx, external_id, source))]


@pytest.mark.row("C6")
def test_a_case_has_several_references_and_is_found_by_each_exactly(desk: Desk) -> None:
    case_id, other = desk.register(PROMISED), desk.register(PROMISED)
    with desk.act() as tx:
        actions.add_reference(tx, case_id, PLATFORM, f" {LONG} ")
        actions.add_reference(tx, case_id, CITY, "临民〔2026〕17号")
        actions.add_reference(tx, other, CITY, LONG)
    assert found(desk, LONG, PLATFORM) == [case_id]
    assert sorted(found(desk, LONG)) == sorted([case_id, other])
    assert found(desk, LONG[:-1]) == found(desk, "临民〔2026〕17号", PLATFORM) == []
    assert found(desk, LONG, actor=OTHER_TOWN) == []
    with desk.db.reading(CLERK) as tx:
        shown = queries.case_in_full(tx, case_id)["references"]
        assert [(each.source, each.external_id, each.added_by) for each in shown] == [
            (PLATFORM, LONG, "clerk01"), (CITY, "临民〔2026〕17号", "clerk01"),
        ]  # fmt: skip


@pytest.mark.row("C6")
def test_a_number_of_a_source_is_one_case(desk: Desk) -> None:
    case_id, other = desk.register(PROMISED), desk.register(PROMISED)
    with desk.act() as tx:
        actions.add_reference(tx, case_id, PLATFORM, LONG)
    with pytest.raises(rules.ReferenceTaken) as taken, desk.act() as tx:
        actions.add_reference(tx, other, PLATFORM, LONG)
    assert taken.value.data["case_number"] == desk.case(case_id).case_number
    with pytest.raises(rules.ReferenceGiven), desk.act() as tx:
        actions.add_reference(tx, case_id, PLATFORM, LONG)
    with pytest.raises(Forbidden), desk.act(OTHER_TOWN) as tx:
        actions.add_reference(tx, case_id, PLATFORM, "1")
    with desk.act() as tx:
        actions.remove_reference(tx, case_id, PLATFORM, LONG, "登记到了别的办件")
        actions.add_reference(tx, other, PLATFORM, LONG)
    with pytest.raises(rules.ReferenceUnknown), desk.act() as tx:
        actions.remove_reference(tx, case_id, PLATFORM, LONG, "再撤销")
    assert found(desk, LONG) == [other]
    told = [(event.subject, event.data["removed"]) for event in desk.told(CASE_REFERENCED)]
    assert told == [(case_id, False), (case_id, True), (other, False)]
