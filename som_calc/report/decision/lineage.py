"""What was changed since a case was fetched from the experience database."""

from __future__ import annotations

from som_calc.case.model import Case
from som_calc.document import blocks
from som_calc.document.model import Column, Row, Table
from som_calc.report.changes import flat


def changed_from_original(case: Case) -> Table | None:
    """Field, original value and value now; None for a case that builds on no other."""
    origin = case.builds_on
    if origin is None:
        return None
    note = f"Sagen bygger på »{origin.title}«, version {origin.version} ({origin.id})."
    rows: list[Row] = []
    original = case.original
    if original is None:
        note += " Den oprindelige sagsfil findes ikke her, så ændringerne kan ikke vises."
    else:
        before, after = flat(original), flat(case)
        rows = [
            Row(
                cells=[
                    blocks.words(name),
                    blocks.words(before.get(name, "–")),
                    blocks.words(after.get(name, "–")),
                ]
            )
            for name in dict.fromkeys([*before, *after])
            if before.get(name) != after.get(name)
        ]
        if not rows:
            note += " Ingen tal er ændret endnu."
    return Table(
        id="tabel-oprindelse",
        caption="Ændret i forhold til den sag, der er hentet",
        columns=[
            Column(label="Felt", width=2.0),
            Column(label="Oprindeligt", width=1.5),
            Column(label="Nu", width=1.5),
        ],
        rows=rows,
        notes=[note],
    )
