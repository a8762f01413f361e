"""HTTP at the rim: routes declared with schemas and roles, problems, idempotency, versions, pages, OpenAPI.

A room's ``routes.py`` needs these names alone.
"""

from libs.common.http.answer import Answer
from libs.common.http.authentication import PUBLIC
from libs.common.http.call import Call
from libs.common.http.paging import Page, PageQuery, page
from libs.common.http.rates import Rate
from libs.common.http.routing import route

__all__ = ["PUBLIC", "Answer", "Call", "Page", "PageQuery", "Rate", "page", "route"]
