"""The database served by Datasette: its connections, time limits and server, our Danish pages.

Read-only, and on this machine only unless asked otherwise.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from som_calc.case.problems import CaseError
from som_calc.library.database import Library

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def build(path: str | Path, *, allowed_hosts: tuple[str, ...] | None = LOOPBACK) -> Any:
    """A ``datasette.app.Datasette`` over the database, ready for its in-process client.

    Args:
        path: the database file; made when it is not there.
        allowed_hosts: names a request may use for us; None for any.  On a loopback address it
            keeps other sites in the user's browser from reaching us under a name of theirs.
    """
    from datasette.app import Datasette
    from datasette.database import Database
    from datasette.plugins import pm

    from som_calc.library import plugin

    if not pm.is_registered(plugin):
        pm.register(plugin, name=plugin.NAME)
    with Library(path) as library:
        packages, changes = library.packages, not library.fixed
    # Datasette lays out its routes while it is made, so it must be ours from the start.
    ours = type("Served", (Datasette,), {plugin.PACKAGES: packages, plugin.HOSTS: allowed_hosts})
    served = ours(
        [],
        metadata={"title": "Erfaringsdatabasen", "allow": False, "allow_sql": False},
        settings={
            "sql_time_limit_ms": plugin.TIME_LIMIT_MS,
            "max_returned_rows": 100_000,
            "allow_download": False,
            "allow_facet": False,
            "suggest_facets": False,
            "default_cache_ttl": 0,
        },
    )
    served.add_database(Database(served, path=str(path), is_mutable=changes), name=plugin.NAME)
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
        listening.listen(128)
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
