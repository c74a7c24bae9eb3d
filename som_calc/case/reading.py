"""Reading a case: file → tree of texts → typed case, with every fault told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from som_calc.case.file_tree import FileTree
from som_calc.case.model import Case
from som_calc.case.overrides import Overrides, apply_overrides, as_list
from som_calc.case.problems import CaseError, Problem
from som_calc.case.rules import broken_rules
from som_calc.case.validation import validate
from som_calc.case.yaml_reader import read_yaml
from som_calc.resources import case_path


def _read_form(path: Path) -> FileTree:
    from som_calc.case.workbook.reading import read_workbook

    return read_workbook(path)


READERS: dict[str, Callable[[Path], FileTree]] = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".xlsx": _read_form,
}
"""One reader per file ending; each gives the same kind of tree."""


class Completed(NamedTuple):
    """A tree with what it refers to filled in."""

    tree: FileTree
    problems: Sequence[Problem] = ()
    """Warnings; and what led nowhere, which the tree is then without."""
    unread: Sequence[str] = ()
    """Top-level fields that for this reason do not say what they should."""


Completer = Callable[[FileTree], Completed]
"""Fills in what a case refers to: gives the same tree when there is nothing to do."""


ORIGINALS = "hentet"
"""Folder beside a fetched case where the original is kept."""


@dataclass(frozen=True)
class Completers:
    """What fills a case in, in turn; the rooms above this one know how.

    ``before`` run on what the file says, ``after`` on that with the overrides in place.
    """

    before: tuple[Completer, ...]
    after: tuple[Completer, ...]


@dataclass(frozen=True)
class Checked:
    """What reading a case gave: the case (None when it has errors) and all problems."""

    case: Case | None
    problems: list[Problem]
    tree: FileTree | None = None
    """What the file says, for the place of a field; None when it could not be read."""

    @property
    def errors(self) -> list[Problem]:
        """Problems that stop a run."""
        return [problem for problem in self.problems if not problem.warning]

    @property
    def warnings(self) -> list[Problem]:
        """Problems worth telling that do not stop a run."""
        return [problem for problem in self.problems if problem.warning]

    def located(self, problems: Iterable[Problem]) -> list[Problem]:
        """Problems found later, with the file and line their field stands at."""
        if self.tree is None:
            return list(problems)
        return [
            replace(problem, file=file, line=line)
            for problem in problems
            for file, line in [self.tree.spot_of(problem.field or "")]
        ]


def read_tree(path: str | Path) -> FileTree:
    """The content of a case file, by its ending.

    Raises:
        CaseError: unknown ending, unreadable file, or cells of a form that hold no usable value.
    """
    tree = _read(path)
    if faults := [notice for notice in tree.notices if not notice.warning]:
        raise CaseError(faults)
    return tree


def _read(path: str | Path) -> FileTree:
    path = case_path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None and path.suffix and path.exists() and not path.is_dir():
        endings = ", ".join(READERS)
        raise CaseError.single(
            path, f"filer med endelsen {path.suffix} kan ikke læses som en sag", f"brug {endings}"
        )
    return (reader or read_yaml)(path)


def check_case(path: str | Path, completers: Completers, overrides: Overrides = ()) -> Checked:
    """Read a case and find every fault in it; :func:`som_calc.check_case` knows the completers.

    Args:
        path: the case file.
        completers: what fills in the references of the case.
        overrides: ``felt=værdi``, e.g. ``mereffekt=7%``.

    Returns:
        The case and its problems; never raises for what the user wrote.
    """
    try:
        tree = _read(path)
    except CaseError as error:
        return Checked(None, error.problems)
    return check_tree(tree, completers, overrides)


def check_tree(tree: FileTree, completers: Completers, overrides: Overrides = ()) -> Checked:
    """As :func:`check_case` for a tree already read (from any kind of file)."""
    told = list(tree.notices)
    faulty = {(fault.file, fault.line) for fault in told if not fault.warning}
    unread: set[str] = set()
    for complete in (*completers.before, _overriding(overrides), *completers.after):
        tree, found, left = complete(tree)
        told += found
        unread |= set(left)
    case, problems, broken = validate(tree)
    if case is not None and (original := _original(tree, case, completers)) is not None:
        case = case.beside(original)
    # A cell that could not be read is told once, not also as empty.
    problems = [found for found in problems if (found.file, found.line) not in faulty]
    problems += told
    problems += broken_rules(tree, None if unread else case, broken | unread)
    problems.sort(key=_by_line)
    failed = any(not problem.warning for problem in problems)
    if case is not None and (typed := as_list(overrides)):
        case = case.set_for_run(typed)
    return Checked(None if failed else case, problems, tree)


def _original(tree: FileTree, case: Case, completers: Completers) -> Case | None:
    """The fetched case that ``case`` was made from, if it lies beside the file and can be read."""
    if case.builds_on is None:
        return None
    folder = Path(tree.file).resolve().parent
    # The name is looked for too, so that deleting the field does not make the numbers one's own.
    named = [case.builds_on.file] if case.builds_on.file else []
    named += [f"{ORIGINALS}/{case.builds_on.id}{ending}" for ending in READERS]
    for name in named:
        path = (folder / name).resolve()
        if path.is_relative_to(folder) and path.is_file() and path != Path(tree.file).resolve():
            try:
                found = _read(path)
            except CaseError:
                continue
            for complete in (*completers.before, *completers.after):
                found = complete(found).tree
            return validate(found)[0]
    return None


def _overriding(overrides: Overrides) -> Completer:
    def run(tree: FileTree) -> Completed:
        try:
            return Completed(apply_overrides(tree, overrides))
        except CaseError as error:
            return Completed(tree, error.problems)

    return run


def _by_line(problem: Problem) -> tuple[int, int]:
    line = problem.line if isinstance(problem.line, int) else 0
    return (1 if problem.warning else 0, line)
