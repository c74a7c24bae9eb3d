"""What a notebook may change in the shell itself, and how it is put back."""

from __future__ import annotations

import contextvars
import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.magic import LazyMagic

_SETTINGS = (
    "ast_node_interactivity",
    "autoawait",
    "autocall",
    "automagic",
    "colors",
    "loop_runner",
    "pdb",
    "show_rewritten_input",
)


@contextmanager
def remembered(shell: Any) -> Iterator[None]:
    """Restore callbacks, magics, aliases, display formats, transformers and settings."""
    tables = [*_tables(shell)]
    before = [table.copy() for table in tables]
    settings = {name: getattr(shell, name) for name in _SETTINGS if hasattr(shell, name)}
    magics = {kind: table.copy() for kind, table in shell.magics_manager.magics.items()}
    mode = shell.InteractiveTB.mode
    formats = [(formatter, formatter.trait_values()) for formatter in _formatters(shell)]
    config = copy.deepcopy(shell.config)
    compile_flags = shell.compile.flags
    try:
        yield
    finally:
        for table, old in zip(tables, before, strict=True):
            table.clear()
            (table.extend if isinstance(table, list) else table.update)(old)
        if shell.config != config:
            shell.config = config
        for kind, old in magics.items():
            _restore_magics(shell.magics_manager.magics[kind], old)
        for name, value in settings.items():
            if getattr(shell, name) is not value and getattr(shell, name) != value:
                setattr(shell, name, value)
        if shell.InteractiveTB.mode != mode:
            shell.InteractiveTB.set_mode(mode)
        # Out of our own context: a formatter passes its precision on to numpy.
        contextvars.Context().run(_restore_traits, formats)
        shell.compile.flags = compile_flags


def _restore_traits(before: list[tuple[Any, dict[str, Any]]]) -> None:
    for formatter, traits in before:
        for name, value in traits.items():
            if getattr(formatter, name) != value:
                setattr(formatter, name, value)


def _restore_magics(now: dict[str, Any], before: dict[str, Any]) -> None:
    """Remove magics the notebook made; those IPython loaded when first used stay loaded."""
    for name in now.keys() - before.keys():
        del now[name]
    for name, magic in before.items():
        if not isinstance(magic, LazyMagic):
            now[name] = magic


def _tables(shell: Any) -> Iterator[Any]:
    yield from shell.events.callbacks.values()
    yield shell.extension_manager.loaded
    yield shell.ast_transformers
    yield shell.input_transformers_post
    yield shell.input_transformer_manager.cleanup_transforms
    yield shell.input_transformer_manager.line_transforms
    yield shell.configurables
    yield shell.display_formatter.formatters
    for formatter in _formatters(shell):
        for name in ("type_printers", "singleton_printers", "deferred_printers"):
            yield getattr(formatter, name)


def _formatters(shell: Any) -> list[Any]:
    display = shell.display_formatter
    return [
        *display.formatters.values(),
        display.ipython_display_formatter,
        display.mimebundle_formatter,
    ]
