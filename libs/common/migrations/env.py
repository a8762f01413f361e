"""Runs by Alembic only. ``config.attributes`` holds the connection and the service's MetaData (see migrate.py)."""

from __future__ import annotations

from alembic import context

from libs.common.migrations.render import render_item

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=True,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
