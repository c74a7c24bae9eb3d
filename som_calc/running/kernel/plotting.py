"""matplotlib's inline figures in a shell that serves many notebooks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

INLINE = "module://matplotlib_inline.backend_inline"
_MODULE = "matplotlib_inline.backend_inline"


@contextmanager
def inline(shell: Any) -> Iterator[None]:
    """Figures made with pyplot are shown below the cell, as in a new kernel.

    matplotlib sets this up itself when it is first imported; afterwards it must be told that
    another notebook has begun.  Nothing is imported here that is not there.
    """
    matplotlib: Any = sys.modules.get("matplotlib")
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    previous = getattr(pyplot, "_backend_mod", None), getattr(pyplot, "_REPL_DISPLAYHOOK", None)
    settings = _settings_class()
    instance = settings._instance if settings is not None else None
    if settings is not None:
        settings._instance = None
    if matplotlib is not None:
        dict.__setitem__(matplotlib.rcParams, "backend", INLINE)
    if pyplot is not None:
        _connect(shell, pyplot)
    try:
        yield
    finally:
        _disconnect()
        if settings is not None:
            settings._instance = instance
        if pyplot is not None and previous[0] is not None:
            pyplot._backend_mod = previous[0]


def _connect(shell: Any, pyplot: Any) -> None:
    loaded = _MODULE in sys.modules
    pyplot.switch_backend(INLINE)
    backend = sys.modules[_MODULE]
    if loaded:  # otherwise its import has just done this
        from IPython.core.pylabtools import activate_matplotlib

        activate_matplotlib(INLINE)
        backend.configure_inline_support(shell, INLINE)


def _disconnect() -> None:
    backend: Any = sys.modules.get(_MODULE)
    if backend is not None:
        backend.show._to_draw = []
        backend.show._draw_called = False
        backend.configure_inline_support.current_backend = "unset"
        settings = _settings_class()
        if settings is not None:
            settings._instance = None


def _settings_class() -> Any:
    return getattr(sys.modules.get("matplotlib_inline.config"), "InlineBackend", None)
