"""Settings of terminals over HTTP: profiles, and what holds for one terminal."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.errors import Invalid
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.devices.configuration import actions
from services.devices.configuration.rules import PROFILE_NAME
from services.devices.configuration.schemas import (
    ChooseProfile,
    ConfigurationView,
    ProfileQuery,
    ProfileView,
    PutProfile,
)
from services.devices.configuration.tables import Profile
from services.devices.registry.routes import KEEPERS, WATCHERS


class ConfigurationRoutes:
    @route("PUT", "/profiles/<name>", body=PutProfile(), returns=ProfileView(), roles=KEEPERS,
           summary="设置配置模板（all 为本中心全部终端）")  # fmt: skip
    def put_profile(self, tx: Transaction, name: str, body: dict[str, Any]) -> Any:
        if not PROFILE_NAME.fullmatch(name):
            raise Invalid(errors=[{"field": "name", "message": "名称只能用小写字母、数字和连字符"}])
        return actions.put_profile(tx, body["centre"], name, body["settings"])

    @route("GET", "/profiles", query=ProfileQuery(), returns=Page(ProfileView()), roles=WATCHERS,
           summary="配置模板列表")  # fmt: skip
    def list_profiles(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        found = select(Profile).where(Profile.centre == query["centre"])
        return page(tx, found, order_by=[Profile.name], cursor=query["cursor"], limit=query["limit"])

    @route("PUT", "/terminals/<terminal_id>/profile", body=ChooseProfile(), returns=ConfigurationView(),
           roles=KEEPERS, summary="选择终端的配置模板")  # fmt: skip
    def choose_profile(self, tx: Transaction, terminal_id: str, body: dict[str, Any]) -> Any:
        return actions.choose_profile(tx, terminal_id, body["profile"])

    @route("GET", "/terminals/<terminal_id>/configuration", returns=ConfigurationView(), roles=WATCHERS,
           summary="终端的期望配置与上报配置，以及各项来源")  # fmt: skip
    def show_configuration(self, tx: ReadTransaction, terminal_id: str) -> Any:
        return actions.show_configuration(tx, terminal_id)
