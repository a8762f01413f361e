"""The catalogue's editors over HTTP: drafts, publishing, the end of an item, windows and their posts."""

from __future__ import annotations

from typing import Any

from libs.common.actor import Role
from libs.common.http import Page, page, route
from libs.common.transaction import ReadTransaction, Transaction
from services.intake.items.catalogue import drafting, editing_views, ending, refusals
from services.intake.items.catalogue import editor_schemas as wanted
from services.intake.items.catalogue.actions import window_of
from services.intake.items.catalogue.placing import place_window
from services.intake.items.catalogue.rules import DECIDING, ItemNotOffered
from services.intake.items.catalogue.tables import Draft, Item
from services.intake.territory import acting_centre

LOOKING = (Role.CLERK, Role.WINDOW_LEAD, Role.DIRECTOR, Role.ADMINISTRATOR, Role.AUDITOR)
EDITING = (Role.WINDOW_LEAD, Role.DIRECTOR, Role.ADMINISTRATOR)
MOVE_REFUSALS = (
    refusals.NotScheduled, refusals.DraftScheduled, refusals.DraftPublished, refusals.DraftDiscarded,
)  # fmt: skip
CONTENT_REFUSALS = (refusals.PromisedOverLegal, refusals.DisclosureIncomplete, refusals.ItemInvalid)


