"""The case record: what a published case says about itself, in ``case.json``.

The publisher builds a :class:`CaseRecord` and calls :meth:`CaseRecord.sealed`; the database
reads it back with :func:`parse_record`.  Keys in the file are Danish (the glossary's
``RECORD_FIELDS``).  Amounts are kr. of ``price_year``, unrounded, + is a gain; rates are
shares; years are calendar years.  The content hash covers every field and, through
``files``, every byte of the package.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from som_calc.case.glossary import RECORD_FIELDS, ascii_spelling
from som_calc.case.names import ACTORS, MUNICIPALITY, TOTAL, WITHOUT_GRANTS
from som_calc.case.problems import CaseError, Problem

RECORD_FILE = "case.json"
CRATE_FILE = "ro-crate-metadata.json"
ACTOR_ROWS = (TOTAL, *ACTORS)
BREAK_EVEN_ROWS = (TOTAL, MUNICIPALITY, WITHOUT_GRANTS)
RATE_RESERVATIONS = {
    "nej": "ikke en nettoeffekt",
    "uoplyst": "ikke oplyst, om det er en nettoeffekt",
}
"""``mereffekt_renset`` → what a reader must know of the rate."""
# Control characters but tab and line feed, lone surrogates, and signs that turn the direction
# of reading, so that a text never looks like something else than it is.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_WINDOWS = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def _no_control(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("teksten indeholder styretegn")
    return text


def safe_name(name: str) -> str:
    """A file name that is safe to write below a folder on any system.

    Raises:
        ValueError: it is absolute, climbs out, or no system would keep it as it is.
    """
    parts = name.split("/")
    if (
        not name
        or "\\" in name
        or ":" in name
        or any(part in {"", ".", ".."} or part != part.strip(" .") for part in parts)
        or any(_WINDOWS.fullmatch(part) for part in parts)
        or any(unicodedata.category(sign)[0] == "C" for sign in name)
    ):
        raise ValueError("er ikke et sikkert filnavn")
    return name


Line = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_no_control)]
LongText = Annotated[str, Field(max_length=20_000), AfterValidator(_no_control)]
Kroner = Annotated[float, Field(allow_inf_nan=False, ge=-1e15, le=1e15)]
Share = Annotated[float, Field(allow_inf_nan=False, ge=-1, le=1)]
Rate = Annotated[float, Field(allow_inf_nan=False, ge=0, le=1)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
CaseId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*-[0-9a-f]{12}$", max_length=93)]


def _rows(*allowed: str) -> AfterValidator:
    def check(numbers: dict[str, Any]) -> dict[str, Any]:
        for name in numbers:
            if name not in allowed:
                raise ValueError(f"kender kun {', '.join(allowed)}")
        return numbers

    return AfterValidator(check)


ByActor = Annotated[dict[str, Kroner], _rows(*ACTOR_ROWS)]
"""Kr. by I alt, Kommune, Region, Stat, Statslig tilskud (any of them)."""
ChanceByActor = Annotated[dict[str, Rate], _rows(*ACTOR_ROWS)]
BreakEvens = Annotated[dict[str, Rate | None], _rows(*BREAK_EVEN_ROWS)]
"""Success rates by I alt, Kommune, Kommune uden tilskud; None where there is none."""
PerSuccess = Annotated[dict[str, Kroner], _rows(*BREAK_EVEN_ROWS)]


class RecordModel(BaseModel):
    """Base of the record's parts: Danish keys, frozen, an unknown key is an error."""

    model_config = ConfigDict(
        alias_generator=lambda name: RECORD_FIELDS[name],
        populate_by_name=True,
        extra="forbid",
        frozen=True,
    )


class PackageFile(RecordModel):
    """A file in the package: name below its root (posix), size in bytes."""

    name: Annotated[str, Field(max_length=200), AfterValidator(safe_name)]
    role: Literal[
        "sag", "rapport", "kort fortalt", "side", "resultater", "notebook", "opfølgning", "andet"
    ] = "andet"
    title: Line | None = None
    """What a reader sees on the download, e.g. »Hele rapporten (PDF)«."""
    media_type: Annotated[str, Field(pattern=r"^[\w.+-]+/[\w.+-]+$", max_length=120)]
    sha256: Sha256
    size: Annotated[int, Field(ge=0, le=2**31)]


