"""The sound of announcements over HTTP, for announcers that cannot speak themselves."""

from __future__ import annotations

from typing import Any

from libs.common.database import Database
from libs.common.errors import NotFound
from libs.common.http import PUBLIC, Call, Rate, route
from libs.common.http.answer import Answer
from services.devices.speech.provider import ShelfProvider
from services.devices.speech.references import PATH, BadReference, referred
from services.devices.speech.schemas import SpeechQuery


class SpeechRoutes:
    db: Database
    shelf = ShelfProvider()

    # No transaction: nothing is read but memory. The address is signed: nobody makes us render what was not called.
    @route("GET", PATH, query=SpeechQuery(), roles=PUBLIC, mode="none", rate=Rate(per_second=20, burst=60),
           summary="播报音频（WAV）", errors=(BadReference,))  # fmt: skip
    def fetch_speech(self, call: Call, query: dict[str, Any]) -> Answer:
        """The announcement as ``audio/wav``, mono, 16 bit, 16 kHz; the address stands in ``announce``."""
        sentence = referred(query, self.db.clock.now())
        sound = self.shelf.take(sentence)
        if sound is None:
            raise NotFound("clips")
        return Answer(200, sound, "audio/wav", [("Cache-Control", "private, max-age=3600")])
