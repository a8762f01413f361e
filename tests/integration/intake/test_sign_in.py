"""Signing in: passwords, lock-out, tokens that other services verify, accounts managed by an administrator."""

from pathlib import Path

import pytest
from sqlalchemy import select

from libs.common.actor import Role
from libs.common.broker.node import BrokerNode
from libs.common.identity.secrets import public_key
from libs.common.identity.tokens import verify
from services.intake.admin import set_password
from tests.integration.intake.hall import open_hall
from tests.support.harness import Client, Running

SECRET = "a-synthetic-password-1"


def sign_in(hall: Running, login: str, password: str):  # type: ignore[no-untyped-def]
    return hall.anonymous().post("/sessions", json={"login": login, "password": password})


def audited(hall: Running) -> list[str]:
    with hall.db.reading() as tx:
        audit = tx.kernel.audit
        return [a for a in tx.session.scalars(select(audit.c.action).order_by(audit.c.id)) if a.startswith("staff.")]


@pytest.mark.row("S2.1")
def test_a_clerk_signs_in_with_the_password_that_was_set(database_url: str, broker: BrokerNode, tmp_path: Path) -> None:
    with open_hall(database_url, broker, tmp_path) as hall:
        assert sign_in(hall, "clerk01", "").status_code == 422
        assert sign_in(hall, "clerk01", "anything at all").json()["code"] == "sign_in_refused"
        set_password(hall.db, "clerk01", SECRET)
        answer = sign_in(hall, " Clerk01", SECRET)
        assert answer.status_code == 201
        actor = verify(answer.json()["token"], public_key(hall.settings.secrets_dir))
        assert (actor.name, actor.roles, actor.centres) == ("窗口员01", {Role.CLERK}, {"taozhu"})
        clerk = Client(hall.anonymous().base, {"Authorization": "Bearer " + answer.json()["token"]})
        assert clerk.get("/sessions/me").json()["login"] == "clerk01"
        assert clerk.post("/tickets", json={"business_class": "A"}).status_code == 201
        assert SECRET not in answer.text
        assert "password" not in answer.text
        assert sign_in(hall, "nobody-here", SECRET).json()["code"] == "sign_in_refused"


def test_five_wrong_passwords_lock_the_account_and_an_administrator_lifts_it(
    database_url: str, broker: BrokerNode, tmp_path: Path
) -> None:
    with open_hall(database_url, broker, tmp_path) as hall:
        set_password(hall.db, "clerk02", SECRET)
        codes = [sign_in(hall, "clerk02", "wrong").json()["code"] for _ in range(6)]
        assert codes == ["sign_in_refused"] * 5 + ["account_locked"]
        locked = sign_in(hall, "clerk02", SECRET)
        assert (locked.status_code, locked.json()["code"]) == (429, "account_locked")
        assert audited(hall)[-2:] == ["staff.sign_in_refused", "staff.lock_out"]
        boss = hall.client(Role.ADMINISTRATOR)
        account = boss.get("/staff", params={"text": "clerk02"}).json()["items"][0]
        assert account["locked_until"]
        assert boss.post(f"/staff/{account['id']}/password", json={"password": SECRET + "x"}).status_code == 204
        assert sign_in(hall, "clerk02", SECRET).json()["code"] == "sign_in_refused"
        assert sign_in(hall, "clerk02", SECRET + "x").status_code == 201


def test_an_administrator_makes_changes_and_closes_accounts(
    database_url: str, broker: BrokerNode, tmp_path: Path
) -> None:
    with open_hall(database_url, broker, tmp_path) as hall:
        boss = hall.client(Role.ADMINISTRATOR)
        fresh = {"login": "clerk99", "name": "窗口员99", "roles": ["clerk"], "centres": ["taozhu"]}
        made = boss.post("/staff", json=fresh)
        assert made.status_code == 201
        assert boss.post("/staff", json=fresh).json()["code"] == "login_taken"
        assert boss.post("/staff", json={**fresh, "login": "clerk98", "centres": ["*"]}).status_code == 403
        assert boss.post("/staff", json={**fresh, "login": "clerk98", "roles": ["king"]}).status_code == 422
        assert hall.client(Role.CLERK).get("/staff").status_code == 403
        path, secret = f"/staff/{made.json()['id']}", {"password": SECRET}
        assert boss.post(path + "/password", json={"password": "short"}).status_code == 422
        assert boss.post(path + "/password", json=secret).status_code == 204
        assert boss.request("PATCH", path, json={"active": False}).status_code == 428
        stale = boss.request("PATCH", path, json={"active": False}, headers={"If-Match": '"1"'})
        assert stale.status_code == 412
        closed = boss.request("PATCH", path, json={"active": False}, headers={"If-Match": '"2"'})
        assert closed.json()["active"] is False
        assert sign_in(hall, "clerk99", SECRET).json()["code"] == "sign_in_refused"
        (director,) = boss.get("/staff", params={"text": "administrator"}).json()["items"]
        assert boss.post(f"/staff/{director['id']}/password", json=secret).status_code == 403
