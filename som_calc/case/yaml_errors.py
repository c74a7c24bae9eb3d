"""YAML's own complaints, said in Danish with a remedy."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError

from som_calc.case.problems import Problem

_QUOTE = 'sæt teksten i anførselstegn, fx "Indsats: fase 2"'
_SAYINGS: tuple[tuple[str, str, str], ...] = (
    (
        r"character '\\t'",
        "linjen er rykket ind med tabulator",
        "brug mellemrum i stedet for tabulator",
    ),
    (r"found character '(.)' that cannot start", "en værdi kan ikke begynde med »{0}«", _QUOTE),
    (
        r"mapping values are not allowed",
        "der står et kolon for meget, eller indrykningen er forkert",
        _QUOTE,
    ),
    (
        r"could not find expected ':'",
        "der mangler et kolon efter feltets navn",
        "skriv »felt: værdi«",
    ),
    (
        r"unexpected end of stream|end of the stream",
        "et anførselstegn eller en parentes bliver aldrig lukket",
        "luk det, der er åbnet",
    ),
    (
        r"expected <block end>",
        "indrykningen passer ikke med linjerne over",
        "ryk lige langt ind for felter i samme gruppe, og sæt tekst med tegn i anførselstegn",
    ),
    (
        r"expected ',' or '[\]}]'",
        "en liste eller gruppe i klammer er ikke lukket",
        "luk med ] eller }",
    ),
    (
        r"unknown escape character",
        'omvendt skråstreg kan ikke stå i "…"',
        "brug enkelte anførselstegn '…'",
    ),
    (r"undefined tag handle", "mærker med udråbstegn er ikke tilladt", _QUOTE),
    (r"alphabetic or numeric", "tegnene & og * kan ikke stå først i en værdi", _QUOTE),
)


_BEGINS_EARLIER = ("end of stream", "expected ':'", "expected ','")
"""Complaints whose cause stands where the unfinished part began."""


def in_danish(error: MarkedYAMLError, file: str, text: str) -> Problem:
    """The problem behind a syntax error; the line is where the reader gave up."""
    said = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    if error.context_mark and any(part in said for part in _BEGINS_EARLIER):
        line = error.context_mark.line + 1
    lines = text.splitlines()
    if line and line > len(lines):
        line = len(lines)
    if line and re.match(r" *\t", lines[line - 1]):
        said = r"character '\t'"
    for pattern, wrong, right in _SAYINGS:
        if found := re.search(pattern, said):
            return Problem(file, line, None, wrong.format(*found.groups()), right)
    return Problem(file, line, None, "linjen kan ikke læses som YAML", _QUOTE)
