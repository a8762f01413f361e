"""一次性告知: everything is told at once. Who remembers more afterwards is refused (行政许可法 art. 32)."""

from __future__ import annotations

from datetime import time

from libs.common.events import intake
from libs.demo.api import AnswerRefused
from libs.demo.casework import count_accepted
from libs.demo.plan import at
from libs.demo.stories.record import Record
from libs.demo.stories.story import Story

WINDOW, ITEM = 6, "BM-SB-002"  # 城乡居民基本养老保险待遇领取申请
ROUTE = "/cases/<case_id>/notice"
AFTERTHOUGHT = {"name": "户口簿", "problem": "本人页未复印", "requirement": "请补正"}


class SecondNotice(Story):
    name, answer = "二次告知被拒", "只告知一次，再告知即拒绝，补齐即受理"

    def play(self) -> None:
        clerk, item = self.cast.post_a(WINDOW), self.cast.items[ITEM]
        self.cast.pace.until(at(time(9, 50)))
        path = self.register(clerk, item, lacking=item.required[-1:])
        clerk.post("intake", f"{path}/notice", {})
        self.cast.tally.add("notices")
        self.cast.pace.until(at(time(10, 30)))
        try:
            clerk.post("intake", f"{path}/notice", {"problems": [AFTERTHOUGHT]})
        except AnswerRefused as refused:
            if refused.code != "second_notice":
                raise
            self.happened()
        self.cast.pace.until(at(time(11, 0)))
        clerk.post("intake", f"{path}/supplement", {})
        self.cast.tally.add("supplemented")
        count_accepted(item, self.cast.tally)

    @staticmethod
    def found(record: Record) -> int:
        """Notices refused, on a day on which nobody was told twice."""
        told = record.book.by(intake.NOTICE_GIVEN, "case_id").values()
        once = all(len(notices) == 1 and not notices[0].data["second_trip"] for notices in told)
        return record.refused(ROUTE) if once else 0
