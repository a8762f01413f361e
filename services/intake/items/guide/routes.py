"""The guide over HTTP: public, as the law wants it (政府信息公开)."""

from __future__ import annotations

from typing import Any

from libs.common.http import PUBLIC, Page, page, route
from libs.common.transaction import ReadTransaction
from services.intake.items.catalogue.rules import ItemNotOffered
from services.intake.items.guide import views
from services.intake.items.guide.actions import find_items
from services.intake.items.guide.schemas import ItemQuery, ItemSummary, ItemVersionQuery, ItemView
from services.intake.territory import public_centre


class GuideRoutes:
    @route("GET", "/items", query=ItemQuery(), returns=Page(ItemSummary()), roles=PUBLIC, summary="查找事项")
    def list_items(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """Items in force, the closest to what was typed first, then by code."""
        cursor, limit, asked = query.pop("cursor"), query.pop("limit"), query.pop("centre")
        centre = None if asked is None else public_centre(tx, asked)
        wish, order = find_items(tx, centre, **query)
        found = page(tx, wish, order_by=order, cursor=cursor, limit=limit)
        return {**found, "items": views.summaries(tx, found["items"])}

    @route(
        "GET", "/items/<code>", query=ItemVersionQuery(), returns=ItemView(), roles=PUBLIC, etag=False,
        summary="办事指南", errors=(ItemNotOffered,),
    )  # fmt: skip
    def show_item(self, tx: ReadTransaction, code: str, query: dict[str, Any]) -> Any:
        """One item with its materials: the version in force, or an earlier one."""
        return views.guide_of(tx, public_centre(tx, query["centre"]), code, query["version"])