class CatalogueEditorRoutes:
    @route(
        "POST", "/catalogue/drafts", body=wanted.BeginDraft(), returns=wanted.DraftView(), status=201, roles=EDITING,
        summary="起草事项新版本或新事项", errors=(refusals.DraftStands,),
    )  # fmt: skip
    def begin_draft(self, tx: Transaction, body: dict[str, Any]) -> Any:
        """From the version in force, or the last one there was; an unknown code begins a new item."""
        centre = acting_centre(tx, body["centre"])
        return editing_views.draft_view(tx, drafting.begin_draft(tx, centre, body["code"], body["content"]))

    @route(
        "GET", "/catalogue/drafts", query=wanted.DraftQuery(), returns=Page(wanted.DraftSummary()), roles=LOOKING,
        summary="事项草稿清单",
    )  # fmt: skip
    def list_drafts(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        wish = editing_views.find_drafts(acting_centre(tx, query["centre"]), query["state"], query["code"])
        found = page(tx, wish, order_by=[Draft.id.desc()], cursor=query["cursor"], limit=query["limit"])
        return {**found, "items": [editing_views.summary_of(draft) for draft in found["items"]]}

    @route(
        "GET", "/catalogue/drafts/<draft_id>", returns=wanted.DraftView(), roles=LOOKING, etag=False,
        summary="事项草稿、缺项与差异",
    )  # fmt: skip
    def show_draft(self, tx: ReadTransaction, draft_id: str) -> Any:
        return editing_views.draft_view(tx, drafting.draft_of_actor(tx, draft_id))

    @route(
        "PATCH", "/catalogue/drafts/<draft_id>", body=wanted.DraftContent(), returns=wanted.DraftView(), roles=EDITING,
        if_match=True, summary="修改事项草稿", errors=MOVE_REFUSALS,
    )  # fmt: skip
    def change_draft(self, tx: Transaction, draft_id: str, body: dict[str, Any]) -> Any:
        return editing_views.draft_view(tx, drafting.change_draft(tx, draft_id, body))

    @route(
        "POST", "/catalogue/drafts/<draft_id>/rebase", returns=wanted.DraftView(), roles=EDITING, if_match=True,
        summary="核对差异后，改以现行版本为底稿", errors=MOVE_REFUSALS,
    )  # fmt: skip
    def rebase_draft(self, tx: Transaction, draft_id: str) -> Any:
        return editing_views.draft_view(tx, drafting.rebase_draft(tx, draft_id))

    @route(
        "POST", "/catalogue/drafts/<draft_id>/publish", body=wanted.PublishDraft(), returns=wanted.DraftView(),
        roles=DECIDING, if_match=True, summary="发布：立即或自某日起",
        errors=(*MOVE_REFUSALS, *CONTENT_REFUSALS, refusals.ValidFromPast, refusals.DraftOutdated,
                refusals.ItemUnchanged, refusals.VersionScheduled),
    )  # fmt: skip
    def publish_draft(self, tx: Transaction, draft_id: str, body: dict[str, Any]) -> Any:
        return editing_views.draft_view(tx, drafting.publish_draft(tx, draft_id, **body))

    @route(
        "POST", "/catalogue/drafts/<draft_id>/recall", returns=wanted.DraftView(), roles=DECIDING, if_match=True,
        summary="撤回待生效的版本", errors=(*MOVE_REFUSALS, refusals.DraftStands),
    )  # fmt: skip
    def recall_draft(self, tx: Transaction, draft_id: str) -> Any:
        return editing_views.draft_view(tx, drafting.recall_draft(tx, draft_id))

    @route(
        "POST", "/catalogue/drafts/<draft_id>/discard", returns=wanted.DraftView(), roles=EDITING, if_match=True,
        summary="作废草稿", errors=MOVE_REFUSALS,
    )  # fmt: skip
    def discard_draft(self, tx: Transaction, draft_id: str) -> Any:
        return editing_views.draft_view(tx, drafting.discard_draft(tx, draft_id))

    @route(
        "POST", "/catalogue/items/<code>/end", body=wanted.EndItem(), returns=wanted.VersionView(), roles=DECIDING,
        if_match=True, summary="停办：立即或最后办理日之后",
        errors=(ItemNotOffered, refusals.LastDayPast, refusals.LastDayStands, refusals.VersionScheduled),
    )  # fmt: skip
    def end_item(self, tx: Transaction, code: str, body: dict[str, Any]) -> Any:
        """If-Match names the version in force."""
        return ending.end_item(tx, acting_centre(tx, body["centre"]), code, body["last_day"], body["reason"])

    @route(
        "POST", "/catalogue/items/<code>/go-on", body=wanted.WhichCentre(), returns=wanted.VersionView(),
        roles=DECIDING, if_match=True, summary="取消最后办理日", errors=(ItemNotOffered, refusals.NoLastDay),
    )  # fmt: skip
    def go_on_offering(self, tx: Transaction, code: str, body: dict[str, Any]) -> Any:
        """If-Match names the version in force."""
        return ending.go_on_offering(tx, acting_centre(tx, body["centre"]), code)

    @route(
        "GET", "/catalogue/items/<code>/versions", query=wanted.DraftQuery(only=("centre", "cursor", "limit")),
        returns=Page(wanted.VersionView()), roles=LOOKING, summary="事项的历次版本",
    )  # fmt: skip
    def list_versions(self, tx: ReadTransaction, code: str, query: dict[str, Any]) -> Any:
        wish = editing_views.versions_of(acting_centre(tx, query["centre"]), code)
        return page(tx, wish, order_by=[Item.version.desc()], cursor=query["cursor"], limit=query["limit"])

    @route(
        "GET", "/catalogue/faults", query=wanted.WhichCentre(), returns=wanted.CatalogueFaults(), roles=LOOKING,
        summary="已不符合发布要求的事项",
    )  # fmt: skip
    def show_faults(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        return {"items": editing_views.catalogue_faults(tx, acting_centre(tx, query["centre"]))}

    @route(
        "PATCH", "/windows/<int:number>", body=wanted.PlaceWindow(), returns=wanted.PlacedWindow(), roles=DECIDING,
        if_match=True, summary="设置窗口的位置与AB岗", errors=(refusals.PostsInvalid,),
    )  # fmt: skip
    def patch_window(self, tx: Transaction, number: int, body: dict[str, Any]) -> Any:
        return place_window(tx, acting_centre(tx, body.pop("centre")), number, **body)

    @route(
        "GET", "/windows/<int:number>", query=wanted.WhichCentre(), returns=wanted.PlacedWindow(), roles=LOOKING,
        summary="窗口的位置与AB岗",
    )  # fmt: skip
    def show_window(self, tx: ReadTransaction, number: int, query: dict[str, Any]) -> Any:
        return window_of(tx, acting_centre(tx, query["centre"]), number)
