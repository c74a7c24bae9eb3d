"""Our plugin for Datasette: the addresses, the headers and the error pages.

Only the addresses below exist; Datasette's own pages, its SQL editor and its download of the
database are closed.  Another Datasette in the same process is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from datasette import hookimpl

from som_calc.case.problems import CaseError
from som_calc.library import pages, views
from som_calc.library.views import Answer, Ask, Missing

NAME = "erfaringsdatabasen"
TIME_LIMIT_MS = 3000
PACKAGES = "som_library_packages"
"""The attribute that tells our Datasette from any other; holds the folder of packages."""
HOSTS = "som_library_hosts"
"""The attribute with the names a request may use for us; None for any."""
HEADERS = {
    "content-security-policy": f"{pages.POLICY}; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}
_ID = r"(?P<id>[a-z0-9-]+)"
ROUTES: list[tuple[str, Callable[[Any, Ask], Answer]]] = [
    (r"^/$", views.search_page),
    (r"^/sager\.(?P<form>json|csv)$", views.search_data),
    (rf"^/sag/{_ID}$", views.case_page),
    (rf"^/sag/{_ID}\.(?P<form>json|csv)$", views.case_data),
    (r"^/sammenlign$", views.compare_page),
    (r"^/sammenlign\.(?P<form>json|csv)$", views.compare_data),
    (r"^/paa-tvaers$", views.across_page),
    (r"^/paa-tvaers\.(?P<form>json|csv)$", views.across_data),
    (rf"^/hent/{_ID}\.zip$", views.package),
    (rf"^/hent/{_ID}/(?P<name>.+)$", views.file),
    (r"^/statisk/(?P<name>[\w.-]+)$", views.asset),
]


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """Our addresses."""
    if not hasattr(datasette, PACKAGES):
        return []
    return [(pattern, _handler(view)) for pattern, view in ROUTES]


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """What stands before every request."""

    def wrap(app: Any) -> Any:
        return _guard(datasette, app) if hasattr(datasette, PACKAGES) else app

    return wrap


@hookimpl(tryfirst=True)  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, exception: Exception) -> Any:
    """Danish error pages without anything of the program's inside."""
    return _response(_failed(exception)) if hasattr(datasette, PACKAGES) else None


@hookimpl(tryfirst=True)  # type: ignore[untyped-decorator]
def forbidden(datasette: Any) -> Any:
    """What may not be seen does not exist."""
    return _response(not_found()) if hasattr(datasette, PACKAGES) else None


def _handler(view: Callable[[Any, Ask], Answer]) -> Callable[..., Awaitable[Any]]:
    async def handle(datasette: Any, request: Any) -> Any:
        from datasette.utils import sqlite_timelimit

        ask = Ask(
            {name: unquote(value) for name, value in request.url_vars.items()},
            {name: request.args.getlist(name) for name in request.args},
            getattr(datasette, PACKAGES),
        )

        def read(connection: Any) -> Answer:
            with sqlite_timelimit(connection, TIME_LIMIT_MS):
                return view(connection, ask)

        try:
            return _response(await datasette.get_database(NAME).execute_fn(read))
        except Exception as fault:
            return _response(_failed(fault))

    return handle


def _response(answer: Answer) -> Any:
    from datasette.utils.asgi import Response

    return Response(
        answer.body, status=answer.status, headers=dict(answer.headers), content_type=answer.type
    )


def not_found() -> Answer:
    """What is said of an address that does not exist."""
    return views.error_page(404, "Siden findes ikke", "Adressen fører ikke til en side her.")


def _failed(fault: Exception) -> Answer:
    if isinstance(fault, Missing):
        return views.error_page(fault.status, fault.heading, str(fault))
    if isinstance(fault, CaseError):
        return views.error_page(400, "Det kan ikke vises", views.sentences(fault))
    if "interrupted" in str(fault):
        said = "Prøv med færre eller mere præcise ord."
        return views.error_page(503, "Søgningen tog for lang tid", said)
    if getattr(fault, "status", 500) == 404:
        return not_found()
    said = "Der er en fejl i programmet. Prøv igen, eller sig det til den, der driver databasen."
    return views.error_page(500, "Noget gik galt", said)


def _guard(datasette: Any, app: Any) -> Callable[..., Awaitable[None]]:
    """Only our addresses, only reading, only under our own name; our headers on everything."""
    known = re.compile("|".join(re.sub(r"\?P<\w+>", "?:", pattern) for pattern, _ in ROUTES))

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def with_headers(event: Any) -> None:
            if event["type"] == "http.response.start":
                event = {**event, "headers": _with_ours(event.get("headers", []))}
            await send(event)

        if (refused := _refused(datasette, scope, known)) is not None:
            await _response(refused).asgi_send(with_headers)
        else:
            await app(scope, receive, with_headers)

    return guarded


def _refused(datasette: Any, scope: Any, known: re.Pattern[str]) -> Answer | None:
    hosts = getattr(datasette, HOSTS, None)
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    if scope["method"] not in {"GET", "HEAD"}:
        return views.error_page(405, "Det kan ikke lade sig gøre", "Databasen kan kun læses.")
    if hosts and _host(scope) not in hosts:
        return views.error_page(403, "Ingen adgang", "Databasen svarer kun på denne maskine.")
    return None if known.match(path.partition("?")[0]) else not_found()


def _with_ours(headers: Any) -> list[Any]:
    given = {name.lower() for name, _ in headers}
    ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    return [*headers, *(pair for pair in ours if pair[0] not in given)]


def _host(scope: Any) -> str:
    name = dict(scope.get("headers") or {}).get(b"host", b"localhost").decode("latin-1")
    return re.sub(r":\d+$", "", name).strip("[]").lower()
