"""The front matter of a decision report."""

from __future__ import annotations

import hashlib
from pathlib import Path

from som_calc.case.model import Case
from som_calc.document import danish
from som_calc.document.model import FrontMatter, RichText, SectionSpec
from som_calc.document.text import from_markdown, render
from som_calc.report.sections import section_list

KIND = "Beslutningsoplæg"
STEM = "beslutningsoplaeg"
STAMP = "Illustrative tal"


def front_matter(
    case: Case,
    answer: str,
    colours: dict[str, str],
    *,
    case_file: Path | None,
    template: str | None,
) -> FrontMatter:
    """Title, sections in the chosen order, stamp and provenance."""
    return FrontMatter(
        report_kind=KIND,
        file_stem=STEM,
        eyebrow=[case.municipality, KIND, danish.long_date(case.date), f"Version {case.version}"],
        title=case.title,
        answer=answer,
        municipality=case.municipality,
        date=case.date.isoformat(),
        date_text=danish.long_date(case.date),
        version=case.version,
        sections=[
            SectionSpec(id="side1", heading="Resultatet", show_heading=False),
            *section_list(case, "beslutningsoplaeg", template),
        ],
        stamp=STAMP if case.illustrative else None,
        palette=colours,
        sign_off=sign_off(case, template),
        provenance=provenance(case, case_file),
        keywords=["SØM", "social investering", case.intervention.name, case.municipality],
    )


def sign_off(case: Case, template: str | None) -> RichText:
    """The case's own signature block, else the kommune's ``tekst/underskrift.md.j2``."""
    if case.report.sign_off:
        return from_markdown(case.report.sign_off)
    names = {"kommune": case.municipality, "dato": danish.long_date(case.date)}
    return render("underskrift.md.j2", names, template)


def provenance(case: Case, case_file: Path | None) -> list[tuple[str, str]]:
    """What the report was made from, without paths, users or times."""
    from som_calc import __version__

    entries = []
    if case.prepared_by:
        entries.append(("Beregnet af", case.prepared_by))
    if case.contact:
        entries.append(("Kontakt", case.contact))
    if case_file is not None:
        digest = hashlib.sha256(case_file.read_bytes()).hexdigest()[:16]
        entries.append(("Sagsfil", f"{case_file.name}, sha256 {digest}"))
    entries.append(("Program", f"som-rapport {__version__}"))
    return entries
