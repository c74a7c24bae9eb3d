"""A case's own choice of sections and its own texts: shown where asked, or told why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import som_calc
from som_calc.case.problems import CaseError
from som_calc.cli import som
from som_calc.document.model import FigureBlock, TextBlock
from som_calc.document.text import plain
from som_calc.report.decision import decision_report
from som_calc.report.experience.page import ExperiencePage
from som_calc.report.sections import section_list
from som_calc.resources import shipped

OWN = """
rapport:
  afsnit:
    - {id: baggrund}
    - {id: hoering, overskrift: Høring}
    - {id: usikkerhed}
    - {id: tjekliste}
  tekster:
    hoering: Handicaprådet har udtalt sig.
    usikkerhed: Vi kender ikke effekten.
    tjekliste: Listen er gået igennem.
"""


def case_file(folder: Path, name: str, report: str) -> Path:
    """A shipped case with this under ``rapport`` in place of its own."""
    text = (shipped("params") / f"{name}.yaml").read_text(encoding="utf-8")
    path = folder / "sag.yaml"
    path.write_text(text[: text.index("\nrapport:")] + report, encoding="utf-8")
    return path


def report_of(path: Path) -> Any:
    return decision_report(som_calc.calculate(som_calc.load_case(path)), case_file=path)


@pytest.mark.parametrize("name", ["aabenraa-ips", "aarhus-cti"])
def test_a_cases_own_sections_and_texts_stand_once_in_its_own_order(name, tmp_path):
    report = report_of(case_file(tmp_path, name, OWN))
    chosen = [spec.id for spec in report.front()[0].sections]
    assert chosen == ["side1", "baggrund", "hoering", "usikkerhed", "tjekliste"]
    blocks = report.blocks()[3:]
    assert {block.section for block in blocks} <= set(chosen)
    said = {
        section: " ".join(
            plain(b.content) for b in blocks if b.section == section and isinstance(b, TextBlock)
        )
        for section in chosen
    }
    assert said["hoering"] == "Handicaprådet har udtalt sig."
    assert said["usikkerhed"].count("Vi kender ikke effekten.") == 1
    assert said["tjekliste"].count("Listen er gået igennem.") == 1


WRONG = """
rapport:
  afsnit:
    - {id: bagrund}
    - {id: usikkerhed}
    - {id: usikkerhed}
    - {id: side1}
  tekster:
    okonomi: Teksten ville gå tabt.
    metode: Det ville denne også.
"""
TOLD = [
    "rapport.afsnit.1.id: afsnittet »bagrund« findes ikke, og sagen har ingen tekst til det; "
    "mente du »baggrund«?",
    "rapport.afsnit.3.id: afsnittet »usikkerhed« står der to gange; slet det ene",
    "rapport.afsnit.4.id: side 1 står altid først og kan ikke vælges; slet linjen",
    "rapport.tekster.okonomi: der er intet afsnit »okonomi«, så teksten ville ikke blive vist; "
    "mente du »oekonomi«? Ellers tilføj det under rapport.afsnit",
    "rapport.tekster.metode: afsnittet »metode« er ikke valgt, så teksten ville ikke blive vist; "
    "tilføj afsnittet under rapport.afsnit, eller slet teksten",
]


def test_a_section_nobody_knows_is_told_with_its_line_before_anything_is_made(tmp_path):
    path = case_file(tmp_path, "aabenraa-ips", WRONG)
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(i for i, line in enumerate(lines, 1) if "bagrund" in line)
    with pytest.raises(CaseError) as caught:
        report_of(path).setting()
    found = [str(problem) for problem in caught.value.problems]
    assert all(told in line for told, line in zip(TOLD, found, strict=True))
    assert found[0].startswith(f"{path}:{first}: ")
    run = CliRunner().invoke(som, ["tjek", str(path)])
    assert run.exit_code == 2
    assert all(line in run.output for line in found)


FAULTY = {
    "- {id: baggrund}\n": "afsnit.yaml:1: afsnit.1.overskrift: mangler; skriv »overskrift: …«",
    "": "afsnit.yaml:1: afsnit: ",
    "baggrund: Baggrund\n": "afsnit.yaml:1: afsnit",
    "# en linje\n- {id: a, overskrift: A, bilag: måske}\n": "afsnit.yaml:2: afsnit.1.bilag: ",
    "- {id: a, overskrift: A\n": "afsnit.yaml:",
    "- {id: a, overskrift: A}\n- {id: a, overskrift: B}\n": "afsnit.yaml:2: afsnit.2.id: »a« står ",
    "- {id: side1, overskrift: Svaret}\n": "afsnit.yaml:1: afsnit.1.id: side 1 står altid først",
}


@pytest.mark.parametrize("text", FAULTY)
def test_a_fault_in_the_kommunes_list_of_sections_is_told_with_its_line(text, tmp_path):
    folder = tmp_path / "skabeloner" / "tekst" / "beslutningsoplaeg"
    folder.mkdir(parents=True)
    (folder / "afsnit.yaml").write_text(text, encoding="utf-8")
    case = str(shipped("params") / "aabenraa-ips.yaml")
    with pytest.raises(CaseError) as caught:
        section_list(som_calc.load_case(case), "beslutningsoplaeg", str(tmp_path / "skabeloner"))
    assert FAULTY[text] in str(caught.value.problems[0])
    run = CliRunner().invoke(som, ["tjek", case, "--skabelon", str(tmp_path / "skabeloner")])
    assert run.exit_code == 2
    assert all(str(problem) in run.output for problem in caught.value.problems)


def test_the_page_for_others_keeps_its_own_sections_figures_and_signature(tmp_path):
    path = case_file(tmp_path, "aabenraa-ips", OWN + "  underskrift: Økonomiafdelingen\n")
    page = ExperiencePage(som_calc.calculate(som_calc.load_case(path)), case_file=path)
    sections = {spec.id for spec in page.front()[0].sections}
    assert "Økonomiafdelingen" in plain(page.front()[0].sign_off)
    blocks = page.blocks()[1:]
    assert {block.section for block in blocks} <= sections
    assert sum(isinstance(block, FigureBlock) for block in page.section("resultat")) == 2
