"""Two replicas at the same applications: each becomes one case, and a limit on files is a limit."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from libs.common.events.intake import APPLICATION_TAKEN_IN
from services.intake.casework.cases.tables import Case
from services.intake.online.attachments.tables import Attachment
from tests.integration.intake.case_desk import open_desk
from tests.integration.intake.online_crowd import PAPERS
from tests.integration.intake.online_desk import begin, submitted

ROOT = Path(__file__).resolve().parents[3]
REPLICA = "import eventlet; eventlet.monkey_patch(); from tests.integration.intake.online_crowd import main; main()"
APPLICATIONS, MOST = 30, 60
REPLICAS = {"sqlite": 1, "postgresql": 2}  # on SQLite a service runs once


@pytest.mark.row("S4.4")
def test_each_application_becomes_one_case_and_no_file_too_many_is_kept(database_url: str, tmp_path: Path) -> None:
    desk = open_desk(database_url, tmp_path)
    for n in range(1, APPLICATIONS + 1):
        submitted(desk, n, materials=(1,))
    begin(desk, 900)
    count = REPLICAS[desk.db.engine.dialect.name]
    replicas = [
        subprocess.Popen(
            [sys.executable, "-c", REPLICA, database_url, str(tmp_path / "secrets"), str(seed)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for seed in range(count)
    ]  # fmt: skip
    try:
        for replica in replicas:
            assert replica.stdout is not None and replica.stdout.readline() == "ready\n"
        for replica in replicas:
            assert replica.stdin is not None
            replica.stdin.write("\n")
            replica.stdin.flush()
        answers = [json.loads(replica.communicate(timeout=100)[0]) for replica in replicas]
    finally:
        for replica in replicas:
            replica.kill()
            replica.wait()
    outcomes: Counter[str] = sum((Counter(answer) for answer in answers), Counter())
    kept = min(MOST, count * PAPERS)
    assert outcomes == +Counter(
        taken_in=APPLICATIONS, application_already_taken_in=(count - 1) * APPLICATIONS, kept=kept,
        too_many_files=count * PAPERS - kept,
    )  # fmt: skip
    with desk.db.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Case)) == APPLICATIONS
        carried = select(Attachment.case_id, func.count()).where(Attachment.case_id.is_not(None))
        assert {number for _, number in tx.session.execute(carried.group_by(Attachment.case_id))} == {1}
        assert tx.session.scalar(select(func.count()).where(Attachment.case_id.is_(None))) == kept
    assert len(desk.told(APPLICATION_TAKEN_IN)) == APPLICATIONS
    desk.db.dispose()
