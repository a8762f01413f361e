"""The catalogue over HTTP: public, as the law wants it (政府信息公开)."""

from __future__ import annotations

from typing import Any

from libs.common.http import PUBLIC, Page, page, route
from libs.common.transaction import ReadTransaction
from services.intake.catalogue import views
from services.intake.catalogue.actions import find_items
from services.intake.catalogue.schemas import (
    CentreQuery,
    CentreView,
    ItemQuery,
    ItemSummary,
    ItemVersionQuery,
    ItemView,
)
from services.intake.catalogue.tables import Item
from services.intake.territory import public_centre


class CatalogueRoutes:
    @route("GET", "/items", query=ItemQuery(), returns=Page(ItemSummary()), roles=PUBLIC, summary="事项目录")
    def list_items(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """Items in force, by code."""
        centre = public_centre(tx, query["centre"])
        found = find_items(centre, query["text"], query["window"], query["kind"])
        return page(tx, found, order_by=[Item.code], cursor=query["cursor"], limit=query["limit"])

    @route("GET", "/items/<code>", query=ItemVersionQuery(), returns=ItemView(), roles=PUBLIC, summary="办事指南")
    def show_item(self, tx: ReadTransaction, code: str, query: dict[str, Any]) -> Any:
        """One item with its materials: the version in force, or an earlier one."""
        return views.item_view(tx, public_centre(tx, query["centre"]), code, query["version"])

    @route("GET", "/centre", query=CentreQuery(), returns=CentreView(), roles=PUBLIC, summary="中心、窗口与开放时间")
    def show_centre(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """The centre, its windows with A and B posts, and the opening hours in force."""
        return views.centre_view(tx, public_centre(tx, query["centre"]))
