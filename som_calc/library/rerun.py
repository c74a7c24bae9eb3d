"""Running a package again: identical, or what differs and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from som_calc.formats.registry import WRITERS
from som_calc.library import provenance
from som_calc.library.building import ATTACHED, RUN_RECORD, build
from som_calc.library.package_reading import read_package
from som_calc.library.package_writing import make_record, pack
from som_calc.library.record import CaseRecord
from som_calc.writing import aside

CAUSES = {
    provenance.DATA: "satser eller viden er ændret",
    provenance.SOFTWARE: "programmet eller et bibliotek har en anden version",
    provenance.LAYOUT: "notebooks eller skabeloner er ændret",
}
TOLERANCE = 1e-6
"""kr.: numbers nearer than this are the same."""


@dataclass(frozen=True)
class Difference:
    """One number that came out differently."""

    name: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Rerun:
    """What a re-run found."""

    record: CaseRecord
    identical: bool
    """Every byte of the package came out the same."""
    numbers: list[Difference]
    files: list[str]
    """Files whose bytes differ."""
    causes: dict[str, list[str]]
    """What differs in data, software and layout, by :data:`CAUSES`."""


def rerun(path: Path, progress: Callable[[str], None] = lambda step: None) -> Rerun:
    """Unpack a package in a clean folder, run it, and compare byte by byte.

    Raises:
        CaseError: the package cannot be trusted or read.
    """
    record, files = read_package(path)
    case_name = next(file.name for file in record.files if file.role == "sag")
    formats = [f for f in WRITERS if f"beslutningsoplaeg.{f}" in files]
    with aside() as folder:
        for name, content in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        built = build(
            folder / case_name,
            formats,
            data_folder=folder,
            follow_up=record.follow_up is not None,
            progress=progress,
        )
        # What was attached is not made here; it lies in the package as it was given.
        attached = {n: content for n, content in files.items() if n.startswith(ATTACHED)}
        built = replace(built, files={**built.files, **attached})
        again = make_record(
            built,
            approvals=record.approvals,
            override=record.privacy_override,
            builds_on=list(record.builds_on),
        )
        same = pack(built, again) == Path(path).read_bytes()
    extra = {name: files[name] for name in files if name not in built.files}
    differing = [n for n, content in built.files.items() if files.get(n) != content]
    differing += [name for name in extra if not name.startswith("ro-crate")]
    before = json.loads(files[RUN_RECORD]) if RUN_RECORD in files else {}
    return Rerun(
        record=record,
        identical=same,
        numbers=_numbers(files.get("resultat.json"), built.files["resultat.json"]),
        files=sorted(differing),
        causes=provenance.changes(before, built.run),
    )


def _numbers(before: bytes | None, after: bytes) -> list[Difference]:
    old = _flat(json.loads(before)) if before else {}
    new = _flat(json.loads(after))
    found = []
    for name in sorted({*old, *new}):
        a, b = old.get(name), new.get(name)
        if a is None or b is None or abs(a - b) > TOLERANCE:
            found.append(Difference(name, a, b))
    return found


def _flat(data: Any, name: str = "") -> dict[str, float]:
    if isinstance(data, dict):
        parts = [_flat(v, f"{name}: {k}" if name else str(k)) for k, v in data.items()]
    elif isinstance(data, list):
        parts = [_flat(v, f"{name} {i}") for i, v in enumerate(data, 1)]
    elif isinstance(data, int | float) and not isinstance(data, bool):
        return {name: float(data)}
    else:
        return {}
    return {key: value for part in parts for key, value in part.items()}
