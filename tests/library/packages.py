"""Small case packages for tests and benchmarks, as the publisher would make them."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import random
import re
import zipfile
from pathlib import Path
from typing import Any

from som_calc.library.record import CRATE_FILE, RECORD_FILE, CaseRecord, PackageFile, slug_for


def _pdf() -> bytes:
    """A PDF of one empty page, the same bytes every time."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(100, 100))
        document.save(out, static_id=True)
    return out.getvalue()


FILES: dict[str, tuple[bytes, str, str, str]] = {
    "sag.yaml": (b"titel: IPS til unge\n", "application/yaml", "sag", "Sagsfilen"),
    "resultater.csv": (
        "aktør;kr.\nKommune;1\n".encode(),
        "text/csv",
        "resultater",
        "Resultater (CSV)",
    ),
    "kort-fortalt.pdf": (_pdf(), "application/pdf", "kort fortalt", "Kort fortalt"),
    "side.html": (b"<p>side</p>\n", "text/html", "side", "Siden"),
    "notebook.ipynb": (b'{"cells": []}', "application/x-ipynb+json", "notebook", "Notebooken"),
}
"""Name → content, media type, role, title."""


def listed(files: dict[str, tuple[bytes, str, str, str]]) -> list[PackageFile]:
    return [
        PackageFile(
            name=name,
            role=role,  # type: ignore[arg-type]
            title=title,
            media_type=kind,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
        )
        for name, (content, kind, role, title) in files.items()
    ]


def record(**changes: Any) -> CaseRecord:
    """A sealed record; keyword arguments replace fields."""
    fields: dict[str, Any] = {
        "version": "1.0",
        "title": "Økonomisk analyse af IPS til unge",
        "date": dt.date(2026, 3, 1),
        "lead": "IPS hjælper unge med psykiske lidelser i job eller uddannelse.\nKommunen tjener.",
        "calculated_by": "Aabenraa Kommune",
        "municipality": "Aabenraa Kommune",
        "som_version": "som 0.1.0",
        "target_group": "Udsatte 18-29-årige med moderate psykiske lidelser",
        "success_goal": "Beskæftigelse eller uddannelse",
        "year": 2025,
        "last_year": 2037,
        "price_year": 2025,
        "discount_base": 2025,
        "participants": 224,
        "course_length": 1.0,
        "success_rate": 0.05,
        "evidence_level": 1,
        "net_result": {
            "I alt": 1071272.7,
            "Kommune": 4121030.9,
            "Region": 286577.2,
            "Stat": 299375.1,
            "Statslig tilskud": -3635710.5,
        },
        "net_result_per_participant": {
            "I alt": 4782.5,
            "Kommune": 18397.0,
            "Region": 1279.4,
            "Stat": 1336.5,
            "Statslig tilskud": -16230.4,
        },
        "break_even": {"I alt": 0.03993, "Kommune": 0.00649, "Kommune uden tilskud": 0.04488},
        "probability": {"I alt": 0.69},
        "result_sentence": "Indsatsen giver det offentlige et overskud på 1,1 mio. kr.",
        "about_intervention": "IPS er **støttet beskæftigelse** med et bostøtteforløb.",
        "about_analysis": ["224 deltagere i fire år", "Mereffekten er 5 pct."],
        "licence": "CC BY 4.0",
        "contact": "Jobcenter Aabenraa",
        "files": listed(FILES),
    }
    fields |= changes
    fields.setdefault("slug", slug_for(fields["municipality"], fields["title"]))
    return CaseRecord(**fields).sealed()


def package_bytes(
    made: CaseRecord,
    files: dict[str, bytes] | None = None,
    *,
    record_json: bytes | None = None,
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """The zip of a record; ``files`` replaces the contents, ``record_json`` the record."""
    contents = {name: content for name, (content, *_) in FILES.items()} if files is None else files
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr(zipfile.ZipInfo(RECORD_FILE), record_json or made.to_json())
        archive.writestr(zipfile.ZipInfo(CRATE_FILE), b"{}")
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return buffer.getvalue()


def write_package(folder: Path, made: CaseRecord | None = None, **how: Any) -> Path:
    """Write a package into ``folder``; its name is the case's id."""
    made = made or record()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.id}.zip"
    path.write_bytes(package_bytes(made, **how))
    return path


GROUPS = [
    "Udsatte 18-29-årige med moderate psykiske lidelser",
    "Unge 18-23 år uden uddannelse i gang",
    "Hjemløse 18-64 år",
    "Voksne med alkoholmisbrug 18-64",
    "Modtagere af socialpædagogisk støtte i eget hjem",
    "Kriminalitetstruede 12-17 år",
]
GOALS = ["Beskæftigelse", "I gang med uddannelse", "Ikke bruger af herberg", "Færdigbehandlet"]
EFFORTS = ["ACT", "CTI", "IPS", "Bostøtte", "Mentorforløb", "Familiebehandling", "Opsøgende team"]
PLACES = [
    "Aabenraa",
    "Randers",
    "Aarhus",
    "Sønderborg",
    "Faxe",
    "København",
    "Ærø",
    "Høje-Taastrup",
]
_TEXT = re.findall(
    r"\w+",
    """
    indsats borger kommune støtte bolig hjemløshed bostøtteforløb misbrugsbehandling psykiatri
    ungdomsuddannelse beskæftigelsesindsats mentorordning efterværn familie børn netværk job
    forsorgshjem socialpædagogisk medarbejder samarbejde region sygehus krav forløb deltager
    """,
)


def generated(number: int) -> CaseRecord:
    """Made-up case ``number``: the same every time, with the variety of a real database."""
    dice = random.Random(number)
    place, effort = dice.choice(PLACES), dice.choice(EFFORTS)
    own, region, state = (dice.gauss(2e5, 3e6) for _ in range(3))
    grant = -abs(dice.gauss(5e5, 5e5))
    people = dice.randint(8, 400)
    net = {"Kommune": own, "Region": region, "Stat": state, "Statslig tilskud": grant}
    net = {"I alt": sum(net.values()), **net}
    special = f"emne{number % 997}"
    return record(
        title=f"{effort} nr. {number}",
        municipality=f"{place} Kommune",
        calculated_by=f"{place} Kommune",
        slug=f"sag-{number}",
        date=dt.date(2019, 1, 1) + dt.timedelta(days=number % 2500),
        lead=f"{effort} i {place}.",
        target_group=dice.choice(GROUPS),
        success_goal=dice.choice(GOALS),
        actor_type=dice.choice(["Kommune", "Kommune", "Region", "Stat"]),
        material_type=dice.choice(["Økonomisk analyse", "Eksempelberegning"]),
        year=2019 + number % 9,
        last_year=2030 + number % 9,
        price_year=2019 + number % 9,
        discount_base=2019 + number % 9,
        participants=people,
        success_rate=dice.uniform(0.01, 0.6),
        evidence_level=dice.choice([1, 2, 3, None]),
        net_result=net,
        net_result_per_participant={actor: kr / people for actor, kr in net.items()},
        break_even={"I alt": dice.uniform(0.01, 0.6), "Kommune": None},
        about_intervention=" ".join(dice.choices(_TEXT, k=250)) + f" {special}",
    )