class BuildsOn(RecordModel):
    """A case this one was made from."""

    id: CaseId
    title: Line
    version: Line


class FollowUpRecord(RecordModel):
    """Forecast against outcome at the latest follow-up; kr. and shares as in the record."""

    as_of: dt.date
    forecast: ByActor = {}
    outcome: ByActor = {}
    success_rate: Share | None = None
    """The rate that was realised."""
    participants: Annotated[int, Field(ge=0)] | None = None
    note: LongText | None = None


class PriceIndexRecord(RecordModel):
    """Index that brings amounts to another price year: amount · index(to) / index(from)."""

    name: Line
    values: dict[Year, Annotated[float, Field(gt=0, allow_inf_nan=False)]]
    source: Line


class PrivacyOverride(RecordModel):
    """Everything the gate found was approved at once; only in packages made before 2027."""

    by: Line
    date: dt.date
    reason: LongText
    findings: list[Line] = []


class ApprovedFinding(RecordModel):
    """One finding of the privacy gate that a named person has let through, and why."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{6}$")]
    finding: Line
    reason: LongText
    by: Line
    date: dt.date


class CaseRecord(RecordModel):
    """One version of one published case."""

    format_version: Literal[1] = 1
    slug: Slug
    """Names the case through all its versions; see :func:`slug_for`."""
    content_hash: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    """Set by :meth:`sealed`."""
    version: Line
    title: Line
    date: dt.date
    lead: Annotated[str, Field(max_length=600), AfterValidator(_no_control)]
    """Two lines."""
    calculated_by: Line
    municipality: Line
    actor_type: Line = MUNICIPALITY
    material_type: Line = "Økonomisk analyse"
    """E.g. Økonomisk analyse, Eksempelberegning, Omkostningsvurdering, Opfølgning."""
    som_version: Line
    """Version of som or SØM that calculated, e.g. »som 0.1.0«."""
    target_group: Line
    success_goal: Line
    year: Year
    """The calculation's first year."""
    last_year: Year
    price_year: Year
    discount_base: Year
    present_value_label: Year | None = None
    participants: Annotated[int, Field(ge=0, le=10_000_000)]
    course_length: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
    """Years."""
    success_rate: Share
    net_of_others: Literal["ja", "nej", "uoplyst"] | None = None
    """Whether those who would have succeeded anyway are taken out; None in older packages."""
    evidence_level: Annotated[int, Field(ge=1, le=3)] | None = None
    net_result: ByActor = {}
    """Present value in kr.; empty when the consequences are not known."""
    net_result_per_participant: ByActor = {}
    """Kr. per participant, discounted to the course's start year (as in SØM's figure 3.1)."""
    required_per_success: PerSuccess = {}
    """Only where consequences are unknown: the saving per success (kr.) that gives zero."""
    break_even: BreakEvens = {}
    """Success rates (shares); None where there is none."""
    probability: ChanceByActor = {}
    """Probability of a gain, where it was computed."""
    gross_cost: Kroner | None = None
    """Undiscounted kr."""
    grant_total: Kroner | None = None
    price_index: PriceIndexRecord | None = None
    illustrative: bool = False
    result_sentence: Annotated[
        str, Field(min_length=1, max_length=1000), AfterValidator(_no_control)
    ]
    about_intervention: LongText = ""
    """Markdown."""
    about_analysis: list[Annotated[str, Field(max_length=2000), AfterValidator(_no_control)]] = []
    """Bullets (inline Markdown)."""
    follow_up: FollowUpRecord | None = None
    builds_on: list[BuildsOn] = []
    licence: Line | None = None
    contact: Line | None = None
    files: Annotated[list[PackageFile], Field(max_length=200)] = []
    """Every file of the package but ``case.json`` (``ro-crate-metadata.json`` may be left out)."""
    privacy_override: PrivacyOverride | None = None
    approvals: list[ApprovedFinding] = []

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> CaseRecord:
        names = [unicodedata.normalize("NFC", file.name).casefold() for file in self.files]
        if len(set(names)) != len(names):
            raise ValueError("to filer har samme navn")
        if self.last_year < self.year:
            raise ValueError("slutåret ligger før det første år")
        parts = [kr for actor, kr in self.net_result.items() if actor != TOTAL]
        if TOTAL in self.net_result and parts and abs(sum(parts) - self.net_result[TOTAL]) > 1:
            raise ValueError("nettoresultatet i alt er ikke summen af aktørernes")
        return self

    @property
    def rate_reservation(self) -> str:
        """What must stand beside the success rate; empty when there is nothing to say."""
        return RATE_RESERVATIONS.get(self.net_of_others or "", "")

    @property
    def id(self) -> str:
        """Slug and the first twelve digits of the content hash; names exactly this version.

        Empty hash (not sealed) raises ``ValueError``.
        """
        if not self.content_hash:
            raise ValueError("the record is not sealed")
        return f"{self.slug}-{self.content_hash[:12]}"

    def sealed(self) -> CaseRecord:
        """The same record with its content hash filled in."""
        return self.model_copy(update={"content_hash": self.computed_hash()})

    def computed_hash(self) -> str:
        """SHA-256 over the record in canonical JSON (sorted keys, no blanks).

        The hash itself and fields at their default are left out, so that a field added later
        does not break the seal of what is already published.
        """
        content = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        content.pop(RECORD_FIELDS["content_hash"], None)
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    def as_data(self) -> dict[str, Any]:
        """The record as JSON data with Danish keys."""
        return self.model_dump(mode="json", by_alias=True)

    def to_json(self) -> bytes:
        """``case.json``: the same bytes for the same record."""
        text = json.dumps(self.as_data(), ensure_ascii=False, indent=2, sort_keys=True)
        return f"{text}\n".encode()


