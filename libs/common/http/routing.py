"""``@route``: a method of a service class answers a path."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, TypeVar, cast

from marshmallow import Schema

from libs.common.actor import Role
from libs.common.errors import Refused
from libs.common.http.answer import Answer
from libs.common.http.body import FILE_LIMIT, JSON_LIMIT
from libs.common.http.call import Call
from libs.common.http.entrypoint import RouteEntrypoint
from libs.common.http.perform import perform
from libs.common.http.rates import Rate
from libs.common.http.spec import WRITING_METHODS, Mode, RouteSpec

Handler = TypeVar("Handler", bound=Callable[..., Any])
DEFAULT_RATE = Rate()


def route(
    method: str,
    path: str,
    *,
    roles: Collection[Role],
    body: Schema | None = None,
    query: Schema | None = None,
    returns: Schema | None = None,
    status: int | None = None,
    summary: str = "",
    mode: Mode | None = None,
    form: bool = False,
    text: bool = False,
    bare: bool = False,
    link: bool = False,
    upload: Collection[str] = (),
    download: Collection[str] = (),
    etag: bool = True,
    if_match: bool = False,
    idempotent: bool = True,
    body_limit: int | None = None,
    time_limit: float = 10.0,
    rate: Rate | None = DEFAULT_RATE,
    errors: tuple[type[Refused], ...] = (),
) -> Callable[[Handler], Handler]:
    """Answer ``method`` on ``/api/<service>/v1<path>``; ``path`` has werkzeug's ``<name>`` parts.

    The method gets, after ``self``: a Transaction (POST, PUT, PATCH, DELETE: committed after it returns), or a
    ReadTransaction (GET), or a Call (``mode="none"``: for what must not sit in a transaction, such as password
    checks); then the parts of the path by name, and ``body`` and ``query`` where a schema is declared.
    What it returns is dumped by ``returns`` inside the transaction (none: 204), or is an Answer.

    ``roles``: who may call; PUBLIC for anyone, then ``rate`` limits each client (None: no limit).
    ``link``: for who came by a link with a secret instead of a sign-in; see ``tx.link``.
    ``mode``: override of what the method implies, e.g. ``"read"`` for a POST that only asks.
    ``form``: the body is an HTML form. ``text``: the method returns plain text. ``bare``: no path prefix.
    ``upload``: the body is a file of one of these media types, given to the method as ``content`` (bytes);
    ``call.file_name`` is what the sender calls it.
    ``download``: the Answer is a file of one of these, for the document.
    ``etag``: off where the answer shows more than the row whose ``version`` it has.
    ``if_match``: the caller must say in If-Match which version it saw (428 without); see ``tx.if_match``.
    ``idempotent``: Idempotency-Key is honoured; the answer is kept two days in clear, so it must be masked.
    ``body_limit`` in bytes (256 KiB; of a file 5 MiB), ``time_limit`` in real seconds. ``errors``: refusals of the
    action, for the document.
    """

    def decorate(handler: Handler) -> Handler:
        verb = method.upper()
        spec = RouteSpec(
            method=verb,
            path=path,
            name=handler.__name__,
            mode=mode or ("write" if verb in WRITING_METHODS else "read"),
            roles=frozenset(roles),
            status=status or (200 if returns or text or download or verb == "GET" else 204),
            body=body,
            query=query,
            returns=returns,
            summary=summary,
            description=(handler.__doc__ or "").strip(),
            form=form,
            text=text,
            bare=bare,
            link=link,
            upload=tuple(upload),
            download=tuple(download),
            etag=etag,
            if_match=if_match,
            idempotent=idempotent,
            body_limit=body_limit or (FILE_LIMIT if upload else JSON_LIMIT),
            time_limit=time_limit,
            rate=None if roles else rate,
            errors=errors,
        )

        @wraps(handler)
        def answer(self: Any, call: Call) -> Answer:
            return perform(spec, handler, self, call)

        answer.route = spec  # type: ignore[attr-defined]
        return cast(Handler, RouteEntrypoint.decorator(spec)(answer))

    return decorate
