"""How a Chinese text is read: its syllables, so that people find it by initials or full pinyin.

pypinyin knows most words; those of the hall that it reads wrong stand here, and go before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Left of the bar what pypinyin reads with the character's commoner reading; right of it words that end as one of those
# begins, and are found before it: 分支行政 is no 支行.
_WORDS = """
重办 chong ban
重补 chong bu
重测 chong ce | 称重 cheng zhong | 体重 ti zhong
重登 chong deng
重发 chong fa | 起重 qi zhong
重核 chong he | 比重 bi zhong | 载重 zai zhong
重换 chong huan
重考 chong kao
重领 chong ling
重录 chong lu
重名 chong ming
重评 chong ping | 权重 quan zhong
重签 chong qian
重算 chong suan
重填 chong tian
重置 chong zhi | 双重 shuang chong
重做 chong zuo | 严重 yan zhong | 危重 wei zhong
长护 chang hu | 家长 jia zhang | 院长 yuan zhang
长居 chang ju
长三角 chang san jiao
长效 chang xiao
长住 chang zhu | 校长 xiao zhang | 村长 cun zhang
长租 chang zu
典当行 dian dang hang
支行 zhi hang | 支行政 zhi xing zheng
长白参 chang bai shen
朝阳 chao yang
调档 diao dang | 空调 kong tiao
薄膜 bo mo
给排水 ji pai shui
还建 huan jian
还款 huan kuan
还迁 huan qian
结扎 jie zha
圈舍 juan she
圈养 juan yang
幢 zhuang
"""
_READINGS = {
    word: reading.split()
    for word, _, reading in (entry.strip().partition(" ") for entry in _WORDS.replace("|", "\n").strip().splitlines())
}
_OWN = re.compile("|".join(sorted(_READINGS, key=len, reverse=True)))


def syllables(text: str) -> list[str]:
    """A syllable a Chinese character (ü as v), letters and digits one by one in lower case, nothing for the rest."""
    found: list[str] = []
    plain = unicodedata.normalize("NFKC", text).lower()
    at = 0
    for own in _OWN.finditer(plain):
        found += _read(plain[at : own.start()])
        found += _READINGS[own[0]]
        at = own.end()
    return found + list(_read(plain[at:]))


def _read(text: str) -> Iterator[str]:
    # Takes 0.15 s and 55 MB: only who publishes an item needs it.
    from pypinyin import lazy_pinyin

    for syllable in lazy_pinyin(text, errors=lambda others: list(others)):  # type: ignore[arg-type, return-value]
        if syllable.isalnum() and syllable.isascii():
            yield syllable
