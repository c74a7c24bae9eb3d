"""What has been published of a case before, and the counts two versions can be held together by."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from som_calc.api import load_case
from som_calc.case.followup import FollowUp
from som_calc.case.followup_reading import load_follow_ups
from som_calc.case.model import Case
from som_calc.case.problems import CaseError
from som_calc.library.building import ATTACHED, CASE_NAME
from som_calc.library.package_reading import read_package
from som_calc.library.privacy.numbers import case_counts, follow_up_counts
from som_calc.library.privacy.reader import Reader
from som_calc.library.privacy.tables import counted_cells
from som_calc.library.record import CaseRecord
from som_calc.writing import aside

REPORTS = Path("reports")
_DEEPEST = 3
_NEWEST = 20
"""Packages of one case that are read, the newest first."""


def published_before(slug: str, folder: Path) -> Iterator[tuple[CaseRecord, dict[str, bytes]]]:
    """Every earlier version of a case that can be found, whatever folder it lies in.

    Looked for in the folder the new one is put in and those beside it, below the folder where
    the user stands (two levels, three in ``reports``), and in the experience database there.

    Args:
        slug: names the case through its versions.
        folder: where the new version is put.
    """
    seen: set[str] = set()
    pattern = f"{slug}-*.zip"
    near = [(folder, 0), (folder.absolute().parent, 2), (Path.cwd(), 2), (REPORTS, _DEEPEST)]
    places = chain(
        *(place.glob("*/" * deep + pattern) for place, most in near for deep in range(most + 1)),
        _in_database(slug),
    )
    found = sorted({path.resolve() for path in places if path.is_file()}, key=_age, reverse=True)
    for path in found[:_NEWEST]:
        with contextlib.suppress(CaseError):
            record, files = read_package(path)
            if record.slug == slug and record.id not in seen:
                seen.add(record.id)
                yield record, files


def _age(path: Path) -> float:
    return path.stat().st_mtime


def _in_database(slug: str) -> Iterator[Path]:
    from som_calc.library import stored
    from som_calc.library.database import Library, default_path

    if not default_path().is_file():
        return
    with contextlib.suppress(CaseError), Library(default_path()) as library:
        for version in stored.versions(library.connection, slug):
            if name := stored.package_name(library.connection, version["id"]):
                yield library.packages / name


def counts_of(
    case: Case, followed: Sequence[FollowUp], files: Mapping[str, bytes]
) -> dict[str, int]:
    """Every number of people that is published with a case, by where it stands."""
    return {**case_counts(case), **follow_up_counts(followed), **_in_tables(files)}


def counts_in(files: Mapping[str, bytes]) -> dict[str, int]:
    """The same for a package: its case, its follow-ups and what is attached.

    Raises:
        CaseError: the case in it cannot be read.
    """
    name = next((name for name in files if Path(name).stem == CASE_NAME and "/" not in name), None)
    if name is None:
        return {}
    with aside() as made:
        for one in files:
            if one == name or one.startswith(f"{CASE_NAME}/opfoelgning/"):
                path = made / one
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(files[one])
        case = load_case(made / name)
        followed: tuple[FollowUp, ...] = ()
        if (made / CASE_NAME / "opfoelgning").is_dir():
            followed = load_follow_ups(made / name, case).items
        return counts_of(case, followed, files)


def _in_tables(files: Mapping[str, bytes]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in sorted(files):
        if name.startswith(ATTACHED):
            reader = Reader(unreadable=lambda error: None, tables=True)
            for part in reader.parts(name, files[name]):
                if part.kind == "tabel":
                    found |= {f"{name}, {k}": v for k, v in counted_cells(part.rows).items()}
    return found
