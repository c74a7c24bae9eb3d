"""A case package: one zip that holds a published case and everything to run it again."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from som_calc.analysis.break_even import break_even
from som_calc.case.names import ACTORS, COST, GRANT, TOTAL
from som_calc.library.building import CASE_NAME, PAGE, REPORT, Built
from som_calc.library.crate import crate_metadata
from som_calc.library.record import (
    CRATE_FILE,
    RECORD_FILE,
    ApprovedFinding,
    BuildsOn,
    CaseRecord,
    PackageFile,
    PriceIndexRecord,
    PrivacyOverride,
    slug_for,
)
from som_calc.resources import source_date

MEDIA = {
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".csv": "text/csv",
    ".yaml": "application/yaml",
    ".txt": "text/plain",
}
TITLES = {
    f"{PAGE}.html": ("side", "Siden, som den vises i erfaringsdatabasen"),
    "kort-fortalt.pdf": ("kort fortalt", "Kort fortalt (PDF, en side)"),
    f"{REPORT}.html": ("rapport", "Hele rapporten (HTML)"),
    f"{REPORT}.pdf": ("rapport", "Hele rapporten (PDF)"),
    f"{REPORT}.docx": ("rapport", "Hele rapporten (Word)"),
    f"{REPORT}.xlsx": ("rapport", "Regnearket med levende formler (Excel)"),
    f"{REPORT}.pptx": ("rapport", "Lysbilleder til mødet (PowerPoint)"),
    f"{REPORT}.ipynb": ("notebook", "Den kørte notebook"),
    f"{PAGE}.ipynb": ("notebook", "Notebooken bag siden"),
    "resultat.json": ("resultater", "Resultatet som data (JSON)"),
    "resultater.csv": ("resultater", "Alle beløb som tabel (CSV)"),
    "datapackage.json": ("resultater", "Beskrivelse af tabellens kolonner"),
    "koersel.json": ("andet", "Versioner og aftryk af det, beregningen bygger på"),
}


def make_record(
    built: Built,
    *,
    approvals: Sequence[ApprovedFinding] = (),
    override: PrivacyOverride | None = None,
    builds_on: list[BuildsOn] | None = None,
) -> CaseRecord:
    """The sealed record of what was built."""
    case, result = built.case, built.result
    known = not case.reverse_only
    gross = -float(result.table.loc[result.table["component"] == COST, "amount"].sum())
    grants = result.table[(result.table["component"] == GRANT) & (result.table["amount"] > 0)]
    index = case.price_index
    record = CaseRecord(
        slug=slug_for(case.municipality, case.title),
        version=case.version,
        title=built.title,
        date=case.date,
        lead=built.lead,
        calculated_by=case.prepared_by or case.municipality,
        municipality=case.municipality,
        material_type="Eksempelberegning" if case.illustrative else "Økonomisk analyse",
        som_version=f"som-rapport {built.run['program']['som-rapport']}",
        target_group=case.intervention.target_group.name,
        success_goal=case.intervention.success_goal,
        year=case.period.first_year,
        last_year=case.period.last_year,
        price_year=case.price_year,
        discount_base=case.discount_base,
        present_value_label=case.present_value_label,
        participants=result.participants,
        course_length=case.intervention.course_length.value,
        success_rate=result.success_rate,
        net_of_others=case.net_of_others,
        evidence_level=min((e.level for e in case.evidence if e.level), default=None),
        net_result=_amounts(result.by_actor()) if known else {},
        net_result_per_participant=_amounts(result.per_participant()) if known else {},
        required_per_success={} if known else _required(built),
        break_even=break_even(result).rates if known else {},
        probability=_chances(built) if known else {},
        gross_cost=gross,
        grant_total=float(grants["amount"].sum()),
        price_index=index
        and PriceIndexRecord(name=index.name, values=dict(index.values), source=index.source),
        illustrative=case.illustrative,
        result_sentence=built.result_sentence,
        about_intervention=built.about,
        about_analysis=built.bullets,
        licence=case.licence,
        contact=case.contact,
        files=[_entry(name, content) for name, content in sorted(built.files.items())],
        privacy_override=override,
        approvals=list(approvals),
        builds_on=builds_on or [],
        follow_up=built.follow_up,
    )
    return record.sealed()


def packed_files(built: Built, record: CaseRecord) -> dict[str, bytes]:
    """Every file of the package, by name."""
    return {
        **built.files,
        RECORD_FILE: record.to_json(),
        CRATE_FILE: crate_metadata(record, built.run),
    }


def pack(built: Built, record: CaseRecord) -> bytes:
    """The zip: the same case gives the same bytes, whoever packs it and where."""
    files = packed_files(built, record)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, date_time=_moment(record))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            archive.writestr(info, files[name])
    return buffer.getvalue()


def package_name(record: CaseRecord) -> str:
    """File name of the package."""
    return f"{record.id}.zip"


def _moment(record: CaseRecord) -> tuple[int, int, int, int, int, int]:
    moment = source_date()
    if moment is not None:
        return (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    return (record.date.year, record.date.month, record.date.day, 0, 0, 0)


def _entry(name: str, content: bytes) -> PackageFile:
    role, title = TITLES.get(name, ("andet", None))
    if name.startswith("opfoelgning-"):
        role, title = "opfølgning", f"Opfølgningen ({Path(name).suffix.lstrip('.').upper()})"
    if Path(name).stem == CASE_NAME:
        role, title = "sag", "Sagsfilen, der kan hentes ind i en ny beregning"
    return PackageFile(
        name=name,
        role=role,
        title=title,
        media_type=MEDIA.get(Path(name).suffix, "application/octet-stream"),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )


def _amounts(sums: object) -> dict[str, float]:
    return {str(name): float(value) for name, value in dict(sums).items()}  # type: ignore[call-overload]


def _required(built: Built) -> dict[str, float]:
    from som_calc.analysis.reverse import reverse

    found = reverse(built.result, [built.result.success_rate]).requirements
    return {n.perspective: n.per_success for n in found if n.per_success is not None}


def _chances(built: Built) -> dict[str, float]:
    from som_calc.report.decision.certainty import Certainty

    certainty = Certainty(built.result)
    if not certainty.effect_varies:
        return {}
    chances = {name: certainty.chance(name) for name in (TOTAL, *ACTORS)}
    return {name: chance for name, chance in chances.items() if chance is not None}
