"""Which sections a report has, in which order and under which headings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from som_calc.case.danish_input import parse_yes_no
from som_calc.case.model import Case
from som_calc.case.problems import Problem
from som_calc.case.suggest import did_you_mean
from som_calc.report.document import SectionSpec
from som_calc.resources import find


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
    known = [spec.id for spec in template_sections(report, template)]
    chosen = [choice.id for choice in case.report.sections or []]
    problems = []
    for place, name in enumerate(chosen):
        field = f"rapport.afsnit.{place + 1}.id"
        if name in chosen[:place]:
            wrong = f"afsnittet »{name}« står der to gange"
            problems.append(Problem(None, None, field, wrong, "slet det ene"))
        elif name not in known and name not in case.report.texts:
            wrong = f"afsnittet »{name}« findes ikke, og sagen har ingen tekst til det"
            problems.append(Problem(None, None, field, wrong, _right(name, known)))
    for name in case.report.texts:
        if name not in known and name not in chosen:
            wrong = f"der er intet afsnit »{name}«, så teksten ville ikke blive vist"
            right = f"{_right(name, known)}; eller tilføj afsnittet under rapport.afsnit"
            problems.append(Problem(None, None, f"rapport.tekster.{name}", wrong, right))
    return problems


def _right(name: str, known: list[str]) -> str:
    return did_you_mean(name, known, "afsnittene er")


def template_sections(report: str, template: str | None) -> list[SectionSpec]:
    """The sections of ``templates/tekst/<report>/afsnit.yaml``."""
    return list(_template_sections(find("templates", f"tekst/{report}/afsnit.yaml", template)))


@lru_cache(maxsize=16)
def _template_sections(path: Path) -> tuple[SectionSpec, ...]:
    from ruamel.yaml import YAML

    entries = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return tuple(
        SectionSpec(
            id=str(entry["id"]),
            heading=str(entry["overskrift"]),
            appendix=parse_yes_no(entry.get("bilag", "nej")),
        )
        for entry in entries
    )
