"""What an item's name is found by, what a typed text asks for, and the words of a guide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.items.catalogue.content import FORM_WORDS, MaterialContent

EDITION = 1
"""Of how names are read: entries of an earlier one are written anew after an upgrade."""
START = "|"
LONGEST_TERM = 60


@dataclass(frozen=True)
class Entry:
    """``plain``, ``code``: the letters of name and code. ``initials``: one a syllable.

    ``sounds``: the pinyin from each syllable on, after START. So a text is found where a syllable begins, and nowhere
    else, by looking for START and the text.
    """

    code: str
    plain: str
    initials: str
    sounds: str


def entry_of(code: str, name: str, syllables: Sequence[str]) -> Entry:
    """The entry of the item called ``name``, which reads as ``syllables`` (ü as v, found as u too)."""
    starts = []
    for at in range(len(syllables)):
        rest = "".join(syllables[at:])[:LONGEST_TERM]
        starts += [rest] if "v" not in rest else [rest, rest.replace("v", "u")]
    initials = "".join(each[0] for each in syllables)
    return Entry(plain_of(code), plain_of(name), initials, "".join(START + each for each in starts))


def plain_of(text: str) -> str:
    """Letters and digits alone, in lower case and half width: brackets and blanks keep nothing from being found."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char.isalnum())


@dataclass(frozen=True)
class Term:
    """A part of what was typed: every part must be found. ``spoken``: it may be initials or pinyin."""

    plain: str
    spoken: str | None


def terms_of(typed: str) -> list[Term]:
    """Words in Chinese each for itself; what is in Latin letters, put together: ``ji hua`` is one word."""
    words = typed.split()
    latin = [word for word in words if not any(_is_chinese(char) for char in word)]
    terms = [Term(plain_of(word), None) for word in words if word not in latin]
    if spoken := spoken_of("".join(latin)):
        terms.append(Term(plain_of("".join(latin)), spoken))
    return [term for term in terms if term.plain]


def spoken_of(typed: str) -> str:
    """What was typed as entries have it: without tone marks, blanks and apostrophes; ü as v."""
    half_width = unicodedata.normalize("NFKC", typed).lower()
    decomposed = unicodedata.normalize("NFD", half_width).replace("u\u0308", "v")
    return "".join(char for char in decomposed if char.isalnum())


def _is_chinese(char: str) -> bool:
    return char.isalpha() and not unicodedata.name(char, "").startswith(("LATIN", "FULLWIDTH LATIN"))


def limit_words(days: int | None) -> str:
    return f"{days}个工作日" if days else "当场办结"


def need_words(material: MaterialContent) -> str:
    if not material.required:
        return "有则提供"
    return "必需（可容缺，书面承诺后补）" if material.conditional else "必需"


def form_words(material: MaterialContent) -> str:
    """原件1份、复印件2份."""
    if material.form == "original_and_copy":
        return f"原件（核验后退还）、复印件{material.copies}份"
    return f"{FORM_WORDS[material.form]}{material.copies}份"
