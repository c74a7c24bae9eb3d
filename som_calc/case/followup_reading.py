"""Finding and reading a case's follow-ups: ``<mappe>/<sag>/opfoelgning/<år>.yaml`` or xlsx."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from som_calc.case.file_tree import FileTree
from som_calc.case.followup import FollowUp
from som_calc.case.followup_rules import follow_up_problems
from som_calc.case.model import Case, PriceIndex
from som_calc.case.problems import CaseError, Problem
from som_calc.case.validation import validate
from som_calc.case.yaml_reader import read_yaml

FOLDER = "opfoelgning"
ENDINGS = (".yaml", ".yml", ".xlsx")


@dataclass(frozen=True)
class FollowUps:
    """The follow-ups of a case, oldest first, and what is worth telling about them."""

    items: tuple[FollowUp, ...]
    files: tuple[Path, ...]
    warnings: tuple[Problem, ...] = field(default=())


def follow_up_folder(case_file: str | Path) -> Path:
    """Where the follow-ups of a case lie.

    >>> follow_up_folder("params/aabenraa-ips.yaml").as_posix()
    'params/aabenraa-ips/opfoelgning'
    """
    path = Path(case_file)
    return path.with_suffix("") / FOLDER


def has_follow_ups(case_file: str | Path) -> bool:
    """Whether any follow-up lies beside a case.

    Raises:
        CaseError: one year has two files.
    """
    return bool(_files(follow_up_folder(case_file)))


def read_follow_up(
    path: Path, case: Case, index: PriceIndex | None = None
) -> tuple[FollowUp, list[Problem]]:
    """One follow-up and its warnings; ``index`` is an earlier follow-up's price index.

    Raises:
        CaseError: the file cannot be used; holds every fault found.
    """
    tree = _read(path)
    found, problems, _ = validate(tree, FollowUp)
    problems += [notice for notice in tree.notices if notice not in problems]
    if found is not None:
        problems += follow_up_problems(tree, found, case, index)
    errors = [problem for problem in problems if not problem.warning]
    if errors or found is None:
        raise CaseError(errors or problems)
    return found, problems


def load_follow_ups(
    case_file: str | Path, case: Case, year: int | None = None, folder: str | Path | None = None
) -> FollowUps:
    """The follow-ups of a case up to and including ``year`` (all when left out).

    Args:
        case_file: the case's own file; the follow-ups lie in the folder named after it.
        case: the case the numbers are held against.
        year: the last follow-up year to read.
        folder: another folder with follow-ups.

    Raises:
        CaseError: there are none, one year has two files, or a file cannot be used.
    """
    place = Path(folder) if folder else follow_up_folder(case_file)
    by_year = _files(place)
    if year is not None:
        by_year = {y: path for y, path in by_year.items() if y <= year}
    if not by_year or (year is not None and year not in by_year):
        raise CaseError.single(
            place,
            f"der er ingen opfølgning for {year}" if year else "der er ingen opfølgning på sagen",
            f"lav et skema med »som opfoelgning --skema {case_file} {year or 'ÅR'}«",
        )
    items: list[FollowUp] = []
    problems: list[Problem] = []
    errors: list[Problem] = []
    index: PriceIndex | None = None
    for named, path in by_year.items():
        try:
            found, warnings = read_follow_up(path, case, index)
        except CaseError as error:
            errors += error.problems
            continue
        if found.follow_up_year != named:
            wrong = f"filen hedder {named}, men opfølgningsåret er {found.follow_up_year}"
            errors.append(Problem(str(path), None, None, wrong, "ret filnavnet eller året"))
        items.append(found)
        index = found.new_assumptions.price_index or index
        problems += warnings
    if errors:
        raise CaseError(errors)
    return FollowUps(tuple(items), tuple(by_year.values()), tuple(problems))


def _files(folder: Path) -> dict[int, Path]:
    """Follow-up files by year, oldest first."""
    found: dict[int, Path] = {}
    if not folder.is_dir():
        return found
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in ENDINGS or not path.stem.isdecimal():
            continue
        year = int(path.stem)
        if year in found:
            raise CaseError.single(
                path,
                f"{year} har to filer: {found[year].name} og {path.name}",
                "behold én af dem",
            )
        found[year] = path
    return dict(sorted(found.items()))


def _read(path: Path) -> FileTree:
    if path.suffix.lower() == ".xlsx":
        from som_calc.case.followup_form_reading import read_form

        return read_form(path)
    return read_yaml(path)
