"""Publishing a case: build, gate, seal, write."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from som_calc.case.model import Case
from som_calc.case.problems import CaseError, Problem
from som_calc.case.rules.fetched import MARK, sender, still_the_senders
from som_calc.case.text_file import read_bytes
from som_calc.checking import load_case
from som_calc.library.approvals import (
    Approval,
    approvals_bytes,
    approvals_file,
    approved_now,
    read_approvals,
)
from som_calc.library.building import ATTACHED, CASE_NAME, Built, build
from som_calc.library.package_writing import make_record, pack, package_name, packed_files
from som_calc.library.privacy import Finding, check_files
from som_calc.library.privacy.numbers import (
    SMALLEST_GROUP,
    rare_combinations,
    small_between_versions,
    small_groups,
    small_in_follow_ups,
)
from som_calc.library.privacy.reader import UNPACKED_BYTES
from som_calc.library.record import (
    CRATE_FILE,
    RECORD_FILE,
    ApprovedFinding,
    BuildsOn,
    CaseRecord,
    safe_name,
    slug_for,
)
from som_calc.library.versions import counts_in, counts_of, published_before
from som_calc.writing import write_sets


@dataclass(frozen=True)
class WrittenPackage:
    """What was written."""

    path: Path
    record: CaseRecord
    approved: list[ApprovedFinding]


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

    The gate reads the package as it will leave, after all of it is built.

    Args:
        case_file: the case.
        folder: where the zip is put.
        formats: formats of the full report in the package.
        follow_up: take the follow-ups beside the case with.
        attachments: further files to publish, e.g. tables.
        approval: who lets which findings through and why; never lets a CPR number through.
        smallest: smallest group of persons that is published.
        progress: told the name of each step.

    Raises:
        CaseError: the gate stopped it (one problem per finding), the input is faulty, or what
            is the sender's in a fetched case is no longer marked.
        NotebookFailed: a notebook broke.
    """
    before = read_approvals(case_file)
    extra = {f"{ATTACHED}{_name(path)}": read_bytes(path, UNPACKED_BYTES) for path in attachments}
    built = build(case_file, formats, follow_up=follow_up, progress=progress)
    built = replace(built, files={**built.files, **extra})
    _refuse_unmarked(case_file, built)
    lineage = _lineage(case_file, built.case)
    progress("Ser efter personoplysninger")
    found = [
        *check_package(built, packed_files(built, make_record(built, builds_on=lineage)), smallest),
        *_since_last_time(built, folder, smallest),
    ]
    approved = _decide(found, before, approval)
    record = make_record(built, approvals=approved, builds_on=lineage)
    progress("Pakker")
    content = pack(built, record)
    # The approvals themselves leave too: who approved, and why.
    _refuse([f for f in check_files(_described(built, record), written=()) if f.final])
    sets = {folder: {package_name(record): content}}
    if approval is not None:
        beside = approvals_file(case_file)
        sets[beside.parent] = sets.get(beside.parent, {}) | {beside.name: approvals_bytes(approved)}
    write_sets(sets)
    return WrittenPackage(folder / package_name(record), record, approved)


def _refuse_unmarked(case_file: Path, built: Built) -> None:
    """Stop a fetched case whose numbers are the sender's though no mark says so any more.

    The package does not hold the original that they are known by, so its page could not say it.
    """
    case = load_case(case_file)
    fields = still_the_senders(case)
    if fields and not still_the_senders(built.case):
        raise CaseError.single(
            case_file,
            f"{len(fields)} tal og tekster er stadig fra {sender(case)}, men ingen mærker siger "
            "det, så den offentliggjorte side kunne ikke sige det",
            "skriv jeres egne tal og kilder (som tjek viser, hvor), "
            f"eller skriv mærket »{MARK}« igen",
        )


def _described(built: Built, record: CaseRecord) -> dict[str, bytes]:
    files = packed_files(built, record)
    return {name: files[name] for name in (RECORD_FILE, CRATE_FILE)}


