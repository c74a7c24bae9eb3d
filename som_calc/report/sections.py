"""Which sections a report has, in which order and under which headings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from som_calc.case.danish_input import parse_yes_no
from som_calc.case.model import Case
from som_calc.report.document import SectionSpec
from som_calc.resources import find


def section_list(case: Case, report: str, template: str | None) -> list[SectionSpec]:
    """The case's own choice, else the template's ``afsnit.yaml``.

    A section the case names without heading takes the template's; an id the template does
    not know is shown under its own heading.
    """
    known = {spec.id: spec for spec in template_sections(report, template)}
    if not case.report.sections:
        return list(known.values())
    chosen = []
    for choice in case.report.sections:
        default = known.get(choice.id, SectionSpec(id=choice.id, heading=choice.id.capitalize()))
        chosen.append(default.model_copy(update={"heading": choice.heading or default.heading}))
    return chosen


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
