"""The secret in a ticket's position address.

A token is a keyed hash of the ticket's id: as good as random to who has not the key, the same when the paper is printed
again, and kept nowhere. The table holds its digest alone, so that a copy of the database opens no page.
"""

from __future__ import annotations

from hashlib import sha256

from libs.common.identity.keyring import blind_index
from libs.common.settings import Settings

PURPOSE = "ticket.position"
TOKEN_DIGITS = 32  # hexadecimal: 128 bits


def position_token(ticket_id: str) -> str:
    return blind_index(ticket_id, PURPOSE)[:TOKEN_DIGITS]


def token_digest(token: str) -> str:
    """What is stored and looked up: equal work for every token, and nothing to be learned from how far it matched."""
    return sha256(token.encode()).hexdigest()


def position_url(settings: Settings, ticket_id: str) -> str | None:
    """The page's address; None where ``hall.public_url`` is not set.

    The token stands behind the ``#``: browsers send that part to nobody, so it is in no server's log.
    """
    base = settings.hall["public_url"]
    return f"{base.rstrip('/')}/position#{position_token(ticket_id)}" if base else None
