"""The papermill engine ``som``: ``papermill --engine som in.ipynb out.ipynb``.

papermill imports this module while it is being imported itself, so nothing of papermill may
be needed before an engine is asked to run something.
"""

from __future__ import annotations

from typing import Any

NAME = "som"


class SomEngine:
    """Executes a Python notebook in this process, with the outputs a kernel would give.

    No process, socket or thread is started.  Streams are joined per cell and display, so the
    same notebook always gives the same outputs; a kernel also splits them by the clock.

    Options beside papermill's own: ``execution_timeout`` (seconds per cell, from
    ``papermill --execution-timeout``) stops a cell that runs too long.
    """

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str | None, **options: Any) -> Any:
        """papermill's entry: run ``nb`` and return it with outputs.

        Raises:
            PapermillException: the notebook is not in Python.
        """
        from som_calc.running.kernel.client import ManagedEngine

        return ManagedEngine.execute_notebook(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """The kernel a notebook names; ``python3`` when it names none."""
        from som_calc.running.kernel.client import ManagedEngine

        return ManagedEngine.nb_kernel_name(nb, name)

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """The language a notebook is written in; ``python`` when it does not say."""
        from som_calc.running.kernel.client import ManagedEngine

        return ManagedEngine.nb_language(nb, language)


def register() -> str:
    """Make the engine known to papermill, also where no entry point is installed; its name."""
    from papermill.engines import papermill_engines

    papermill_engines._engines.setdefault(NAME, SomEngine)
    return NAME
