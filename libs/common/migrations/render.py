"""How column types of our own are written in a migration: as the plain types that they are stored in.

A migration must read the same in ten years, whatever has become of our classes.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON
from sqlalchemy.sql.elements import False_, True_
from sqlalchemy.types import TypeDecorator, TypeEngine


def render_item(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Alembic's hook: the source text of a type or a default, or False for Alembic's own way."""
    if kind == "server_default" and isinstance(truth := getattr(item, "arg", None), False_ | True_):
        # Revisions are written against SQLite, whose 0 and 1 PostgreSQL refuses for a boolean.
        return f"sa.{truth}()"
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    if kind == "type" and isinstance(item, JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if kind == "type" and isinstance(item, TypeEngine) and "sqlite" in item._variant_mapping:
        return f'sa.{type(item).__name__}().with_variant(sa.Integer(), "sqlite")'
    return False
