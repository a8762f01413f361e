"""Columns for personal data: encrypted at rest, found by a blind index, re-encrypted after a key change."""

from typing import Any

from sqlalchemy import Dialect, Text, not_, select, type_coerce, update
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import TypeDecorator

from libs.common.identity.keyring import blind_index, keyring

__all__ = ["Encrypted", "blind_index", "re_encrypt"]


class Encrypted(TypeDecorator[str]):
    """Text stored as AES-256-GCM. ``column_name`` (``case.applicant_id``) is bound in as associated data.

    Equal texts are stored differently: compare by a column beside it with ``blind_index(text, purpose)``.
    """

    impl = Text
    cache_ok = True

    def __init__(self, column_name: str) -> None:
        super().__init__()
        self.column_name = column_name

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring().encrypt(value, self.column_name)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else keyring().decrypt(value, self.column_name)


def re_encrypt(session: Session, column: InstrumentedAttribute[Any], limit: int = 500) -> int:
    """Moves up to ``limit`` values of an Encrypted column to the active key; returns how many it moved.

    Call it, one transaction each, until it returns 0; then the old key may leave the ring.
    """
    table = column.class_.__table__
    field = table.c[column.key]
    (key,) = table.primary_key.columns
    stored = type_coerce(field, Text)
    current = stored.startswith(f"{keyring().active}:", autoescape=True)
    rows = session.execute(select(key, field).where(field.is_not(None), not_(current)).limit(limit)).all()
    for identity, text in rows:
        session.execute(update(table).where(key == identity).values({field: text}))
    return len(rows)
