"""Announcements over HTTP: for those who write them, and for everybody."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from libs.common.actor import Role
from libs.common.http import PUBLIC, Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.devices.announcements import actions
from services.devices.announcements.rules import AnnouncementOver, NotDraft, NotPublished
from services.devices.announcements.schemas import (
    AnnouncementQuery,
    AnnouncementView,
    PublicQuery,
    PublicView,
    Withdraw,
    WriteAnnouncement,
)
from services.devices.announcements.tables import Announcement
from services.devices.signage.rules import PlaylistTooLong

WRITERS = {Role.CLERK, Role.WINDOW_LEAD, Role.DIRECTOR, Role.ADMINISTRATOR}
PUBLISHERS = {Role.WINDOW_LEAD, Role.DIRECTOR, Role.ADMINISTRATOR}


class AnnouncementRoutes:
    @route("POST", "/announcements", body=WriteAnnouncement(), returns=AnnouncementView(), status=201,
           roles=WRITERS, summary="起草公告、宣传")  # fmt: skip
    def draft_announcement(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return actions.draft_announcement(tx, **body)

    @route("PUT", "/announcements/<announcement_id>", body=WriteAnnouncement(), returns=AnnouncementView(),
           roles=WRITERS, if_match=True, summary="修改草稿", errors=(NotDraft,))  # fmt: skip
    def change_announcement(self, tx: Transaction, announcement_id: str, body: dict[str, Any]) -> Any:
        return actions.change_announcement(tx, announcement_id, **body)

    @route("POST", "/announcements/<announcement_id>/publish", returns=AnnouncementView(), roles=PUBLISHERS,
           summary="发布", errors=(NotDraft, AnnouncementOver, PlaylistTooLong))  # fmt: skip
    def publish_announcement(self, tx: Transaction, announcement_id: str) -> Any:
        return actions.publish(tx, announcement_id)

    @route("POST", "/announcements/<announcement_id>/withdraw", body=Withdraw(), returns=AnnouncementView(),
           roles=PUBLISHERS, summary="撤回", errors=(NotPublished,))  # fmt: skip
    def withdraw_announcement(self, tx: Transaction, announcement_id: str, body: dict[str, Any]) -> Any:
        return actions.withdraw(tx, announcement_id, body["reason"])

    @route("GET", "/announcements", query=AnnouncementQuery(), returns=Page(AnnouncementView()),
           roles={*WRITERS, Role.REPORTER, Role.AUDITOR}, summary="公告、宣传列表")  # fmt: skip
    def list_announcements(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        tx.actor.require_centre(query["centre"])
        found = select(Announcement).where(Announcement.centre == query["centre"])
        for name in ("state", "category"):
            if query[name]:
                found = found.where(getattr(Announcement, name) == query[name])
        return page(tx, found, order_by=[Announcement.id.desc()], cursor=query["cursor"], limit=query["limit"])

    @route("GET", "/announcements/current", query=PublicQuery(), returns=Page(PublicView()), roles=PUBLIC,
           summary="当前有效的公告（公开）")  # fmt: skip
    def current_announcements(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        found = actions.shown_now(tx, query["centre"])
        if query["category"]:
            found = found.where(Announcement.category == query["category"])
        return page(tx, found, order_by=[Announcement.id.desc()], cursor=query["cursor"], limit=query["limit"])
