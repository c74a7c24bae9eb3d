"""The papermill engine ``som``: ``papermill --engine som in.ipynb out.ipynb``.

papermill imports this module while it is being imported itself, so nothing of papermill may
be needed before an engine is asked to run something.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any

NAME = "som"


class SomEngine:
    """Executes a Python notebook in this process, with the outputs a kernel would give.

    No process, socket or thread is started.  Streams are joined per cell and display, so the
    same notebook always gives the same outputs; a kernel also splits them by the clock.

    Options beside papermill's own: ``execution_timeout`` (seconds per cell, from
    ``papermill --execution-timeout``) stops a cell that runs too long; ``watch`` is called
    with the number of each cell as it begins.

    Where the installed libraries are not those it was tried with, papermill's own engine
    runs the notebook.
    """

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str | None, **options: Any) -> Any:
        """papermill's entry: run ``nb`` and return it with outputs.

        Raises:
            PapermillException: the notebook is not in Python.
        """
        from papermill.exceptions import PapermillException

        from som_calc.running.kernel import foreign

        if cls.nb_language(nb).lower() not in ("python", "ipython"):
            raise PapermillException("motoren »som« kører kun notebooks i Python")
        if (reason := foreign.misfit()) is not None:
            _tell_once(reason)
            return foreign.run_with_a_kernel(nb, kernel_name, **options)
        from som_calc.running.kernel.client import ManagedEngine

        return ManagedEngine.execute_notebook(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """The kernel a notebook names; ``python3`` when it names none."""
        return name or nb.metadata.get("kernelspec", {}).get("name") or "python3"

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """The language a notebook is written in; ``python`` when it does not say."""
        metadata = nb.metadata
        return (
            language
            or metadata.get("language_info", {}).get("name")
            or metadata.get("kernelspec", {}).get("language")
            or "python"
        )


@lru_cache(maxsize=1)
def _tell_once(reason: str) -> None:
    told = f"Notebooks køres langsommere, i en kerne for sig: {reason}. Rapporten er den samme."
    print(told, file=sys.stderr)


def register() -> str:
    """Make the engine known to papermill, also where no entry point is installed; its name."""
    from papermill.engines import papermill_engines

    papermill_engines.register(NAME, SomEngine)
    return NAME
