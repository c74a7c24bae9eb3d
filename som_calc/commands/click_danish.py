"""Click's own words in Danish.

Click looks its messages up through ``gettext`` under the name ``_`` in each module, but
only in the language of the user's machine.  ``som`` speaks Danish on every machine, so the
lookup is replaced.  A message that is not listed here stays in English.
"""

from __future__ import annotations

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

_DANISH = {
    "Usage:": "Brug:",
    "Options": "Valg",
    "Commands": "Kommandoer",
    "Positional arguments": "Argumenter",
    "Aborted!": "Afbrudt.",
    "Missing command.": "Der mangler en kommando.",
    "env var: {var}": "miljøvariabel: {var}",
    "default: {default}": "ellers: {default}",
    "required": "skal angives",
    "%(prog)s, version %(version)s": "%(prog)s, version %(version)s",
    "Show the version and exit.": "Vis versionen.",
    "Show this message and exit.": "Vis denne hjælp.",
    "Error: {message}": "Fejl: {message}",
    "Try '{command} {option}' for help.": "Skriv »{command} {option}« for hjælp.",
    "Invalid value: {message}": "Ugyldig værdi: {message}",
    "Invalid value for {param_hint}: {message}": "Ugyldig værdi for {param_hint}: {message}",
    "Missing argument": "Der mangler et argument:",
    "Missing option": "Der mangler et valg:",
    "Missing parameter": "Der mangler en værdi:",
    "No such option {name!r}.": "»{name}« er ikke et valg her.",
    "No such command {name!r}.": "»{name}« er ikke en kommando.",
    "Could not open file {filename!r}: {message}": "Filen »{filename}« kan ikke åbnes: {message}",
    "unknown error": "ukendt fejl",
    "Option {name!r} does not take a value.": "Valget »{name}« tager ingen værdi.",
    "Argument {name!r} takes {nargs} values.": "Argumentet »{name}« tager {nargs} værdier.",
    "Choose from:\n\t{choices}": "Vælg mellem:\n\t{choices}",
    "{value!r} is not a valid {number_type}.": "»{value}« er ikke et tal.",
    "{value} is not in the range {range}.": "{value} ligger uden for {range}.",
    "{name} {filename!r} does not exist.": "{name} »{filename}« findes ikke.",
    "{name} {filename!r} is a file.": "{name} »{filename}« er en fil.",
    "{name} {filename!r} is a directory.": "{name} »{filename}« er en mappe.",
    "{name} {filename!r} is not readable.": "{name} »{filename}« kan ikke læses.",
    "{name} {filename!r} is not writable.": "{name} »{filename}« kan ikke skrives.",
    "file": "fil",
    "File": "Filen",
    "directory": "mappe",
    "Directory": "Mappen",
    "path": "sti",
    "Path": "Stien",
}
_DANISH_COUNTED = {
    "Got unexpected extra argument ({args})": (
        "Uventet argument ({args})",
        "Uventede argumenter ({args})",
    ),
    "Did you mean {possibility}?": (
        "Mente du {possibility}?",
        "(Mente du en af: {possibilities}?)",
    ),
    "{value!r} is not {choice}.": (
        "»{value}« er ikke {choice}.",
        "»{value}« er ikke en af {choices}.",
    ),
    "Option {name!r} requires an argument.": (
        "Valget »{name}« skal have en værdi.",
        "Valget »{name}« skal have {nargs} værdier.",
    ),
}
_MODULES = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.types,
)


def speak_danish() -> None:
    """Let click word its help and errors in Danish from now on."""
    for module in _MODULES:
        for name, function in (("_", _say), ("ngettext", _say_counted)):
            if hasattr(module, name):
                setattr(module, name, function)


def _say(message: str) -> str:
    return _DANISH.get(message, message)


def _say_counted(singular: str, plural: str, count: int) -> str:
    one, many = _DANISH_COUNTED.get(singular, (singular, plural))
    return one if count == 1 else many
