"""Builds the API reference from the docstrings: ``.venv/bin/python docs/api.py FOLDER``.

Every module is imported and every docstring read; the first that cannot be is an error.
Without a folder that is all that is done: nothing is kept.
"""

from __future__ import annotations

import pkgutil
import sys
import tempfile
import warnings
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pdoc

import som_calc

PROGRAMS = ("som_calc.__main__", "som_calc.kom_i_gang")
"""They do something when they are imported, and hold nothing to call."""


def build(folder: Path) -> None:
    """Write the reference to ``folder``.

    Raises:
        Exception: what importing a module raised, or pdoc's warning of a name or a docstring
            that cannot be read.
    """
    expose(som_calc)
    for one in pkgutil.walk_packages(som_calc.__path__, "som_calc."):
        if one.name not in PROGRAMS:
            expose(import_module(one.name))
    pdoc.render.configure(docformat="google restructuredtext", show_source=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # Of types that are imported for the type checker alone, pdoc shows the name as written.
        warnings.filterwarnings("ignore", "Error parsing type annotation")
        # Beside a checkout the installed program is meant, which is the same.
    warnings.filterwarnings("ignore", message="'som_calc' may refer to either")
    pdoc.pdoc("som_calc", *(f"!{name}" for name in PROGRAMS), output_directory=folder)


def expose(module: ModuleType) -> None:
    """Let pdoc see what is loaded on demand, and the modules beside the names in ``__all__``."""
    if hasattr(module, "__all__"):
        vars(module).update({name: getattr(module, name) for name in module.__all__})
        inner = pkgutil.iter_modules(getattr(module, "__path__", ()))
        module.__all__ = [*module.__all__, *(one.name for one in inner)]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as nowhere:
        build(Path(*sys.argv[1:] or [nowhere]))