def check_package(
    built: Built, files: Mapping[str, bytes], smallest: int = SMALLEST_GROUP
) -> list[Finding]:
    """Everything in a package, as it leaves, that may point at a person.

    Args:
        built: what was built.
        files: every file of the package, by name.
        smallest: smallest group of persons that is published.
    """
    case = built.case
    makers = (item.prepared_by for item in built.followed)
    own = [one for one in (case.prepared_by, case.contact, case.municipality, *makers) if one]
    return [
        *check_files(
            files,
            written={name for name in files if _by_person(name)},
            attached={name for name in files if name.startswith(ATTACHED)},
            cases={name for name in files if _is_case(name) or name.startswith(f"{CASE_NAME}/")},
            own=own,
            smallest=smallest,
        ),
        *small_groups(case, smallest),
        *rare_combinations(case, smallest),
        *small_in_follow_ups(built.followed, smallest),
    ]


def _is_case(name: str) -> bool:
    return Path(name).stem == CASE_NAME and not name.startswith(ATTACHED)


def _by_person(name: str) -> bool:
    return _is_case(name) or name.startswith((ATTACHED, f"{CASE_NAME}/", "params/"))


def _decide(
    found: Sequence[Finding], before: Sequence[ApprovedFinding], approval: Approval | None
) -> list[ApprovedFinding]:
    """The approvals that let the findings through.

    Raises:
        CaseError: a finding is not approved, or can never be.
    """
    _refuse([finding for finding in found if finding.final])
    ids = {finding.id for finding in found}
    approved = {item.id: item for item in before if item.id in ids}
    if approval is not None:
        approved |= {item.id: item for item in approved_now(found, approval)}
    _refuse([finding for finding in found if finding.id not in approved])
    return [approved[one] for one in sorted(approved)]


def _refuse(stopping: Sequence[Finding]) -> None:
    """Stop when anything is left.

    Raises:
        CaseError: one problem per finding, and what can be done.
    """
    if not stopping:
        return
    problems = [
        Problem(None, None, f.place, f.wrong, f.remedy if f.final else f"{f.remedy} [fund {f.id}]")
        for f in stopping
    ]
    if any("CPR" in f.wrong for f in stopping if f.final):
        way_out = "et CPR-nummer kan aldrig godkendes"
    elif any(f.final for f in stopping):
        way_out = "en fil, der ikke kan læses, kan ikke udgives"
    else:
        ids = " ".join(f"--godkend {one}" for one in dict.fromkeys(f.id for f in stopping))
        way_out = (
            f"ret fundene, eller godkend hvert af dem med {ids} "
            "--godkendt-af NAVN --begrundelse TEKST"
        )
    raise CaseError([*problems, Problem(None, None, None, "intet er udgivet", way_out)])


def _since_last_time(built: Built, folder: Path, smallest: int) -> Iterator[Finding]:
    """Small groups that show when this version is held against those published before."""
    slug = slug_for(built.case.municipality, built.case.title)
    now = counts_of(built.case, built.followed, built.files)
    for record, files in published_before(slug, folder):
        with contextlib.suppress(CaseError):
            yield from small_between_versions(counts_in(files), now, record.version, smallest)


def _lineage(case_file: Path, case: Case) -> list[BuildsOn]:
    origin = case.builds_on
    if origin is None:
        return []
    try:
        return [BuildsOn(id=origin.id, title=origin.title, version=origin.version)]
    except ValidationError:
        raise CaseError.single(
            case_file,
            "bygger_på siger ikke, hvilken offentliggjort sag sagen er lavet af",
            "behold id, titel og version, som som hent skrev dem "
            "(et id slutter på 12 tegn af 0-9 og a-f)",
        ) from None


def _name(path: Path) -> str:
    try:
        return safe_name(path.name)
    except ValueError:
        raise CaseError.single(path, "har et navn, der ikke kan udgives", "omdøb filen") from None
