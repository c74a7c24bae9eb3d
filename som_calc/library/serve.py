"""The database served by Datasette: its connections, time limits and server, our Danish pages.

Read-only and on this machine only unless asked otherwise.  Only the addresses below exist;
Datasette's own pages, its SQL editor and its download of the database are closed.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from som_calc.case.problems import CaseError
from som_calc.library import pages, views
from som_calc.library.database import Library
from som_calc.library.views import Answer, Ask, Missing

NAME = "erfaringsdatabasen"
TIME_LIMIT_MS = 3000
MARK = "som_library_packages"
"""The attribute that tells our Datasette from any other in the same process."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
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


def build(path: str | Path, *, allowed_hosts: tuple[str, ...] | None = LOOPBACK) -> Any:
    """A ``datasette.app.Datasette`` over the database, ready for its in-process client.

    Args:
        path: the database file; made when it is not there.
        allowed_hosts: names a request may use for us; None for any.  On a loopback address it
            keeps other sites in the user's browser from reaching us under a name of theirs.
    """
    from datasette.app import Datasette
    from datasette.database import Database

    plugin = _plugin()
    with Library(path) as library:
        packages = library.packages
    served = Datasette(
        [],
        metadata={"title": "Erfaringsdatabasen", "allow": False, "allow_sql": False},
        settings={
            "sql_time_limit_ms": TIME_LIMIT_MS,
            "max_returned_rows": 100_000,
            "allow_download": False,
            "allow_facet": False,
            "suggest_facets": False,
            "default_cache_ttl": 0,
        },
    )
    served.add_database(Database(served, path=str(path), is_mutable=True), name=NAME)
    setattr(served, MARK, packages)
    served.som_library_hosts = allowed_hosts
    assert plugin is not None
    return served


def serve(path: str | Path, host: str, port: int, started: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Args:
        path: the database file.
        host: address to listen on.
        port: 0 for any free one.
        started: called with the address when the port is ours.

    Raises:
        CaseError: the port is taken, or the address is not ours.
    """
    import uvicorn

    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError:
        raise CaseError.single(
            None, f"{host}:{port} er optaget eller findes ikke", "vælg en anden port med --port"
        ) from None
    shown = f"[{host}]" if ":" in host else host
    with listening:
        started(f"http://{shown}:{listening.getsockname()[1]}/")
        app = build(path, allowed_hosts=LOOPBACK if host in LOOPBACK else None).app()
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listening])


def _plugin() -> Any:
    """Register our plugin with Datasette once."""
    from datasette import hookimpl
    from datasette.plugins import pm

    if (known := pm.get_plugin(NAME)) is not None:
        return known

    class Plugin:
        """Our routes, our headers, our error pages."""

        @hookimpl
        def register_routes(self, datasette: Any) -> list[tuple[str, Any]]:
            if not hasattr(datasette, MARK):
                return []
            return [(pattern, _handler(view)) for pattern, view in ROUTES]

        @hookimpl
        def asgi_wrapper(self, datasette: Any) -> Callable[[Any], Any]:
            return _guard(datasette) if hasattr(datasette, MARK) else lambda app: app

        @hookimpl(tryfirst=True)
        def handle_exception(self, datasette: Any, exception: Exception) -> Any:
            return _response(_failed(exception)) if hasattr(datasette, MARK) else None

        @hookimpl(tryfirst=True)
        def forbidden(self, datasette: Any) -> Any:
            return _response(not_found()) if hasattr(datasette, MARK) else None

    plugin = Plugin()
    pm.register(plugin, name=NAME)
    return plugin


def _handler(view: Callable[[Any, Ask], Answer]) -> Callable[..., Awaitable[Any]]:
    async def handle(datasette: Any, request: Any) -> Any:
        from datasette.utils import sqlite_timelimit

        ask = Ask(
            {name: unquote(value) for name, value in request.url_vars.items()},
            {name: request.args.getlist(name) for name in request.args},
            getattr(datasette, MARK),
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


def _guard(datasette: Any) -> Callable[[Any], Any]:
    """Only our addresses, only reading, only under our own name; our headers on everything."""
    known = re.compile("|".join(re.sub(r"\?P<\w+>", "?:", pattern) for pattern, _ in ROUTES))
    hosts = datasette.som_library_hosts

    def wrap(app: Any) -> Any:
        async def guarded(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return

            async def with_headers(event: Any) -> None:
                if event["type"] == "http.response.start":
                    given = {name.lower() for name, _ in event.get("headers", [])}
                    extra = [
                        (name.encode(), value.encode())
                        for name, value in HEADERS.items()
                        if name.encode() not in given
                    ]
                    event = {**event, "headers": [*event.get("headers", []), *extra]}
                await send(event)

            path = scope.get("raw_path") or scope["path"].encode()
            if scope["method"] not in {"GET", "HEAD"}:
                said = "Databasen kan kun læses."
                refused = views.error_page(405, "Kan ikke lade sig gøre", said)
            elif hosts and _host(scope) not in hosts:
                said = "Databasen svarer kun på denne maskine."
                refused = views.error_page(403, "Ingen adgang", said)
            elif not known.match(path.decode("latin-1").partition("?")[0]):
                refused = not_found()
            else:
                await app(scope, receive, with_headers)
                return
            await _response(refused).asgi_send(with_headers)

        return guarded

    return wrap


def _host(scope: Any) -> str:
    name = dict(scope.get("headers") or {}).get(b"host", b"localhost").decode("latin-1")
    return re.sub(r":\d+$", "", name).strip("[]").lower()


__all__ = ["HEADERS", "build", "serve"]