def slug_for(municipality: str, title: str) -> str:
    """A slug from the kommune and the effort.

    >>> slug_for("Aabenraa Kommune", "IPS til unge, 5 %")
    'aabenraa-ips-til-unge-5'
    """
    who = re.sub(r"(?i)\s+kommune$", "", municipality.strip())
    words = re.sub(r"[^a-z0-9]+", "-", ascii_spelling(f"{who} {title}").lower()).strip("-")
    return words[:80].rstrip("-") or "sag"


def parse_record(content: bytes, file: str) -> CaseRecord:
    """Read ``case.json`` and check that its hash fits.

    Args:
        content: the file.
        file: its name in error messages.

    Raises:
        CaseError: it is no record, a field is wrong, or the hash is forged.
    """
    try:
        record = CaseRecord.model_validate_json(content)
    except ValidationError as error:
        raise CaseError([_problem(file, detail) for detail in error.errors()[:20]]) from None
    if record.content_hash != record.computed_hash():
        raise CaseError.single(
            file,
            "indholdet svarer ikke til sit aftryk; filen er ændret efter udgivelsen",
            "hent pakken igen fra den, der har udgivet den",
            field=RECORD_FIELDS["content_hash"],
        )
    return record


_WRONG = {
    "json_invalid": "er ikke læselig JSON",
    "missing": "mangler",
    "extra_forbidden": "er ikke et felt, vi kender",
    "string_too_long": "er for lang",
    "string_too_short": "er tom",
    "too_long": "har for mange punkter",
    "string_pattern_mismatch": "har en forkert form",
    "finite_number": "er ikke et tal",
}


def _problem(file: str, detail: Any) -> Problem:
    field = ".".join(str(part) for part in detail["loc"]) or None
    kind = detail["type"]
    if kind == "value_error":
        wrong = str(detail["ctx"]["error"])
    else:
        wrong = _WRONG.get(kind, "har en værdi, der ikke kan bruges")
    return Problem(file, None, field, wrong, "udgiv sagen igen")
