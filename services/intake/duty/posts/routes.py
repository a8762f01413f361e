"""Posts over HTTP: nobody hands over by hand; who is away, and back, is said elsewhere."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction
from services.intake.duty.posts import schemas, views
from services.intake.duty.posts.tables import PostHandover
from services.intake.territory import acting_centre

LOOKING = (Role.CLERK, Role.WINDOW_LEAD, Role.DIRECTOR, Role.AUDITOR)


class PostRoutes:
    @route(
        "GET", "/posts", query=schemas.CentreQuery(), returns=schemas.PostsView(), roles=LOOKING,
        summary="各窗口现在由谁负责（AB岗）",
    )  # fmt: skip
    def list_posts(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        return {"items": views.posts_view(tx, acting_centre(tx, query["centre"]))}

    @route(
        "GET", "/posts/handovers", query=schemas.HandoverQuery(), returns=Page(schemas.PostHandoverView()),
        roles=LOOKING, summary="AB岗交接记录",
    )  # fmt: skip
    def list_post_handovers(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        centre = acting_centre(tx, query["centre"])
        found = views.find_handovers(centre, query["window"], query["first"], query["last"])
        order = [PostHandover.at.desc(), PostHandover.id.desc()]
        return page(tx, found, order_by=order, cursor=query["cursor"], limit=query["limit"])

    @route(
        "GET", "/posts/handovers/<handover_id>", returns=schemas.HandoverInFull(), roles=LOOKING,
        summary="一次交接及其清单",
    )  # fmt: skip
    def show_post_handover(self, tx: ReadTransaction, handover_id: str) -> Any:
        return views.handover_in_full(tx, handover_id)
