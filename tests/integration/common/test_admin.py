"""``./dev admin`` against a real installation: migrated files, real broker; once in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, func, insert, select

from libs.common.broker.node import BrokerNode
from libs.common.cli.admin.commands import main
from libs.common.cli.admin.session import settings
from libs.common.clock import SystemClock
from libs.common.database import Database
from libs.common.events.intake import CASE_ACCEPTED, TALLY_RECORDED
from libs.common.identity.secrets import init_secrets
from libs.common.ids import earliest_id, new_id
from libs.common.messaging.failures import Park
from libs.common.messaging.inbox import forget_heard
from libs.common.messaging.parked import park
from libs.common.migrations.migrate import migrate
from services.intake.online.attachments.tables import Attachment
from services.intake.service import Service as Intake
from services.routing.service import Service
from tests.support.harness import virtual_host

Admin = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def admin(broker: BrokerNode, tmp_path: Path) -> Admin:
    """Runs one admin command; secrets and routing's database are there."""
    environment = {
        "BIANMIN_AMQP_URL": broker.amqp_url,
        "BIANMIN_DATABASE_URL": f"sqlite:///{tmp_path}/data/{{service}}.db",
        "BIANMIN_SECRETS_DIR": str(tmp_path / "secrets"),
    }

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        settings.cache_clear()
        done = CliRunner().invoke(main, arguments, env={**environment, **more})
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    init_secrets(tmp_path / "secrets")
    migrate("routing", Service.metadata, f"sqlite:///{tmp_path}/data/routing.db")
    return run


@pytest.fixture
def db(admin: Admin, tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path}/data/routing.db", "routing", SystemClock(), Service.metadata)


def parked_message(db: Database, event_id: str = "e-1") -> str:
    with db.transaction() as tx:
        verdict = Park("RuntimeError: boom", "Traceback …", 6)
        queue = "routing.open-delegation"
        return park(
            tx, queue, CASE_ACCEPTED.routing_key, '{"type": "x"}', verdict,
            event_id=event_id, event_type=CASE_ACCEPTED.type, first_failed_at=tx.now,
        )  # fmt: skip


@pytest.mark.row("N10")
def test_parked_messages_are_listed_shown_replayed_and_dropped(admin: Admin, db: Database) -> None:
    first, second = parked_message(db), parked_message(db, "e-2")
    assert parked_message(db) == first, "killed before the acknowledgement, the same event is parked once"
    listed = admin("parked", "list", "routing").stdout
    assert first in listed
    assert "RuntimeError: boom" in listed
    assert "Traceback" in admin("parked", "show", "routing", first).stdout
    assert admin("parked", "replay", "routing", first).returncode == 0
    assert admin("parked", "drop", "routing", second, "--reason", "重复").returncode == 0
    assert admin("parked", "list", "routing").stdout == ""
    outbox = db.kernel.outbox
    with db.reading() as tx:
        waiting = tx.session.execute(select(outbox.c.exchange, outbox.c.routing_key)).all()
    assert waiting == [("", "routing.open-delegation")], "a replay goes to its own queue, through the outbox"


def test_what_was_settled_is_not_settled_again(admin: Admin, db: Database) -> None:
    message = parked_message(db)
    assert admin("parked", "replay", "routing", message).returncode == 0
    again = admin("parked", "drop", "routing", message, "--reason", "x")
    assert again.returncode == 1
    assert "该消息已处理过" in again.stderr
    assert "没有找到" in admin("parked", "show", "routing", "nothing").stderr


@pytest.mark.row("C9")
def test_audit_verify_says_where_a_chain_is_broken_and_exits_by_it(admin: Admin, db: Database) -> None:
    for number in range(3):
        with db.transaction() as tx:
            tx.audit("thing.make", str(number))
    good = admin("audit", "verify", "routing")
    assert (good.returncode, good.stdout) == (0, "routing: 3 条，完整\n")
    audit = db.kernel.audit
    with db.transaction() as tx:
        tx.session.execute(delete(audit).where(audit.c.id == 2))
    broken = admin("audit", "verify", "routing")
    assert broken.returncode == 1
    assert "第 2 条" in broken.stdout


