"""Every problem of a case, found in one place by all who read one.

Every command that reads a case asks here, and the notebooks do, so that a case one of them
accepts is accepted by all, and a fault has the same field and line everywhere.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from som_calc import api
from som_calc.case.file_tree import FileTree, dotted, texts_in
from som_calc.case.model import Case
from som_calc.case.overrides import Overrides
from som_calc.case.problems import CaseError, Problem
from som_calc.case.reading import Checked
from som_calc.case.text_file import has_halves
from som_calc.resources import case_path

if TYPE_CHECKING:
    from som_calc.knowledge.discount import DiscountSchedule
    from som_calc.report.followup.loading import Followed

_analysed: list[tuple[tuple[Case, DiscountSchedule], list[Problem]]] = []
"""The last case and what its analysis found: a command and its notebook ask about the same."""


@dataclass(frozen=True)
class CheckedFollowUp:
    """What following a case gave: the case followed (None when something has errors), and all
    problems of the case and of its follow-ups."""

    followed: Followed | None
    problems: list[Problem]


def check_case(
    path: str | Path,
    overrides: Overrides = (),
    template: str | None = None,
    *,
    sections: bool = True,
) -> Checked:
    """Read a case and find every fault that would stop it from being calculated or reported.

    Args:
        path: the case file.
        overrides: ``felt=værdi``, e.g. ``mereffekt=7%``; one text, several, or a mapping.
        template: a kommune's own template folder, which decides the report's sections.
        sections: whether the sections and texts of the report are asked about too.

    Returns:
        The case (None when it has errors) and all problems; never raises for what the user
        wrote.

    >>> from som_calc.resources import find
    >>> check_case(find("params", "aabenraa-ips.yaml"), {"mereffekt": "700%"}).errors[0].wrong
    '»700%« er over 100 %'
    """
    checked = api.check_case(path, overrides)
    found = _further(checked, template, sections)
    if sections and checked.case is not None:
        found += checked.located(_not_in_texts(checked.case))
    if sections and checked.tree is not None:
        found += _not_in_pdf(checked.tree, template)
    failed = any(not problem.warning for problem in found)
    case = None if failed else checked.case
    return Checked(case, [*checked.problems, *found], checked.tree)


def check_follow_up(
    case_file: str | Path,
    year: int | None = None,
    folder: str | Path | None = None,
    template: str | None = None,
) -> CheckedFollowUp:
    """Read a case's follow-ups and find every fault in them and in the case they are held against.

    Args:
        case_file: the case's own file.
        year: the last follow-up year; the newest when left out.
        folder: follow-ups elsewhere than in ``<sag>/opfoelgning``.
        template: a kommune's own template folder.

    Returns:
        The case followed and all problems; never raises for what the user wrote.

    >>> from som_calc.resources import find
    >>> checked = check_follow_up(find("params", "aabenraa-ips.yaml"), 2031)
    >>> checked.problems[-1].wrong
    'der er ingen opfølgning for 2031'
    """
    from som_calc.report.followup.loading import follow

    problems = check_case(measured_against(case_file), template=template).problems
    followed = None
    try:
        followed = follow(case_file, year, folder)
        problems = [*problems, *followed.warnings]
    except CaseError as error:
        problems = [*problems, *error.problems]
    if any(not problem.warning for problem in problems):
        followed = None
    return CheckedFollowUp(followed, list(dict.fromkeys(problems)))


def follow_up_problems(case_file: str | Path, case: Case) -> list[Problem]:
    """Every error in the follow-ups that lie beside a case; none where there are none.

    They are held against the adopted copy, where there is one, and else against ``case``.
    A form without its date is not filled in yet, which is no error.
    """
    from som_calc.case.followup_frozen import load_frozen
    from som_calc.case.followup_reading import has_follow_ups, load_follow_ups

    path = case_path(case_file)
    try:
        if has_follow_ups(path):
            frozen = load_frozen(path, api.COMPLETERS)
            load_follow_ups(path, case if frozen is None else frozen.case)
    except CaseError as error:
        return [
            replace(found, warning=True)
            if (found.field, found.wrong) == ("dato", "mangler")
            else found
            for found in error.problems
        ]
    return []


def measured_against(case_file: str | Path) -> str | Path:
    """The file a follow-up is held against: the adopted copy, else the case file itself."""
    from som_calc.case.followup_frozen import sealed_files

    files = sealed_files(case_file)
    return files[1] if files and files[1].is_file() else case_file


def load_case(path: str | Path, overrides: Overrides = ()) -> Case:
    """The typed case in a file.

    Args:
        path: the case file (YAML, UTF-8, or the Excel form).
        overrides: ``felt=værdi`` with the dotted Danish name of any field, e.g.
            ``mereffekt=7%`` or ``omkostninger.1.pr_år.2025=983.200``; one text, several, a
            mapping, or None.

    Raises:
        CaseError: the file or an override cannot be used; holds *every* problem found.
            The sections of the report are left to the report, which knows its templates.

    >>> from som_calc.resources import find
    >>> load_case(find("params", "aabenraa-ips.yaml")).success_rate.value
    0.05
    """
    checked = check_case(path, overrides, sections=False)
    if checked.case is None:
        raise CaseError(checked.errors)
    return checked.case


def _further(checked: Checked, template: str | None, sections: bool) -> list[Problem]:
    """What only shows when a readable case is prepared for calculation, analysis and report."""
    if checked.case is None:
        return []
    try:
        found = list(_analysis(checked.case))
        if sections:
            from som_calc.report.sections import section_problems

            found += section_problems(checked.case, "beslutningsoplaeg", template)
    except CaseError as error:
        return error.problems
    return checked.located(found)


def _analysis(case: Case) -> list[Problem]:
    """What the analysis of a case would stumble over.

    Raises:
        CaseError: a table of rates cannot be used.
    """
    from som_calc.analysis.checks import analysis_problems

    asked = (case, api.discount_schedule_of(case))
    if not _analysed or _analysed[0][0] != asked:
        _analysed[:] = [(asked, analysis_problems(*asked))]
    return _analysed[0][1]


def _not_in_texts(case: Case) -> list[Problem]:
    """Warnings of pictures in the case's texts, which stand only in a notebook."""
    found = []
    for name, text in case.report.texts.items():
        if "![" in text:
            from som_calc.document.here import Here
            from som_calc.report.base import own_text

            here = Here()
            own_text(text, here)
            for said in here.notices:
                wrong, _, right = said.partition("; ")
                field = f"rapport.tekster.{name}"
                found.append(Problem(None, None, field, wrong, right, warning=True))
    return found


def _not_in_pdf(tree: FileTree, template: str | None) -> list[Problem]:
    """Warnings of the texts in a file that a PDF cannot show as they are."""
    from som_calc.formats.glyphs import MARK, unshown

    texts = [found for found in texts_in(tree.data) if not has_halves(found[1])]
    refused = unshown([text for _, text in texts], template)
    problems = []
    for loc, text in texts if refused else []:
        found = [character for character in dict.fromkeys(text) if character in refused]
        if found:
            named = ", ".join(map(_named, found[:5])) + (" og flere" if len(found) > 5 else "")
            file, line = tree.spot(loc)
            problems.append(
                Problem(
                    file,
                    line,
                    dotted(loc),
                    f"{'tegnene' if len(found) > 1 else 'tegnet'} {named} kan ikke vises i en PDF, "
                    f"hvor der står {MARK} i stedet",
                    "skriv det med ord, hvis det skal kunne læses",
                    warning=True,
                )
            )
    return list(dict.fromkeys(problems))


def _named(character: str) -> str:
    seen = unicodedata.category(character) not in ("Cc", "Cf", "Cn", "Co", "Mn")
    return f"»{character}«" if seen else f"U+{ord(character):04X}, som ikke kan ses,"
