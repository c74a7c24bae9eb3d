"""What ``--sæt`` changed stands on page one, and among what the report rests on."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from som_calc.api import calculate, load_case
from som_calc.document.model import FrontMatter
from som_calc.formats.registry import export
from som_calc.report.decision import decision_report
from som_calc.report.portfolio import portfolio_report
from som_calc.resources import find
from tests.report.kinds import document_of

CASE = find("params", "aabenraa-ips.yaml")
OTHER = find("params", "aabenraa-flere-unge.yaml")
LINE = "Beregnet med ændrede forudsætninger: mereffekt 7 pct. (sagen: 5 pct.)"


def front_of(*overrides: str, case_file: Path | None = CASE) -> FrontMatter:
    report = decision_report(calculate(load_case(CASE, overrides)), case_file=case_file)
    front = report.front()[0]
    assert isinstance(front, FrontMatter)
    return front


def test_the_changed_value_and_the_cases_own_are_told_and_what_was_typed_is_kept() -> None:
    front = front_of("mereffekt=7%")
    assert front.stamp == LINE
    assert ("Ændret i kørslen", "mereffekt=7%") in front.provenance


def test_nothing_is_told_of_a_case_as_its_file_says_or_of_a_field_set_to_what_it_was() -> None:
    assert front_of().stamp is None
    assert "Ændret i kørslen" not in dict(front_of().provenance)
    assert front_of("mereffekt=5 %").stamp is None


def test_without_the_case_file_what_was_typed_is_told() -> None:
    stamp = front_of("mereffekt=7%", case_file=None).stamp
    assert stamp == "Beregnet med ændrede forudsætninger: mereffekt=7%"


def test_many_changes_are_counted_so_that_the_line_stays_short() -> None:
    stamp = front_of(
        "mereffekt=7%", "deltagere.2025=10", "deltagere.2026=11", "deltagere.2027=12", "version=9"
    ).stamp
    assert stamp is not None
    assert stamp.count("(sagen: ") == 3
    assert stamp.endswith(" og 2 felter til")


def test_a_portfolio_tells_what_each_case_said() -> None:
    fronts = [
        portfolio_report(files, (), ["mereffekt=7%"], draws=10).front()[0]
        for files in ([CASE, OTHER], [CASE])
    ]
    said = "Beregnet med ændrede forudsætninger: mereffekt 7 pct. (sagerne: 5 pct. og 7 pct.)"
    assert load_case(OTHER).success_rate.value == 0.07
    assert getattr(fronts[0], "stamp", "") == said
    assert getattr(fronts[1], "stamp", "") == LINE
    variants = portfolio_report([CASE], ["Færre: mereffekt=3%"], draws=10).front()[0]
    assert getattr(variants, "stamp", "") is None


@pytest.mark.parametrize("format", ["html", "pdf", "docx", "xlsx", "pptx"])
def test_page_one_of_every_format_tells_what_was_changed(format: str) -> None:
    report = decision_report(calculate(load_case(CASE, ["mereffekt=7%"])), case_file=CASE)
    made = export(document_of(report.blocks()), [format])[format]
    assert LINE in " ".join(_first_page(made, format).replace("\xa0", " ").split())


def _first_page(made: bytes, format: str) -> str:
    if format == "html":
        body = made.decode("utf-8").partition("<body")[2]
        return re.sub(r"<[^>]+>", " ", body)
    if format == "pdf":
        return pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range()
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        parts = {
            "docx": r"word/header\d*\.xml",
            "pptx": r"ppt/slides/slide1\.xml",
            "xlsx": r"xl/(sharedStrings|worksheets/sheet1)\.xml",
        }
        names = [name for name in package.namelist() if re.fullmatch(parts[format], name)]
        said = " ".join(package.read(name).decode("utf-8") for name in names)
    return re.sub(r"<[^>]+>", "", said)
