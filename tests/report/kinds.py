"""Every kind of report, made as its notebook makes it but without a kernel."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from som_calc.document.executed import read_document
from som_calc.document.model import Block, Document, block_mime
from som_calc.report.base import Report
from som_calc.report.decision.report import DecisionReport
from som_calc.report.decision.reverse import ReverseReport
from som_calc.report.experience.page import ExperiencePage
from som_calc.report.followup.programme import ProgrammeReport
from som_calc.report.followup.realised import RealisedReport
from som_calc.report.followup.report import FollowUpReport
from som_calc.report.portfolio.report import PortfolioReport
from som_calc.resources import shipped

IPS, YOUNG = "params/aabenraa-ips.yaml", "params/aabenraa-flere-unge.yaml"
REVERSE, REALISED = "params/aarhus-cti.yaml", "params/realiseret/aabenraa-2018-2022.yaml"


@dataclass(frozen=True)
class Kind:
    """A kind of report: its class, its notebook and what the notebook is given."""

    report: type[Report]
    notebook: str
    parameters: Mapping[str, Any]
    files: Sequence[str]
    """The files it is made from, follow-ups among them."""
    empty: str
    """A function that makes one of its tables or figures."""

    @property
    def folder(self) -> str:
        return self.report.folder

    @property
    def from_cases(self) -> bool:
        return self.report is not RealisedReport


_FOLLOWED = [
    "params/aabenraa-ips/opfoelgning/2026.yaml",
    "params/aabenraa-ips/opfoelgning/2027.yaml",
]
_YOUNG_FOLLOWED = "params/aabenraa-flere-unge/opfoelgning/2026.yaml"
_HERE = "som_calc.report"
KINDS = {
    "beslutningsoplæg": Kind(
        DecisionReport, "beslutningsoplaeg", {"case": IPS}, [IPS],
        f"{_HERE}.decision.tables.financing",
    ),
    "omvendt analyse": Kind(
        ReverseReport, "beslutningsoplaeg", {"case": REVERSE}, [REVERSE],
        f"{_HERE}.decision.tables.financing",
    ),
    "opfølgning": Kind(
        FollowUpReport, "opfoelgning", {"case": IPS}, [IPS, *_FOLLOWED],
        f"{_HERE}.followup.tables.by_year",
    ),
    "samlet opfølgning": Kind(
        ProgrammeReport, "opfoelgning-samlet", {"cases": [IPS, YOUNG]},
        [IPS, YOUNG, *_FOLLOWED, _YOUNG_FOLLOWED],
        f"{_HERE}.followup.programme.efforts_table",
    ),
    "portefølje": Kind(
        PortfolioReport, "portefoelje", {"sager": [IPS, YOUNG], "traek": 200}, [IPS, YOUNG],
        f"{_HERE}.portfolio.tables.who_pays",
    ),
    "realiserede investeringer": Kind(
        RealisedReport, "realiseret", {"fil": REALISED}, [REALISED],
        f"{_HERE}.followup.realised.RealisedReport._our_table",
    ),
    "erfaringscase": Kind(
        ExperiencePage, "erfaringscase", {"case": IPS}, [IPS],
        f"{_HERE}.decision.figures.cumulative",
    ),
}  # fmt: skip


def blocks_of(kind: Kind, template: Path | None, monkeypatch: pytest.MonkeyPatch) -> list[Block]:
    """What the cells of the kind's notebook show, in order."""
    return run_cells(kind, template, monkeypatch)[0]


def run_cells(
    kind: Kind, template: Path | None, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Block], Report]:
    """The blocks the kind's notebook shows, and the report it made."""
    found: list[Block] = []

    def collect(*shown: Block | list[Block]) -> None:
        for blocks in shown:
            found.extend([blocks] if isinstance(blocks, Block) else blocks)

    monkeypatch.setattr("som_calc.document.display.show", collect)
    path = shipped("notebooks") / f"{kind.notebook}.ipynb"
    cells = [c for c in json.loads(path.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]
    names: dict[str, Any] = {}
    for cell in cells:
        exec("".join(cell["source"]), names)
        if "parameters" in cell["metadata"].get("tags", []):
            names |= kind.parameters
            names["skabelon"] = None if template is None else str(template)
    return found, names["rapport"]


def document_of(blocks: Sequence[Block]) -> Document:
    """The blocks as the document every exporter lays out."""
    cell = nbformat.v4.new_code_cell("")
    for block in blocks:
        data: dict[str, Any] = {block_mime(block.kind): block.model_dump(mode="json")}
        cell.outputs.append(nbformat.v4.new_output("display_data", data=data))
    return read_document(nbformat.v4.new_notebook(cells=[cell]))


def copied(kind: Kind, folder: Path, lines: Mapping[str, str], into: str = "") -> None:
    """The kind's files in ``folder``, with top-level lines of their own in place of the shipped.

    ``into`` keeps to files whose name holds it.
    """
    for name in kind.files:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(shipped("params").parent / name, target)
        if into in name:
            kept = target.read_text("utf-8").splitlines()
            kept = [line for line in kept if line.partition(":")[0] not in lines]
            own = [f"{field}: {value}" for field, value in lines.items()]
            target.write_text("\n".join([*own, *kept, ""]), encoding="utf-8")
