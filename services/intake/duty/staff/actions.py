"""Accounts of staff: made, changed, given a password."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from libs.common.errors import Forbidden, NotFound, StaleVersion
from libs.common.identity.lockout import after_success
from libs.common.ids import new_id
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.staff.rules import LoginTaken, require_grantable, require_login
from services.intake.duty.staff.signin import remember
from services.intake.duty.staff.tables import Staff
from services.intake.duty.whereabouts.following import follow_staff


def create_staff(tx: Transaction, centre: str, login: str, **values: Any) -> Staff:
    """A new account, without a password. Raises Invalid, LoginTaken, Forbidden (territory)."""
    plain = require_login(login)
    require_grantable(tx.actor, values["centres"])
    if tx.session.scalar(select(Staff.id).where(Staff.login == plain)) is not None:
        raise LoginTaken(field="login")
    staff = Staff(id=new_id(), centre=centre, login=plain, active=True, failed_at=[], locks=0, version=1, **values)
    tx.session.add(staff)
    tx.audit("staff.create", staff.id, login=plain, roles=staff.roles, centres=staff.centres)
    return staff


def change_staff(tx: Transaction, staff_id: str, **values: Any) -> Staff:
    """Change an account. Its tokens live on until they end. Raises NotFound, StaleVersion, Forbidden."""
    staff = staff_member(tx, staff_id, lock=True)
    if tx.if_match is not None and staff.version != tx.if_match:
        raise StaleVersion(version=staff.version)
    require_grantable(tx.actor, values.get("centres", ()))
    for name, value in values.items():
        setattr(staff, name, value)
    staff.version += 1
    follow_staff(tx, staff)
    tx.audit("staff.change", staff.id, **values)
    return staff


def store_password(tx: Transaction, staff: Staff, hashed: str) -> None:
    """Give the account a password (already hashed, outside this transaction) and lift any lock-out."""
    staff.password_hash = hashed
    remember(staff, after_success())
    staff.version += 1
    tx.audit("staff.set_password", staff.id)


def staff_member(tx: ReadTransaction, staff_id: str, lock: bool = False) -> Staff:
    """An account in the actor's territory. Raises NotFound, Forbidden."""
    query = select(Staff).where(Staff.id == staff_id)
    staff = tx.session.scalars(query.with_for_update() if lock else query).one_or_none()
    if staff is None:
        raise NotFound(f"Staff {staff_id}")
    tx.actor.require_centre(staff.centre)
    # Somebody with a wider territory is not for a centre's own administrator to change.
    if lock and "*" in staff.centres and not tx.actor.sees_centre("*"):
        raise Forbidden("该账号的管辖范围大于您的管辖范围")
    return staff


def staff_by_login(tx: ReadTransaction, login: str) -> Staff:
    """Raises NotFound."""
    staff = tx.session.scalars(select(Staff).where(Staff.login == login.strip().lower())).one_or_none()
    if staff is None:
        raise NotFound(f"没有用户“{login}”", field="login")
    return staff


def find_staff(centre: str, text: str | None = None, active: bool | None = None) -> Select[Staff]:
    query = select(Staff).where(Staff.centre == centre)
    if text:
        query = query.where(
            Staff.login.contains(text.lower(), autoescape=True) | Staff.name.contains(text, autoescape=True)
        )
    if active is not None:
        query = query.where(Staff.active.is_(active))
    return query
