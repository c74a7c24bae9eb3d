"""The result as CSV with a table schema, so anyone can read the numbers without the program."""

from __future__ import annotations

import json

from som_calc.engine.result import Result
from som_calc.library.export import no_formula

COLUMNS: dict[str, tuple[str, str, str]] = {
    "scenario": ("scenarie", "string", "Scenariets navn"),
    "cohort": ("aargang", "year", "Det år, deltagerne begynder"),
    "year": ("aar", "year", "Det kalenderår, beløbet falder i"),
    "component": ("post", "string", "Omkostning, tilskud, sparet alternativ eller konsekvens"),
    "service": ("ydelse", "string", "Ydelsen eller udgiften"),
    "area": ("hovedomraade", "string", "SØM's hovedområde"),
    "actor": ("aktoer", "string", "Kommune, Region, Stat eller Statslig tilskud"),
    "committee": ("udvalg", "string", "Kommunens udvalg; tomt for andre aktører"),
    "amount": (
        "beloeb",
        "number",
        "Kr. i sagens prisniveau, ikke tilbagediskonteret; + er en gevinst",
    ),
    "present_value": ("nutidsvaerdi", "number", "Kr. tilbagediskonteret til diskonteringsåret"),
}
"""Column of the result table → name, Frictionless type and description in the CSV."""


def results_csv(result: Result) -> bytes:
    """The tidy result table as CSV: UTF-8, comma between columns, point as decimal mark.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    table = result.table[list(COLUMNS)].rename(columns={k: v[0] for k, v in COLUMNS.items()})
    for name, kind, _ in COLUMNS.values():
        if kind == "string":
            table[name] = [no_formula(v) if isinstance(v, str) else v for v in table[name]]
    return bytes(
        table.to_csv(index=False, lineterminator="\n", float_format="%.6f").encode("utf-8")
    )


def table_schema(result: Result) -> bytes:
    """A Frictionless data package descriptor of ``resultater.csv``."""
    fields = [
        {"name": name, "type": kind, "description": description}
        for name, kind, description in COLUMNS.values()
    ]
    resource = {
        "name": "resultater",
        "path": "resultater.csv",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
        "schema": {"fields": fields},
        "prisniveau": result.case.price_year,
        "diskonteringsår": result.case.discount_base,
    }
    package = {"profile": "tabular-data-package", "name": "resultater", "resources": [resource]}
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
