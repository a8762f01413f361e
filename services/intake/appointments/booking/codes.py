"""One-time codes (预约码): what a person without a sign-in proves a number with.

A code is told once, to who gets it, and kept only as a keyed hash. It changes something once: the answer to a
change brings the next one. Thirty letters and digits that are not mistaken for one another, eight times: a number may
be guessed, the code not, whatever the rate.
"""

from __future__ import annotations

from hmac import compare_digest
from secrets import choice

from libs.common.identity.keyring import blind_index

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_NOBODY = "-" * 64


def new_code() -> str:
    return "".join(choice(LETTERS) for _ in range(LENGTH))


def code_hash(number: str, code: str) -> str:
    """What is stored of a code; case and spaces make no difference."""
    return blind_index(f"{number}/{code}", "public.code")


def matches(stored: str | None, number: str, code: str) -> bool:
    """Whether ``code`` is the one of ``stored``. Takes as long when there is nothing stored (None)."""
    return compare_digest(stored or _NOBODY, code_hash(number, code))
