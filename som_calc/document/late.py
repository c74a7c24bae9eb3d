"""Libraries that others import at once, and that are loaded here when they are first used."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any


def load_late(name: str, function: str | None = None) -> None:
    """Let a module be loaded by the first look at anything in it.

    Nothing happens where it is loaded already, or not installed.

    Args:
        name: the module.
        function: a function in it that others import by name; that alone loads nothing, but
            calling it does.
    """
    if name not in sys.modules and (spec := find_spec(name)) is not None:
        sys.modules[name] = _Late(spec, function)


class _Late(ModuleType):
    """Stands in for a module; everything asked of it is asked of the module itself."""

    def __init__(self, spec: ModuleSpec, function: str | None) -> None:
        super().__init__(spec.name)
        # Python asks whether it is a package whenever something is imported from it.
        if spec.submodule_search_locations is not None:
            self.__path__ = spec.submodule_search_locations
        self._function = function

    def __getattr__(self, name: str) -> Any:
        if name == "__path__":
            raise AttributeError(name)
        return self._call if name == self._function else getattr(self._load(), name)

    def __dir__(self) -> list[str]:
        return dir(self._load())

    def _load(self) -> ModuleType:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return import_module(self.__name__)

    def _call(self, *given: Any, **named: Any) -> Any:
        assert self._function is not None
        called: Callable[..., Any] = getattr(self._load(), self._function)
        return called(*given, **named)
