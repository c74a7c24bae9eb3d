"""What was changed since a case was fetched from the experience database."""

from __future__ import annotations

from pathlib import Path

from som_calc.case.model import Case
from som_calc.case.problems import CaseError
from som_calc.document import blocks
from som_calc.document.model import Column, Row, Table
from som_calc.report.changes import flat


def changed_from_original(case: Case, case_file: Path | None) -> Table | None:
    """Field, original value and value now; None for a case that builds on no other."""
    origin = case.builds_on
    if origin is None:
        return None
    note = f"Sagen bygger på »{origin.title}«, version {origin.version} ({origin.id})."
    rows: list[Row] = []
    original = _original(case, case_file)
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


def _original(case: Case, case_file: Path | None) -> Case | None:
    from som_calc.api import load_case

    if case.builds_on is None or case.builds_on.file is None or case_file is None:
        return None
    folder = case_file.resolve().parent
    path = (folder / case.builds_on.file).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        return None
    try:
        return load_case(path)
    except CaseError:
        return None
