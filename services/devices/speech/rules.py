"""A call in words: which language says it how. Digits one by one, numbers only, never a name (叫号不报姓名). Pure.

A language is data (``languages/*.json``): the parts of its sentence, its words for digits and for the numbers of
windows, and the clip for each word. 一 is read yī: a hall that says 幺 changes that one line, or records it so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

NUMBER, WINDOW = "{number}", "{window}"
DEFAULT: Final = ("zh-CN",)
MOST_LANGUAGES: Final = 4
"""An announcement in more would still be spoken when the next calls expire."""
CODE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")


@dataclass(frozen=True)
class Language:
    """``parts`` in order, ``{number}`` and ``{window}`` among them; ``clips``: word → name of its clip.

    ``counting`` has the words of 1 to 20 and of the tens; what lies between is made of a ten and a one.
    """

    code: str
    name: str
    parts: tuple[str, ...]
    between_digits: str
    digits: Mapping[str, str]
    counting: Mapping[str, tuple[str, ...]]
    clips: Mapping[str, str]

    def spoken(self, number: str, window: int) -> str:
        """As read aloud: 请A零一二号到3号窗口办理业务. The window as a figure, which every reader can read."""
        told = {NUMBER: self.between_digits.join(self._number(number)), WINDOW: str(window)}
        return "".join(told.get(part, part) for part in self.parts)

    def words(self, number: str, window: int) -> list[str]:
        """The same, word by word, for clips."""
        told = {NUMBER: self._number(number), WINDOW: self._count(window)}
        return [word for part in self.parts for word in told.get(part, [part])]

    def clips_of(self, number: str, window: int) -> list[str | None]:
        """The clips to join; None for a word that has none."""
        return [self.clips.get(word) for word in self.words(number, window)]

    def _number(self, number: str) -> list[str]:
        return [self.digits.get(each, each) for each in number]

    def _count(self, window: int) -> list[str]:
        if str(window) in self.counting:
            return list(self.counting[str(window)])
        if window < 100:
            return [*self.counting[str(window // 10 * 10)], *self.counting[str(window % 10)]]
        return self._number(str(window))


def asked(setting: object) -> tuple[str, ...]:
    """The languages of an announcer's setting ``languages`` (``zh-CN,en``) in order, each once; DEFAULT without."""
    if not isinstance(setting, str):
        return DEFAULT
    codes = dict.fromkeys(code.strip() for code in setting.split(",") if code.strip())
    return tuple(codes) or DEFAULT


def fault(setting: object, known: Sequence[str]) -> str | None:
    """What is wrong with the setting, in Chinese, or None."""
    if not isinstance(setting, str) or not setting.strip():
        return f"应为以逗号分隔的语言，如 {'、'.join(known)}"
    codes = asked(setting)
    if unknown := [code for code in codes if code not in known]:
        return f"没有这种语言：{'、'.join(unknown)}；可用：{'、'.join(known)}"[:200]
    return None if len(codes) <= MOST_LANGUAGES else f"最多 {MOST_LANGUAGES} 种语言"
