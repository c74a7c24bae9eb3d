"""Libraries that other libraries import at once but seldom use: loaded when first used.

Within :func:`postponed` an import gives a stand-in; whoever uses it, a notebook included, gets
the real thing at that moment.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


class _Later:
    """A function or module of a postponed library, usable as the real one."""

    def __init__(self, module: str, name: str) -> None:
        self.__module, self.__name = module, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__real()(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.__real(), name)

    def __real(self) -> Any:
        return getattr(_load(self.__module), self.__name)


class _Postponed(ModuleType):
    """A module that is not loaded yet."""

    def __init__(self, name: str, members: Sequence[str]) -> None:
        super().__init__(name)
        for member in members:
            setattr(self, member, _Later(name, member))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_load(self.__name__), name)


@contextmanager
def postponed(libraries: Mapping[str, Sequence[str]]) -> Iterator[None]:
    """Give stand-ins to what is imported within the block; afterwards imports are as ever.

    Args:
        libraries: module name → the members that are imported from it by name.  Only
            functions and modules can stand in, not classes that are inherited from or caught.
            A library that is loaded already, or not installed, is left alone.
    """
    standing_in = {
        name: _Postponed(name, members)
        for name, members in libraries.items()
        if name not in sys.modules and find_spec(name.partition(".")[0]) is not None
    }
    sys.modules.update(standing_in)
    try:
        yield
    finally:
        for name, module in standing_in.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


def _load(name: str) -> ModuleType:
    """The real module, also when asked for while its stand-in is in place."""
    if isinstance(sys.modules.get(name), _Postponed):
        del sys.modules[name]
    return import_module(name)
