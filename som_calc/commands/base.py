"""What the commands share: their arguments and options, worded once."""

from __future__ import annotations

import functools
import glob
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

command = functools.partial(click.command, options_metavar="[VALG]")
"""``click.command`` with Danish wording."""


def case_argument(function: F) -> F:
    """One case file; arrives as ``case_file: str``."""
    return click.argument("case_file", metavar="SAG", type=str)(function)


def case_arguments(function: F) -> F:
    """One or more case files; arrive as ``case_files: tuple[str, ...]``."""
    return click.argument("case_files", metavar="SAG…", type=str, nargs=-1, required=True)(function)


def override_option(function: F) -> F:
    """``--sæt felt=værdi``, repeatable; arrives as ``overrides: tuple[str, ...]``."""
    return click.option(
        "--sæt",
        "--saet",
        "overrides",
        multiple=True,
        metavar="FELT=VÆRDI",
        help="Erstat et felt i sagen for denne kørsel, fx --sæt mereffekt=7%. Kan gentages.",
    )(function)


def expand(names: Iterable[str]) -> list[str]:
    """File names with ``*`` and ``?`` spelled out (not every shell does it).

    A pattern that fits nothing is kept, so that the reader can say the file is missing.
    """
    found: list[str] = []
    for name in names:
        matches = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []
        found += matches or [name]
    return list(dict.fromkeys(found))
