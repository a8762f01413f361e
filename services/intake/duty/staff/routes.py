"""Signing in, and the accounts of staff, over HTTP."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.database import Database
from libs.common.errors import Unauthenticated
from libs.common.http import PUBLIC, Call, Page, Rate, page, route
from libs.common.identity.lockout import AccountLocked
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.duty.staff.actions import change_staff, create_staff, find_staff, staff_member, store_password
from services.intake.duty.staff.rules import LoginTaken, SignInRefused
from services.intake.duty.staff.schemas import (
    ChangeStaff,
    CreateStaff,
    SetPassword,
    SignedInView,
    SignIn,
    StaffQuery,
    StaffView,
)
from services.intake.duty.staff.signin import PasswordsProvider, sign_in
from services.intake.duty.staff.tables import Staff
from services.intake.territory import acting_centre

ADMINISTRATOR = (Role.ADMINISTRATOR,)


class StaffRoutes:
    db: Database
    passwords = PasswordsProvider()

    @route(
        "POST", "/sessions", body=SignIn(), returns=SignedInView(), status=201, roles=PUBLIC, mode="none",
        idempotent=False, rate=Rate(per_second=1, burst=20), summary="登录", errors=(SignInRefused, AccountLocked),
    )  # fmt: skip
    def post_session(self, call: Call, body: dict[str, Any]) -> Any:
        """Check a password and give a token, to be sent as ``Authorization: Bearer``."""
        return sign_in(self.db, call.transaction, self.passwords, body["login"], body["password"])

    @route("GET", "/sessions/me", returns=StaffView(), roles=tuple(Role), summary="我的账号")
    def show_me(self, tx: ReadTransaction) -> Any:
        """The account behind the token, as it is now."""
        staff = tx.session.scalar(select(Staff).where(Staff.login == tx.actor.id))
        if staff is None or not staff.active:
            raise Unauthenticated("账号不存在或已停用")
        return staff

    @route("GET", "/staff", query=StaffQuery(), returns=Page(StaffView()), roles=ADMINISTRATOR, summary="工作人员")
    def list_staff(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        found = find_staff(acting_centre(tx, query["centre"]), query["text"], query["active"])
        return page(tx, found, order_by=[Staff.login], cursor=query["cursor"], limit=query["limit"])

    @route("GET", "/staff/<staff_id>", returns=StaffView(), roles=ADMINISTRATOR, summary="工作人员账号")
    def show_staff(self, tx: ReadTransaction, staff_id: str) -> Any:
        return staff_member(tx, staff_id)

    @route(
        "POST", "/staff", body=CreateStaff(), returns=StaffView(), status=201, roles=ADMINISTRATOR,
        summary="新增工作人员", errors=(LoginTaken,),
    )  # fmt: skip
    def post_staff(self, tx: Transaction, body: dict[str, Any]) -> Any:
        """The account cannot be used until it is given a password."""
        return create_staff(tx, acting_centre(tx, body.pop("centre")), body.pop("login"), **body)

    @route(
        "PATCH", "/staff/<staff_id>", body=ChangeStaff(), returns=StaffView(), roles=ADMINISTRATOR, if_match=True,
        summary="修改工作人员",
    )  # fmt: skip
    def patch_staff(self, tx: Transaction, staff_id: str, body: dict[str, Any]) -> Any:
        return change_staff(tx, staff_id, **body)

    @route(
        "POST", "/staff/<staff_id>/password", body=SetPassword(), roles=ADMINISTRATOR, mode="none",
        idempotent=False, summary="设置密码，解除锁定",
    )  # fmt: skip
    def post_password(self, call: Call, staff_id: str, body: dict[str, Any]) -> None:
        hashed = self.passwords.hash(body["password"])
        with call.transaction(self.db) as tx:
            store_password(tx, staff_member(tx, staff_id, lock=True), hashed)
