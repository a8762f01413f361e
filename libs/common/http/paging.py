"""Pages by cursor: steady while rows come and go, and as fast on page 1000 as on page 1."""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import desc_op
from sqlalchemy.types import TypeDecorator

from libs.common.errors import Invalid
from libs.common.http.body import check_storable
from libs.common.transaction import ReadTransaction

LARGEST = 200
USUAL = 50


class BadCursor(Invalid):
    code, title = "bad_cursor", "翻页标记无效"


class PageQuery(Schema):
    """Query parameters of a list; subclass it and add filters."""

    cursor = fields.String(load_default=None, metadata={"description": "上一页返回的 next"})
    limit = fields.Integer(load_default=USUAL, validate=validate.Range(min=1, max=LARGEST))


def Page(item: Schema) -> Schema:  # noqa: N802, RUF100 - reads as the schema it makes
    """The schema of a page of ``item``: ``items`` and ``next`` (None on the last page)."""
    return _page_class(type(item))()


@cache
def _page_class(item: type[Schema]) -> type[Schema]:
    return type(
        f"{item.__name__}Page",
        (Schema,),
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(allow_none=True, required=True, metadata={"description": "下一页的 cursor"}),
        },
    )


def page(
    tx: ReadTransaction,
    query: Select[Any],
    *,
    order_by: Sequence[Any],
    cursor: str | None = None,
    limit: int = USUAL,
) -> dict[str, Any]:
    """One page of ``query``: ``{"items": […], "next": cursor or None}``.

    ``order_by`` holds columns (or ``column.desc()``) that are never null and together unique, such as
    ``[Case.accepted_at.desc(), Case.id]``. Items are entities when the query selects one, rows otherwise.
    Raises BadCursor for a cursor that this order did not make.
    """
    columns: list[Any] = [term.element if isinstance(term, UnaryExpression) else term for term in order_by]
    falling = [isinstance(term, UnaryExpression) and term.modifier is desc_op for term in order_by]
    if cursor is not None:
        query = query.where(_after(columns, falling, _read(cursor, columns, falling)))
    single = len(query.column_descriptions) == 1
    rows = tx.session.execute(query.add_columns(*columns).order_by(*order_by).limit(min(limit, LARGEST) + 1)).all()
    shown = rows[: min(limit, LARGEST)]
    more = len(rows) > len(shown)
    following = _write(shown[-1][-len(columns) :], columns, falling) if more else None
    return {"items": [row[0] if single else row for row in shown], "next": following}


def _after(columns: list[Any], falling: list[bool], values: list[Any]) -> ColumnElement[bool]:
    """Rows behind ``values`` in lexicographic order, each column in its own direction."""
    options = []
    for depth, (column, falls, value) in enumerate(zip(columns, falling, values, strict=True)):
        beyond = column < value if falls else column > value
        equal = [before == known for before, known in zip(columns[:depth], values[:depth], strict=True)]
        options.append(and_(*equal, beyond))
    return or_(*options)


def _write(values: Sequence[Any], columns: list[Any], falling: list[bool]) -> str:
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    text = json.dumps([_order_mark(columns, falling), *plain], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _read(cursor: str, columns: list[Any], falling: list[bool]) -> list[Any]:
    try:
        mark, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if mark != _order_mark(columns, falling) or len(values) != len(columns):
            raise BadCursor()
        return [_typed(value, _python_type(column)) for value, column in zip(values, columns, strict=True)]
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadCursor() from error


def _python_type(column: Any) -> type:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    found: type = kind.python_type
    return found


def _typed(value: Any, kind: type) -> Any:
    if issubclass(kind, datetime):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise BadCursor()
        return moment
    if issubclass(kind, date):
        return date.fromisoformat(value)
    if type(value) is not kind:
        raise BadCursor()
    check_storable(value)
    return value


def _order_mark(columns: list[Any], falling: list[bool]) -> str:
    """Ties a cursor to its order, so that it cannot be used on another list."""
    order = ",".join(f"{column}{'-' if falls else '+'}" for column, falls in zip(columns, falling, strict=True))
    return hashlib.sha256(order.encode()).hexdigest()[:8]
