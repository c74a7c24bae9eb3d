"""Every kind of file a user can hand us: examples of it, and all that is done with one."""

from __future__ import annotations

import io
import json
import math
import random
import shutil
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from som_calc import api, checking
from som_calc.case import limits
from som_calc.case.followup_form_writing import form_bytes
from som_calc.case.followup_reading import read_follow_up
from som_calc.case.model import Case
from som_calc.case.problems import CaseError
from som_calc.case.workbook.writing import workbook_bytes
from som_calc.document.executed import NotAReport, read_document
from som_calc.document.palette import palette
from som_calc.formats.html import html_page
from som_calc.formats.registry import export
from som_calc.knowledge.drafting import draft_mapping
from som_calc.knowledge.importing import import_workbook
from som_calc.knowledge.loading import check_knowledge
from som_calc.knowledge.mapping import read_mapping
from som_calc.library.database import Library
from som_calc.library.fetching import fetch
from som_calc.library.package_reading import read_package
from som_calc.library.search import Query, search
from som_calc.report.followup.form import expected_of
from som_calc.resources import shipped
from som_calc.running.series.table import read_table
from tests.formats.sample import sample_notebook
from tests.fuzz import mutations

PARAMS = shipped("params")
IPS = PARAMS / "aabenraa-ips.yaml"
CASES = sorted(PARAMS.glob("*.yaml"))


class Wrong(AssertionError):
    """Something was accepted that must not be."""


@dataclass(frozen=True)
class Kind:
    """``examples`` by file name; ``use`` gets the folder and the file's name in it."""

    examples: Callable[[], dict[str, bytes]]
    use: Callable[[Path, str], Any]
    shared: bool = False
    """Whether the other examples lie beside the changed one."""


def sound(case: Case) -> None:
    """A case that is accepted gives finite numbers, and holds none beyond the limits."""
    for number in numbers(case.model_dump()):
        if not math.isfinite(number) or abs(number) > limits.KRONER:
            raise Wrong(f"the case holds {number}")
    for column in ("amount", "present_value"):
        if not np.isfinite(api.calculate(case).table[column].to_numpy(float)).all():
            raise Wrong(f"{column} is not finite")


def numbers(data: Any) -> Iterator[float]:
    if isinstance(data, float | int):
        yield float(data)
    elif isinstance(data, BaseModel):
        yield from numbers(data.model_dump())
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from numbers(key)
            yield from numbers(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from numbers(value)


def _check(path: Path, overrides: list[str] | None = None) -> None:
    checked = checking.check_case(path, overrides or ())
    if checked.case is not None:
        sound(checked.case)


def _case(folder: Path, name: str) -> None:
    _check(folder / name)


@cache
def _forms() -> dict[str, bytes]:
    return {
        f"{path.stem}.xlsx": workbook_bytes(api.load_case(path))
        for path in (IPS, PARAMS / "aarhus-cti.yaml")
    }


def _tables() -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (PARAMS / "viden" / "illustrativ").glob("*.csv")}


def _tables_checked(folder: Path, name: str) -> None:
    knowledge, _ = check_knowledge([folder])
    for one in knowledge.sets.values():
        for table in one.tables.values():
            for row in table.rows():
                for number in numbers(row):
                    if not math.isfinite(number):
                        raise Wrong(f"{name} holds {number}")


def _book() -> bytes:
    import openpyxl

    from tests.knowledge.test_import_and_export import SHEETS

    book = openpyxl.Workbook()
    for title, rows in SHEETS.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@cache
def _imports() -> dict[str, bytes]:
    from tests.knowledge.test_import_and_export import MAPPING

    return {"bog.xlsx": _book(), "kort.yaml": MAPPING.encode("utf-8")}


def _imported(folder: Path, name: str) -> None:
    draft_mapping(folder / "bog.xlsx")
    import_workbook(folder / "bog.xlsx", read_mapping(folder / "kort.yaml"))


@cache
def _follow_ups() -> dict[str, bytes]:
    found = {p.name: p.read_bytes() for p in (PARAMS / IPS.stem / "opfoelgning").glob("*.yaml")}
    return found | {"2028.xlsx": form_bytes(expected_of(str(IPS), 2028))}


def _followed(folder: Path, name: str) -> None:
    found, _ = read_follow_up(folder / name, api.load_case(IPS))
    for number in numbers(found):
        if not math.isfinite(number):
            raise Wrong(f"the follow-up holds {number}")


def _series() -> dict[str, bytes]:
    import openpyxl

    rows = [
        ["navn", "mereffekt", "deltagere.2025", "titel"],
        ["Lav", "3 %", "20", "Lav effekt"],
        ["Høj", "7,5 %", "40", "Høj effekt"],
    ]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return {
        "serie.csv": "\n".join(";".join(row) for row in rows).encode("utf-8"),
        "serie.xlsx": stream.getvalue(),
    }


def _tabled(folder: Path, name: str) -> None:
    for variant in read_table(folder / name)[:3]:
        checked = api.check_case(IPS, variant.overrides)
        if checked.case is not None:
            sound(checked.case)


