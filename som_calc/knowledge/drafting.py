"""A first draft of a mapping, from the headings of a workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from som_calc.case.excel_file import open_workbook
from som_calc.case.glossary import fold
from som_calc.knowledge.columns import is_empty
from som_calc.knowledge.importing import MAX_BYTES, ORIGIN, sheet_values
from som_calc.knowledge.schema import TABLES, TableSpec

ROWS_TO_LOOK_IN = 20
LIKENESS = 85
_YEAR = re.compile(r"(år|aar|k|t)\s*=?\s*(\d{1,2})", re.IGNORECASE)
_ALSO = {
    "navn": ("målgruppe", "gruppe", "titel", "succesmål", "mål"),
    "målgruppe": ("gruppe",),
    "succesmål": ("mål",),
    "succesandel": ("andel",),
    "ydelse": ("ydelsens navn", "konsekvens", "variabel"),
    "kommune": ("kommunal", "kommunens andel", "pris kommune"),
    "region": ("regional", "regionens andel", "pris region"),
    "stat": ("statslig", "statens andel", "pris stat"),
    "prisniveau": ("prisår", "priser i", "års priser"),
    "standardfejl": ("se", "std. fejl", "standard error"),
    "estimat": ("koefficient", "effekt", "ændring", "forskel"),
    "signifikant": ("sign.", "signifikans"),
    "lov": ("lovgrundlag", "paragraf", "lovhjemmel"),
}


@dataclass
class Draft:
    """What was recognised in one sheet."""

    sheet: str
    header: int
    spec: TableSpec
    columns: dict[str, str] = field(default_factory=dict)
    years: dict[int, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """Required columns without a heading, beside those the mapping itself gives."""
        given = {*self.columns, *ORIGIN, *({"estimat", "år"} if self.years else ())}
        return [c.name for c in self.spec.columns if c.required and c.name not in given]


def draft_mapping(path: Path) -> str:
    """A mapping as YAML text with comments; sheets that look like no table are named.

    Raises:
        CaseError: the file is not a workbook.
    """
    book = open_workbook(path, MAX_BYTES)
    lines = [
        f"# Udkast til et kort over {path.name}. Ret det, og kør:",
        f"#   som viden importer {path.name} --kort DETTE-KORT.yaml",
        "sæt: min-import",
        f"kilde: {_quoted(path.name)}",
        "dato: 2026-01-01  # dagen tallene er hentet",
        "version: ikke oplyst",
        "status: lokalt tal",
        "tabeller:",
    ]
    others = []
    for sheet in book.worksheets:
        draft = _best(sheet.title, sheet_values(sheet, 1, ROWS_TO_LOOK_IN))
        if draft is None:
            others.append(sheet.title)
        else:
            lines += _written(draft)
    if others:
        lines.append(f"# Disse ark ligner ingen tabel: {', '.join(others)}")
    return "\n".join(lines) + "\n"


def _best(title: str, rows: list[tuple[int, list[Any]]]) -> Draft | None:
    drafts = [
        _drafted(title, number, [str(cell) for cell in row if not is_empty(cell)], spec)
        for number, row in rows
        for spec in TABLES.values()
    ]
    able = [draft for draft in drafts if len(draft.columns) + min(len(draft.years), 1) >= 2]
    return max(able, key=lambda draft: _score(title, draft), default=None)


def _score(title: str, draft: Draft) -> float:
    named = fold(title)[:4] == draft.spec.name[:4]
    return len(draft.columns) + 2 * bool(draft.years) + 2 * named - 0.5 * len(draft.missing)


def _drafted(title: str, number: int, headings: list[str], spec: TableSpec) -> Draft:
    from rapidfuzz import fuzz

    draft = Draft(title, number, spec)
    pairs = sorted(
        (
            (
                max(fuzz.ratio(fold(heading), fold(word)) for word in (name, *_ALSO.get(name, ()))),
                -position,
                name,
                heading,
            )
            for name in spec.names
            for position, heading in enumerate(headings)
        ),
        reverse=True,
    )
    for score, _, name, heading in pairs:
        free = name not in draft.columns and heading not in draft.columns.values()
        if score >= LIKENESS and free:
            draft.columns[name] = heading
    for heading in headings:
        year = _YEAR.fullmatch(heading.strip())
        if heading in draft.columns.values():
            continue
        if spec.name == "konsekvenser" and year:
            draft.years[int(year[2])] = heading
        else:
            draft.unused.append(heading)
    return draft


def _written(draft: Draft) -> list[str]:
    lines = [
        f"  - tabel: {draft.spec.name}",
        f"    ark: {_quoted(draft.sheet)}",
        f"    overskrift: {draft.header}",
        "    kolonner:",
    ]
    lines += [f"      {name}: {_quoted(heading)}" for name, heading in draft.columns.items()]
    if draft.years:
        lines.append("    år_kolonner:")
        lines += [f"      {year}: {_quoted(text)}" for year, text in sorted(draft.years.items())]
    missing = [name for name in draft.missing if name != "id"]
    if missing:
        lines.append("    faste:  # mangler i arket; skriv værdien, eller find overskriften")
        lines += [f'      {name}: "?"' for name in missing]
    if draft.unused:
        lines.append(f"    # ikke brugt: {', '.join(draft.unused)}")
    return lines


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
