"""The pairing code (配对码): typed once by whoever installs the terminal. Pure.

Ten characters of thirty, 49 bits: with ten minutes to live and the public route's rate, not to be guessed.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from libs.common.errors import Refused

LIFETIME: Final = timedelta(minutes=10)
"""Real time: it is about a person who walks from a desk to a terminal."""
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 10


class PairingRefused(Refused):
    """Unknown, used, expired, or of a terminal that may not connect: which, the asker is not told."""

    code, title, status = "pairing_refused", "配对码无效或已过期", 403


def new_code() -> str:
    """As shown to people: ``7KQ2M-XH4PA``."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def digest(code: str) -> str:
    """What is kept of a code. Case, spaces and hyphens do not matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