def _word() -> bytes:
    from docx import Document

    document = Document()
    for line in ("{{ titel }}", "{{ kommune }}, {{ dato }}", "{{ indhold }}"):
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@cache
def _templates() -> dict[str, bytes]:
    root = shipped("templates")
    wanted = [
        "html/index.html.j2", "html/hoved.html.j2", "html/blok/tabel.html.j2", "html/titel.html.j2",
        "html/blok/tekst.html.j2", "html/udseende.css", "farver.yaml", "typst/stil.typ",
    ]  # fmt: skip
    return {name: (root / name).read_bytes() for name in wanted} | {"word/skabelon.docx": _word()}


def _filled(folder: Path, name: str) -> None:
    document = read_document(sample_notebook())
    if name.startswith("word"):
        export(document, ["docx"], template=str(folder))
    elif name.startswith("typst"):
        export(document, ["pdf"], template=str(folder))
    else:
        palette(str(folder))
        html_page(document, str(folder))


@cache
def _notebooks() -> dict[str, bytes]:
    import nbformat

    return {"rapport.ipynb": nbformat.writes(sample_notebook()).encode("utf-8")}


def _read_notebook(folder: Path, name: str) -> None:
    import nbformat

    try:
        notebook = nbformat.reads((folder / name).read_bytes(), as_version=4)
        nbformat.validate(notebook)
    except Exception:
        return  # Jupyter itself would not open it
    read_document(notebook)


PARAMETERS = b'{"case": "sag.yaml", "saet": ["mereffekt=7%"], "fro": 2026, "standardudsving": 0.2}'


def _given(folder: Path, name: str) -> None:
    """Parameters that papermill hands the notebook's first function."""
    from som_calc.notebook import load_case

    try:
        given = json.loads((folder / name).read_bytes())
    except (ValueError, RecursionError):
        return
    if isinstance(given, dict) and isinstance(given.get("saet"), str | list | dict | None):
        case = given.get("case")
        load_case(str(IPS) if case == "sag.yaml" else str(case), given.get("saet"))


@cache
def _packages() -> dict[str, bytes]:
    import tempfile

    from tests.library import packages

    with tempfile.TemporaryDirectory() as folder:
        path = packages.write_package(Path(folder))
        return {"pakke.zip": Path(path).read_bytes()}


def _package(folder: Path, name: str) -> None:
    with Library(folder / "e.db") as library:
        library.add([folder / name])
        search(library.connection, Query("IPS"))
    record, _ = read_package(folder / name)
    if record.files:
        fetch(str(folder / name), folder / "hentet", None)


@cache
def _databases() -> dict[str, bytes]:
    import tempfile

    from tests.library import packages

    with tempfile.TemporaryDirectory() as folder:
        path = packages.write_package(Path(folder))
        with Library(Path(folder) / "e.db") as library:
            library.add([path])
        return {"e.db": (Path(folder) / "e.db").read_bytes()}


def _searched(folder: Path, name: str) -> None:
    with Library(folder / name) as library:
        for row in search(library.connection, Query("IPS")).rows:
            library.record(row["id"])


OVERRIDES = """\
mereffekt=7%
deltagere.2025=40
omkostninger.1.pr_år.2025=983.200
omkostninger.1.navn=Løn
indsats.forløbsvarighed=1,5 år
periode.horisont=5
tilskud.1.andel={værdi: 56 %, kilde: x}
scenarier=[{navn: x, ændringer: {mereffekt: 3 %}}]
titel=En titel
dato=1. marts 2026
følsomhed.mereffekter=3 %; 5 %; 7 %
"""


def _overrides() -> dict[str, bytes]:
    return {f"{n}.txt": line.encode("utf-8") for n, line in enumerate(OVERRIDES.splitlines())}


def _set(folder: Path, name: str) -> None:
    given = (folder / name).read_bytes().decode("utf-8", "surrogateescape")
    for line in given.splitlines()[:12]:
        if "\0" not in line:
            _check(IPS, [line])


KINDS = {
    "sag": Kind(lambda: {path.name: path.read_bytes() for path in CASES}, _case),
    "skema": Kind(_forms, _case),
    "viden": Kind(_tables, _tables_checked, shared=True),
    "import": Kind(_imports, _imported, shared=True),
    "opfølgning": Kind(_follow_ups, _followed),
    "serie": Kind(_series, _tabled),
    "skabelon": Kind(_templates, _filled),
    "notebook": Kind(_notebooks, _read_notebook),
    "parametre": Kind(lambda: {"p.json": PARAMETERS}, _given),
    "pakke": Kind(_packages, _package),
    "database": Kind(_databases, _searched),
    "sæt": Kind(_overrides, _set),
}
ALLOWED = (CaseError, NotAReport)
"""What is said of a file that cannot be used; anything else is a fault of ours."""


def lay_out(kind: Kind, folder: Path, seed: str) -> str:
    """One changed example in the folder, with what belongs beside it; its name."""
    chance = random.Random(zlib.crc32(seed.encode("utf-8")))
    examples = kind.examples()
    name = chance.choice(sorted(examples))
    for other, content in examples.items() if kind.shared else ():
        (folder / other).parent.mkdir(parents=True, exist_ok=True)
        (folder / other).write_bytes(content)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(mutations.changed(examples[name], seed))
    return name


def tidy(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
