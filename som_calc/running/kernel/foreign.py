"""All that is used of papermill, nbclient, IPython and ipykernel beyond what they promise.

Such names may go with any new version, so the versions are bounded from above here and in
``pyproject.toml``.  Where other versions are installed all the same, :func:`misfit` tells, and
notebooks are run by papermill's own engine with a kernel process.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module, metadata
from operator import attrgetter
from typing import Any

BELOW = {"papermill": "2.8", "nbclient": "0.12", "ipython": "10", "ipykernel": "8"}
"""The first version of each library that the names below were not tried with."""
USED = {
    "papermill.clientwrap": ("PapermillNotebookClient.papermill_execute_cells",),
    "nbclient.client": (
        "NotebookClient._get_timeout",
        "NotebookClient.output",
        "NotebookClient.process_message",
        "NotebookClient.reset_execution_trackers",
        "NotebookClient.set_widgets_metadata",
    ),
    "IPython.core.async_helpers": ("_asyncio_runner",),
    "ipykernel.compiler": ("XCachingCompiler",),
    "ipykernel.jsonutil": ("json_clean",),
    "ipykernel.kernelbase": ("Kernel.getpass", "Kernel.raw_input", "Kernel.send_response"),
    "ipykernel.zmqshell": (
        "ZMQInteractiveShell._walk_mro",
        "ZMQInteractiveShell._instance",
        "ZMQInteractiveShell._showtraceback",
        "ZMQInteractiveShell.init_environment",
        "ZMQInteractiveShell.prepare_user_module",
        "ZMQInteractiveShell.run_cell_async",
        "ZMQInteractiveShell.should_run_async",
    ),
}
"""Module → names that must be there."""


@lru_cache(maxsize=1)
def misfit() -> str | None:
    """Why notebooks cannot be run in this process, in Danish; None when they can."""
    for library, first in BELOW.items():
        installed = version(library)
        if _numbers(installed) >= _numbers(first):
            return f"{library} {installed} er nyere, end programmet kender"
    for module, names in USED.items():
        try:
            found = import_module(module)
            for name in names:
                attrgetter(name)(found)
        except (ImportError, AttributeError):
            return f"{module.partition('.')[0]} er ændret, siden programmet blev prøvet med det"
    return None


def version(library: str) -> str:
    """The installed version of a library."""
    return metadata.version(library)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def run_with_a_kernel(nb: Any, kernel_name: str | None, **options: Any) -> Any:
    """Run a notebook as papermill does by itself; ``options`` as for the engine ``som``."""
    from papermill.engines import NBClientEngine

    watch: Callable[[int], None] | None = options.pop("watch", None)
    if watch is not None:
        options["on_cell_start"] = lambda cell, cell_index: watch(cell_index + 1)
    return NBClientEngine.execute_notebook(nb, kernel_name, **options)


def new_shell(kernel: Any, config: Any) -> Any:
    """A kernel's IPython shell."""
    from ipykernel.compiler import XCachingCompiler
    from ipykernel.zmqshell import ZMQInteractiveShell

    with only_shell(None):
        return ZMQInteractiveShell(kernel=kernel, compiler_class=XCachingCompiler, config=config)


@contextmanager
def only_shell(shell: Any) -> Iterator[None]:
    """Let ``get_ipython()`` mean this shell, also when the caller sits in IPython himself."""
    from ipykernel.zmqshell import ZMQInteractiveShell
    from IPython.core.interactiveshell import InteractiveShell

    classes = list(ZMQInteractiveShell._walk_mro())
    assert InteractiveShell in classes
    before = [cls._instance for cls in classes]
    for cls in classes:
        cls._instance = shell
    try:
        yield
    finally:
        for cls, instance in zip(classes, before, strict=True):
            cls._instance = instance


def runs_async(shell: Any, source: str, **given: Any) -> bool:
    """Whether a cell is run in the event loop, as cells with ``await`` are."""
    from IPython.core.async_helpers import _asyncio_runner

    return bool(shell.loop_runner is _asyncio_runner and shell.should_run_async(source, **given))


def forget_traceback(shell: Any) -> None:
    """Forget the error of the cell before."""
    shell._last_traceback = None
    shell._last_traceback_during_displayhook = False


def traceback_of(shell: Any) -> list[str]:
    """The traceback the last cell was shown with, in lines."""
    return list(shell._last_traceback or [])


def failed_to_show(shell: Any) -> bool:
    """Whether the value of the last cell could not be shown."""
    return bool(shell._last_traceback_during_displayhook)


def cell_seconds(client: Any, cell: Any) -> int | None:
    """The time limit of a cell."""
    seconds: int | None = client._get_timeout(cell)
    return seconds
