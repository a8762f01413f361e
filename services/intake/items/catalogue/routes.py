"""The centre over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.http import PUBLIC, route
from libs.common.transaction import ReadTransaction
from services.intake.items.catalogue import views
from services.intake.items.catalogue.schemas import CentreQuery, CentreView
from services.intake.territory import public_centre


class CatalogueRoutes:
    @route("GET", "/centre", query=CentreQuery(), returns=CentreView(), roles=PUBLIC, summary="中心、窗口与开放时间")
    def show_centre(self, tx: ReadTransaction, query: dict[str, Any]) -> Any:
        """The centre, its windows with A and B posts, and the opening hours in force."""
        return views.centre_view(tx, public_centre(tx, query["centre"]))
