"""Online applications for everybody: begun without a sign-in, gone on with by one-time links.

A link's secret comes in a header (``Authorization: Link …``), for addresses are logged.
"""

from __future__ import annotations

from typing import Any

from libs.common.http import PUBLIC, Page, Rate, page, route
from libs.common.http.call import Call
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.casework.cases.refusals import UnknownMaterial
from services.intake.items.catalogue.rules import ItemNotOffered
from services.intake.items.catalogue.tables import Item
from services.intake.items.guide.schemas import ItemSummary
from services.intake.items.guide.views import summaries
from services.intake.online.applications import filling, following, links, offering, refusals, uploading, views
from services.intake.online.applications import schemas as wanted
from services.intake.online.attachments.listing import shown
from services.intake.online.attachments.routes import FILE_REFUSALS, JUDGING_SECONDS, LARGEST, SENT_AS
from services.intake.online.attachments.schemas import MaterialQuery
from services.intake.territory import public_centre

# A person begins one now and then; a hall's computer serves a few people an hour. Who tries out numbers is slowed down.
BEGIN_RATE = Rate(per_second=0.05, burst=6)
LINK_RATE = Rate(per_second=0.1, burst=6)
UPLOAD_RATE = Rate(per_second=0.5, burst=30)
USUAL_RATE = Rate(per_second=1, burst=30)
MOVE_REFUSALS = (*refusals.IllegalMove.__subclasses__(),)
LINK_REFUSALS = (refusals.LinkInvalid, refusals.LinkForOther)


class ApplicationRoutes:
    @route(
        "GET", "/online-items", query=wanted.OnlineItemQuery(), returns=Page(ItemSummary()), roles=PUBLIC,
        summary="可网上申请的事项",
    )  # fmt: skip
    def list_online_items(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        wish = offering.online_items(tx, public_centre(tx, query["centre"]))
        found = page(tx, wish, order_by=[Item.code], cursor=query["cursor"], limit=query["limit"])
        return {**found, "items": summaries(tx, found["items"])}

    @route(
        "POST", "/applications", body=wanted.BeginApplication(), returns=wanted.BegunApplication(), status=201,
        roles=PUBLIC, rate=BEGIN_RATE, idempotent=False, summary="网上申请：开始填写",
        errors=(ItemNotOffered, refusals.NotOnline, refusals.TooManyApplications),
    )  # fmt: skip
    def begin_application(self, tx: Transaction, body: dict[str, Any]) -> Any:
        """Code and link are told here and kept nowhere in clear, so no key replays this answer: who lost it begins
        again, and the draft that nobody fills is deleted."""
        centre = public_centre(tx, body.pop("centre"))
        application, code, link = filling.begin(tx, centre, **body)
        return {**views.in_full(tx, application), "code": code, "link": link}

    @route(
        "POST", "/applications/link", body=wanted.AskLink(), returns=wanted.LinkView(), status=201, roles=PUBLIC,
        rate=LINK_RATE, idempotent=False, summary="凭申请编号、查询码和手机号重新获取链接",
        errors=(refusals.LinkRefused, refusals.NotLinkable),
    )  # fmt: skip
    def renew_link(self, tx: Transaction, body: dict[str, Any]) -> Any:
        """An earlier link for the same purpose ends."""
        application, link = links.renew(tx, **body)
        return {"number": application.number, "purpose": body["purpose"], "link": link}

    @route(
        "GET", "/applications/mine", returns=wanted.PublicApplication(), roles=PUBLIC, link=True, rate=USUAL_RATE,
        etag=False, summary="我的网上申请", errors=LINK_REFUSALS,
    )  # fmt: skip
    def show_own_application(self, tx: ReadTransaction) -> Any:
        return views.in_full(tx, links.by_link(tx))

    @route(
        "PUT", "/applications/mine", body=wanted.FillApplication(), returns=wanted.PublicApplication(), roles=PUBLIC,
        link=True, rate=USUAL_RATE, summary="修改填写内容", errors=(*LINK_REFUSALS, *MOVE_REFUSALS),
    )  # fmt: skip
    def fill_application(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return views.in_full(tx, filling.fill(tx, **body))

    @route(
        "POST", "/applications/mine/attachments", query=MaterialQuery(), upload=SENT_AS, body_limit=LARGEST,
        mode="none", time_limit=JUDGING_SECONDS, returns=wanted.FileView(), status=201, roles=PUBLIC, link=True,
        rate=UPLOAD_RATE, summary="上传材料", errors=(
            *LINK_REFUSALS, refusals.NothingToSupplement, UnknownMaterial, *FILE_REFUSALS),
    )  # fmt: skip
    def upload_material(self, call: Call, query: dict[str, Any], content: bytes) -> Any:
        """The file is the body; Content-Disposition may name it. To be repeated freely: the same paper is kept once."""
        return shown(uploading.upload(self.db, call, query["material"], content))  # type: ignore[attr-defined]

    @route(
        "POST", "/applications/mine/attachments/<attachment_id>/remove", returns=wanted.PublicApplication(),
        roles=PUBLIC, link=True, rate=USUAL_RATE, summary="撤下未提交的材料", errors=(
            *LINK_REFUSALS, refusals.NothingToSupplement),
    )  # fmt: skip
    def take_away_material(self, tx: Transaction, attachment_id: str) -> Any:
        uploading.take_away(tx, attachment_id)
        return views.in_full(tx, links.by_link(tx))

    @route(
        "POST", "/applications/mine/submit", body=wanted.SubmitApplication(), returns=wanted.PublicApplication(),
        roles=PUBLIC, link=True, rate=USUAL_RATE, summary="提交网上申请", errors=(
            *LINK_REFUSALS, *MOVE_REFUSALS, refusals.NotOnline, refusals.ApplicationIncomplete,
            refusals.AlreadyApplied),
    )  # fmt: skip
    def submit_application(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return views.in_full(tx, filling.submit(tx, **body))

    @route(
        "POST", "/applications/mine/supplement", body=wanted.HandInSupplement(), returns=wanted.PublicApplication(),
        roles=PUBLIC, link=True, rate=USUAL_RATE, summary="提交补正材料", errors=(
            *LINK_REFUSALS, *MOVE_REFUSALS, refusals.NothingToSupplement, refusals.NothingHandedIn),
    )  # fmt: skip
    def hand_in_supplement(self, tx: Transaction, body: dict[str, Any]) -> Any:
        return views.in_full(tx, following.supplement(tx, **body))

    @route(
        "POST", "/applications/mine/withdraw", roles=PUBLIC, link=True, rate=USUAL_RATE, summary="撤回网上申请",
        errors=(*LINK_REFUSALS, *MOVE_REFUSALS),
    )  # fmt: skip
    def withdraw_application(self, tx: Transaction) -> None:
        following.withdraw(tx)
