"""Life of an announcement (公告), and what its text may be. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from libs.common.errors import Refused

MOVES: Final = {
    "change": ({"draft"}, "draft"),
    "publish": ({"draft"}, "published"),
    "withdraw": ({"published"}, "withdrawn"),
}
"""Move → (from, to)."""
STATES: Final = ("draft", "published", "withdrawn")
FORMS: Final = {"announcement": "公告", "poster": "宣传海报", "meeting": "宣传会议"}
"""What kind of publicity (宣传形式); each is a figure of its own."""
CATEGORIES: Final = {
    "policy": "政策", "epidemic": "疫情", "meeting": "会议", "service": "办事服务", "safety": "安全提醒",
    "other": "其他",
}  # fmt: skip
TITLE, BODY, BOARD = 60, 2000, 200
"""Most characters of title, body, and what a board shows."""
_TAG: Final = re.compile(r"</?[A-Za-z!][^<>]*>|&(#\w+|[A-Za-z]+);")


class NotDraft(Refused):
    code, title = "announcement_not_draft", "只有草稿可以修改和发布"


class NotPublished(Refused):
    code, title = "announcement_not_published", "只有已发布的公告可以撤回"


class AnnouncementOver(Refused):
    code, title = "announcement_over", "有效期已过，不能发布"


def plain_fault(text: str) -> str | None:
    """Why ``text`` is not plain text, in Chinese; None when it is. Line breaks and tabs are plain."""
    if _TAG.search(text):
        return "只能是纯文字，不能含标记"
    # Cc control, Cf invisible (direction marks turn a text round), Co private, Cs surrogate.
    if any(unicodedata.category(each) in ("Cc", "Cf", "Co", "Cs") and each not in "\n\t" for each in text):
        return "不能含控制字符"
    return None if text.strip() else "不能为空白"


def programme_code(announcement_id: str) -> str:
    """Under which code the boards show it, and prove to have played it."""
    return f"announcement-{announcement_id}"
