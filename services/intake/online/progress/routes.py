"""The progress query over HTTP."""

from __future__ import annotations

from typing import Any

from libs.common.http import PUBLIC, Rate, route
from libs.common.http.answer import Answer
from libs.common.http.call import Call
from services.intake.online.progress import looking
from services.intake.online.progress.schemas import ProgressQuery, ProgressView

# A few looks, then one every two seconds: a number can be guessed, its code must not be.
PROGRESS_RATE = Rate(per_second=0.5, burst=10)


class ProgressRoutes:
    @route(
        "POST", "/progress", body=ProgressQuery(), returns=ProgressView(), roles=PUBLIC, mode="none",
        rate=PROGRESS_RATE, summary="办事进度查询：编号和查询码", errors=(looking.ProgressNotFound,),
    )  # fmt: skip
    def show_progress(self, call: Call, body: dict[str, Any]) -> Answer:
        """For cases and for online applications. A POST, so that the code stays out of addresses and their logs."""
        return looking.answer(self.db, call, **body)  # type: ignore[attr-defined]
