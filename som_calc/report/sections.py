"""Which sections a report has, in which order and under which headings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from som_calc.case.model import Case
from som_calc.case.problems import CaseError, Problem
from som_calc.case.suggest import did_you_mean
from som_calc.case.text_file import read_text
from som_calc.case.validation import validate
from som_calc.case.values import CaseModel, Text, YesNo
from som_calc.case.yaml_reader import parse_yaml
from som_calc.document.model import SectionSpec
from som_calc.resources import find

PAGE_ONE = "side1"


def section_list(case: Case, report: str, template: str | None) -> list[SectionSpec]:
    """The case's own choice, else the template's ``afsnit.yaml``.

    A section the case names without heading takes the template's; an id the template does
    not know is shown under its own heading, with the case's text.
    """
    known = {spec.id: spec for spec in template_sections(report, template)}
    if not case.report.sections:
        return list(known.values())
    chosen = []
    for choice in case.report.sections:
        default = known.get(choice.id, SectionSpec(id=choice.id, heading=choice.id.capitalize()))
        chosen.append(default.model_copy(update={"heading": choice.heading or default.heading}))
    return chosen


def section_problems(case: Case, report: str, template: str | None) -> list[Problem]:
    """Sections and texts of a case that the report would not show, or show empty."""
    if not (case.report.sections or case.report.texts):
        return []
    known = [spec.id for spec in template_sections(report, template)]
    chosen = [choice.id for choice in case.report.sections or []]
    problems = []
    for place, name in enumerate(chosen):
        field = f"rapport.afsnit.{place + 1}.id"
        if name in chosen[:place]:
            wrong = f"afsnittet »{name}« står der to gange"
            problems.append(Problem(None, None, field, wrong, "slet det ene"))
        elif name == PAGE_ONE:
            wrong = "side 1 står altid først og kan ikke vælges"
            problems.append(Problem(None, None, field, wrong, "slet linjen"))
        elif name not in known and name not in case.report.texts:
            wrong = f"afsnittet »{name}« findes ikke, og sagen har ingen tekst til det"
            problems.append(Problem(None, None, field, wrong, _right(name, known)))
    for name in case.report.texts:
        if name in (chosen or known):
            continue
        if name in known:
            wrong = f"afsnittet »{name}« er ikke valgt, så teksten ville ikke blive vist"
            right = "tilføj afsnittet under rapport.afsnit, eller slet teksten"
        else:
            wrong = f"der er intet afsnit »{name}«, så teksten ville ikke blive vist"
            right = f"{_right(name, known)} Ellers tilføj det under rapport.afsnit"
        problems.append(Problem(None, None, f"rapport.tekster.{name}", wrong, right))
    return problems


def _right(name: str, known: list[str]) -> str:
    said = did_you_mean(name, known, "afsnittene er")
    return said if said.endswith("?") else f"{said}."


def template_sections(report: str, template: str | None) -> list[SectionSpec]:
    """The sections of ``templates/tekst/<report>/afsnit.yaml``.

    Raises:
        CaseError: the file cannot be read as a list of sections; every fault with line.
    """
    return list(_template_sections(find("templates", f"tekst/{report}/afsnit.yaml", template)))


class _Section(CaseModel):
    """One entry of ``afsnit.yaml``."""

    id: Text = Field(alias="id")
    heading: Text = Field(alias="overskrift")
    appendix: YesNo = Field(default=False, alias="bilag")


class _SectionFile(CaseModel):
    """The list as the one field of a group, which is what the reader of files expects."""

    sections: Annotated[list[_Section], Field(min_length=1)] = Field(alias="afsnit")


@lru_cache(maxsize=16)
def _template_sections(path: Path) -> tuple[SectionSpec, ...]:
    tree = parse_yaml(f"afsnit:\n{read_text(path)}", str(path))
    tree.places = {
        loc: max(1, line - 1) if isinstance(line, int) else line
        for loc, line in tree.places.items()
    }
    file, problems, _ = validate(tree, _SectionFile)
    if file is None:
        raise CaseError(problems)
    ids = [PAGE_ONE, *(entry.id for entry in file.sections)]
    for place, id in enumerate(ids[1:]):
        if id in ids[: place + 1]:
            wrong = "side 1 står altid først" if id == PAGE_ONE else f"»{id}« står der to gange"
            field, line = f"afsnit.{place + 1}.id", tree.places.get(("afsnit", place))
            raise CaseError.single(path, wrong, "slet linjen", field=field, line=line)
    return tuple(
        SectionSpec(id=entry.id, heading=entry.heading, appendix=entry.appendix)
        for entry in file.sections
    )


def forget() -> None:
    """Read the lists anew the next time, for a program that goes on while they are edited."""
    _template_sections.cache_clear()
