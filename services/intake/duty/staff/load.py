"""The staff's part of loading a town: accounts without a password, until an administrator sets one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.ids import new_id
from libs.common.transaction import Transaction
from services.intake.duty.staff.tables import Staff
from services.intake.sheets import Row, Sheets

# login, name, roles, everywhere: accounts that every town starts with.
OFFICE = (
    ("director", "中心主任", Role.DIRECTOR, False),
    ("petitions", "诉求专员", Role.PETITION_OFFICER, False),
    ("reporter", "统计员", Role.REPORTER, False),
    ("auditor", "审计员", Role.AUDITOR, True),
    ("operator", "运维员", Role.OPERATOR, True),
    ("administrator", "管理员", Role.ADMINISTRATOR, True),
)


def read_accounts(sheets: Sheets, centre: str, windows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every account that the sheets imply: posts at windows, two agents a village, one a unit, the office."""
    accounts = read_posts(windows, centre)
    for login, name, role, everywhere in OFFICE:
        accounts.append(_account(login, name, [role], ["*"] if everywhere else [centre]))
    for _, (code, agents) in sheets.read("villages.csv", _village):
        for letter, name in agents.items():
            login = f"agent-{code}-{letter}"
            accounts.append(_account(login, name, [Role.VILLAGE_AGENT], [centre], villages=[code]))
    for _, (code, name) in sheets.read("units.csv", lambda row: (row.text("code"), row.text("name"))):
        accounts.append(_account(code.lower(), name, [Role.HANDLING_UNIT], [centre], unit=code))
    return accounts


def read_posts(windows: list[dict[str, Any]], centre: str, prefix: str = "clerk") -> list[dict[str, Any]]:
    """The accounts of those who sit at the windows: ``clerk01`` …, in the order of their names."""
    names = sorted({window[post] for window in windows for post in ("post_a", "post_b")})
    return [_account(f"{prefix}{n:02}", name, [Role.CLERK], [centre]) for n, name in enumerate(names, 1)]


def load_accounts(tx: Transaction, centre: str, accounts: list[dict[str, Any]]) -> int:
    """Add the accounts that are missing; those that exist are an administrator's to change. Returns how many."""
    known = set(tx.session.scalars(select(Staff.login)))
    missing = [account for account in accounts if account["login"] not in known]
    tx.session.add_all(Staff(id=new_id(), centre=centre, **account) for account in missing)
    tx.session.flush()
    return len(missing)


def _village(row: Row) -> tuple[str, dict[str, str]]:
    return row.text("code"), {"a": row.text("agent_a"), "b": row.text("agent_b")}


def _account(
    login: str,
    name: str,
    roles: list[Role],
    centres: list[str],
    villages: list[str] | None = None,
    unit: str | None = None,
) -> dict[str, Any]:
    return {
        "login": login,
        "name": name,
        "roles": [role.value for role in roles],
        "centres": centres,
        "villages": villages or [],
        "unit": unit,
        "active": True,
        "failed_at": [],
    }