def test_missing_settings_are_named_by_the_command_itself(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "libs.common.cli.admin", "migrate", "routing"]
    environment = {
        **os.environ,
        "BIANMIN_AMQP_URL": "http://wrong",
        "BIANMIN_LOG_LEVEL": "LOUD",
        "BIANMIN_DATABASE_URL": f"sqlite:///{tmp_path}/{{service}}.db",
        "BIANMIN_SECRETS_DIR": str(tmp_path),
    }
    refused = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert refused.returncode == 1
    assert "amqp_url" in refused.stderr
    assert "log_level" in refused.stderr


@pytest.mark.row("N10")
def test_every_queue_is_there_before_anybody_publishes(admin: Admin, broker: BrokerNode) -> None:
    with virtual_host(broker) as url:
        assert admin("queues", "declare", "reporting", "routing", BIANMIN_AMQP_URL=url).returncode == 0
        name = url.rsplit("/", 1)[1]
        bound = broker.management.call("GET", f"exchanges/{name}/intake.events/bindings/source")
        queues = {binding["destination"] for binding in bound if binding["routing_key"] == TALLY_RECORDED.routing_key}
        assert "reporting.facts" in queues


def test_inbox_rows_are_forgotten_by_the_age_of_the_event(db: Database) -> None:
    inbox = db.kernel.inbox
    old = earliest_id(datetime.now(UTC) - timedelta(days=31)) + "-7"
    with db.transaction() as tx:
        rows = [{"event_id": event_id, "reaction": "r", "at": tx.now} for event_id in (old, new_id())]
        tx.session.execute(insert(inbox), rows)
        assert forget_heard(tx) == 1
        assert tx.session.execute(select(func.count()).select_from(inbox)).scalar_one() == 1


@pytest.mark.row("N1")
def test_the_calendar_is_shown_and_an_arrangement_imported(admin: Admin, tmp_path: Path) -> None:
    admin("migrate", "intake")
    shown = admin("calendar", "show", "2026")
    assert shown.returncode == 0, shown.stderr
    assert "248 个工作日，已确认" in shown.stdout and "2026-02-14" in shown.stdout
    notice = tmp_path / "2027.csv"
    notice.write_text("日期,类别,名称\n2027-01-04,节假日,元旦\n2027-01-09,调休上班,元旦\n", encoding="utf-8")
    asked = ("calendar", "import", str(notice), "--source", "放假安排（样例）", "--year", "2027")
    looked = admin(*asked)
    assert "365 天与现行不同" in looked.stdout and "2027年1月9日由周末改为调休上班（元旦）" in looked.stdout
    assert "365 天暂定" in admin("calendar", "show", "2027").stdout, "only looked at"
    assert "已公布第1号" in admin(*asked, "--publish").stdout
    assert "已确认" in admin("calendar", "show", "2027").stdout
    assert "未作变动" in admin(*asked, "--publish").stdout
    notice.write_text("日期,类别\n2027-01-04,调休上班\n", encoding="utf-8")
    refused = admin(*asked, "--publish")
    assert refused.returncode == 1 and "第2行 kind" in refused.stdout and "放假安排有误" in refused.stderr


def test_files_that_are_missing_are_named(admin: Admin, tmp_path: Path) -> None:
    url, documents = f"sqlite:///{tmp_path}/data/intake.db", {"BIANMIN_DOCUMENTS_DIR": str(tmp_path / "documents")}
    migrate("intake", Intake.metadata, url)
    whole = admin("files", "check", **documents)
    assert (whole.returncode, whole.stdout) == (0, "0 个文件，0 个有误\n")
    db = Database(url, "intake", SystemClock(), Intake.metadata)
    with db.transaction() as tx:
        tx.session.add(
            Attachment(
                id="a-1", centre="taozhu", state="unscanned", media_type="image/jpeg", size=1, pages=1, sha256="0" * 64,
                channel="window", added_at=tx.now, added_by="clerk01", retention_class="ten_years",
            )
        )  # fmt: skip
    db.dispose()
    missing = admin("files", "check", **documents)
    assert missing.returncode == 1 and "attachment a-1" in missing.stdout
