"""Publishing a case: build, gate, seal, write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from som_calc.case.problems import CaseError, Problem
from som_calc.library.building import build
from som_calc.library.package_writing import make_record, pack, package_name
from som_calc.library.privacy import Finding, check_publication
from som_calc.library.privacy.numbers import SMALLEST_GROUP
from som_calc.library.record import BuildsOn, CaseRecord, PrivacyOverride, safe_name
from som_calc.writing import write_files


@dataclass(frozen=True)
class Approval:
    """A named person lets a case through in spite of findings."""

    by: str
    reason: str


@dataclass(frozen=True)
class WrittenPackage:
    """What was written."""

    path: Path
    record: CaseRecord
    overridden: list[Finding]


def publish(
    case_file: Path,
    folder: Path,
    formats: Sequence[str],
    *,
    attachments: Sequence[Path] = (),
    follow_up: bool = False,
    approval: Approval | None = None,
    smallest: int = SMALLEST_GROUP,
    progress: Callable[[str], None] = lambda step: None,
) -> WrittenPackage:
    """Make a case package, unless the privacy gate stops it.

    Args:
        case_file: the case.
        folder: where the zip is put.
        formats: formats of the full report in the package.
        follow_up: take the follow-ups beside the case with.
        attachments: further files to publish, e.g. tables.
        approval: who lets findings through and why; never lets a CPR number through.
        smallest: smallest group of persons that is published.
        progress: told the name of each step.

    Raises:
        CaseError: the gate stopped it (one problem per finding), or the input is faulty.
        NotebookFailed: a notebook broke.
    """
    built = build(case_file, formats, follow_up=follow_up, progress=progress)
    extra = {f"bilag/{_name(path)}": _read(path) for path in attachments}
    progress("Ser efter personoplysninger")
    text = built.files[next(n for n in built.files if n.startswith("sag."))]
    shown = text.decode("utf-8", errors="replace") if case_file.suffix != ".xlsx" else ""
    found = check_publication(
        built.case, case_file.name, shown, built.files, extra, smallest=smallest
    )
    if case_file.suffix == ".xlsx":
        found += check_publication(
            built.case, case_file.name, "", {}, {case_file.name: text}, smallest=smallest
        )
    override = _decide(found, approval, built.case.date)
    built = replace(built, files={**built.files, **extra})
    record = make_record(built, override=override, builds_on=_lineage(built.case))
    progress("Pakker")
    content = pack(built, record)
    path = write_files(folder, {package_name(record): content})[0]
    return WrittenPackage(path, record, found)


def _decide(
    found: list[Finding], approval: Approval | None, date: dt.date
) -> PrivacyOverride | None:
    """Stop, or the override that lets the findings through.

    Raises:
        CaseError: there are findings and nobody may let, or has let, them through.
    """
    stopping = [f for f in found if f.final or approval is None]
    if stopping:
        problems = [Problem(None, None, f.place, f.wrong, f.remedy) for f in stopping]
        final = any(f.final for f in stopping)
        way_out = (
            "et CPR-nummer kan aldrig godkendes"
            if final
            else "ret fundene, eller godkend dem med --godkendt-af NAVN --begrundelse TEKST"
        )
        problems.append(Problem(None, None, None, "intet er udgivet", way_out))
        raise CaseError(problems)
    if not found or approval is None:
        return None
    said = [str(finding)[:500] for finding in found]
    return PrivacyOverride(by=approval.by, date=date, reason=approval.reason, findings=said)


def _lineage(case: object) -> list[BuildsOn]:
    origin = getattr(case, "builds_on", None)
    if origin is None:
        return []
    return [BuildsOn(id=origin.id, title=origin.title, version=origin.version)]


def _name(path: Path) -> str:
    try:
        return safe_name(path.name)
    except ValueError:
        raise CaseError.single(path, "har et navn, der ikke kan udgives", "omdøb filen") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise CaseError.single(path, "kan ikke læses", "ret stien", field="--bilag") from None
