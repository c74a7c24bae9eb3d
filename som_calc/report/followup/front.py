"""The front matter of a follow-up report."""

from __future__ import annotations

import hashlib
from pathlib import Path

from som_calc.document import danish
from som_calc.document.model import FrontMatter, SectionSpec
from som_calc.document.text import from_markdown
from som_calc.report.followup.loading import Followed
from som_calc.report.sections import template_sections

KIND = "Opfølgning"
STAMP = "Illustrative tal"


def front_matter(
    followed: Followed,
    answer: str,
    colours: dict[str, str],
    *,
    folder: str,
    template: str | None,
) -> FrontMatter:
    """Title, sections, stamp and provenance."""
    tracking = followed.tracking
    case, latest = tracking.case, tracking.latest
    return FrontMatter(
        report_kind=KIND,
        file_stem=f"opfoelgning-{tracking.year}",
        eyebrow=[
            case.municipality,
            f"{KIND} {tracking.year}",
            f"Opgjort {danish.long_date(latest.date)}",
        ],
        title=f"{case.title}: opfølgning {tracking.year}",
        answer=answer,
        municipality=case.municipality,
        date=latest.date.isoformat(),
        date_text=danish.long_date(latest.date),
        version=case.version,
        sections=[
            SectionSpec(id="side1", heading="Status", show_heading=False),
            *template_sections(folder, template),
        ],
        stamp=STAMP if tracking.illustrative else None,
        palette=colours,
        sign_off=from_markdown(case.report.sign_off) if case.report.sign_off else [],
        provenance=provenance(followed),
        keywords=["SØM", "opfølgning", case.intervention.name, case.municipality],
    )


def provenance(followed: Followed) -> list[tuple[str, str]]:
    """What the report was made from, without paths, users or times."""
    from som_calc import __version__

    entries = []
    latest = followed.tracking.latest
    if latest.prepared_by:
        entries.append(("Opgjort af", latest.prepared_by))
    if followed.decision is not None:
        day = danish.long_date(followed.decision.date)
        entries.append(("Vedtaget sag", f"{day}, sha256 {followed.decision.sha256[:16]}"))
    entries.append(("Sagsfil", named(followed.case_file)))
    entries += [("Opfølgning", named(path)) for path in followed.files]
    entries.append(("Program", f"som-rapport {__version__}"))
    return entries


def named(path: Path) -> str:
    """A file by its name and the beginning of its SHA-256."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return f"{path.name}, sha256 {digest}"
