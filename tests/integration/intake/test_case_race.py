"""Fifty clerks change one case at once, each by what they saw: nobody's change is lost, on SQLite and PostgreSQL."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from libs.common import audit
from libs.common.events.intake import CASE_REFERENCED, CASE_STAGE_ENDED
from services.intake.casework.references.actions import references_of
from services.intake.casework.stages.actions import stages_of
from tests.integration.intake.case_desk import PROMISED, open_desk

ROOT = Path(__file__).resolve().parents[3]
REPLICA = "import eventlet; eventlet.monkey_patch(); from tests.integration.intake.case_crowd import main; main()"
CLERKS = 50
REPLICAS = {"sqlite": 1, "postgresql": 2}  # on SQLite a service runs once


@pytest.mark.row("C9")
def test_fifty_clerks_on_one_case_lose_no_update(database_url: str, tmp_path: Path) -> None:
    desk = open_desk(database_url, tmp_path)
    case_id = desk.accepted(PROMISED)
    version, count = desk.case(case_id).version, REPLICAS[desk.db.engine.dialect.name]
    share = CLERKS // count
    replicas = [
        subprocess.Popen(
            [sys.executable, "-c", REPLICA, database_url, str(tmp_path / "secrets"), case_id, str(version),
             str(n * share), str(share)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for n in range(count)
    ]  # fmt: skip

    def heard() -> list[str]:
        """The next line of each."""
        return [replica.stdout.readline() for replica in replicas if replica.stdout is not None]

    def go() -> None:
        for replica in replicas:
            assert replica.stdin is not None
            replica.stdin.write("\n")
            replica.stdin.flush()

    try:
        assert heard() == ["ready\n"] * count
        go()
        outcomes: Counter[str] = sum((Counter(json.loads(line)) for line in heard()), Counter())
        assert outcomes == {"done": 1, "stale_version": CLERKS - 1}, "all saw the same: one is first, nobody is dropped"
        assert desk.case(case_id).version == version + 1
        go()
        tries = [each for line in heard() for each in json.loads(line)]
    finally:
        for replica in replicas:
            replica.kill()
            replica.wait()
    assert len(tries) == CLERKS - 1
    assert desk.case(case_id).version == version + CLERKS
    with desk.db.reading() as tx:
        assert {each.external_id for each in references_of(tx, case_id)} == {f"编号{n}" for n in range(0, CLERKS, 2)}
        stages = stages_of(tx, case_id)
        assert {each.opinion for each in stages} == {f"第{n}人" for n in range(1, CLERKS, 2)}
        assert [each.no for each in stages] == list(range(1, CLERKS // 2 + 1))
        book = desk.db.kernel.audit
        acts = select(book.c.action, func.count()).where(book.c.subject == case_id).group_by(book.c.action)
        found = dict(tx.session.execute(acts).all())
        assert (found["case.refer"], found["case.stage-begin"], found["case.stage-finish"]) == (25, 25, 25)
        assert audit.verify(tx).ok
    assert len(desk.told(CASE_REFERENCED)) == len(desk.told(CASE_STAGE_ENDED)) == CLERKS // 2
    desk.db.dispose()
