"""The follow-up report: its words follow its tables, in every kind of year."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from som_calc.case.glossary import fold
from som_calc.document.model import (
    BulletList,
    CalloutBlock,
    FigureBlock,
    FrontMatter,
    KeyFigures,
    Table,
    TableBlock,
    TextBlock,
)
from som_calc.document.text import plain
from som_calc.report.followup import FollowUpReport, follow_up_report
from som_calc.report.followup.figures import bridge_finding
from som_calc.report.followup.programme import programme_report
from som_calc.resources import shipped

PARAMS = shipped("params")
IPS = PARAMS / "aabenraa-ips.yaml"


@pytest.fixture(scope="module")
def shown(report: FollowUpReport) -> list[Any]:
    """All blocks of one of the four reports, made once."""
    return report.blocks()


def words(shown: list[Any]) -> str:
    texts = [plain(b.content) for b in shown if isinstance(b, TextBlock | CalloutBlock)]
    return " ".join(texts).replace("\u00a0", " ")


def tables(shown: list[Any]) -> Iterator[Table]:
    for block in shown:
        if isinstance(block, TableBlock | FigureBlock):
            yield block.table


def table(shown: list[Any], id: str) -> Table:
    return next(found for found in tables(shown) if found.id == id)


@pytest.fixture(
    scope="module", params=["på kurs 2026", "på kurs 2027", "ude af kurs 2026", "ude af kurs 2027"]
)
def report(request: pytest.FixtureRequest, off_course: Path) -> FollowUpReport:
    kind, year = request.param.rsplit(" ", 1)
    folder = off_course if kind == "ude af kurs" else None
    return follow_up_report(IPS, int(year), folder=folder)


def test_title_answer_and_key_figure_tell_the_same_status(
    report: FollowUpReport, shown: list[Any]
) -> None:
    front = next(b for b in shown if isinstance(b, FrontMatter))
    figures = next(b for b in shown if isinstance(b, KeyFigures))
    level = figures.items[0].value.replace("\u00a0", " ").lower()
    assert level in front.answer
    assert (
        table(shown, "tabel-status").rows[-1].cells[-1].text.lower().replace("\u00a0", " ") == level
    )
    assert front.stamp == "Illustrative tal"
    assert ("overskud" in front.answer) == (report.tracking.forecast.by_actor()["I alt"] > 0) or (
        "underskud" in front.answer
    )


def test_the_bridge_table_adds_up_from_decided_to_today(
    report: FollowUpReport, shown: list[Any]
) -> None:
    for id in ("tabel-bro", "tabel-siden"):
        found = [t for t in tables(shown) if t.id == id]
        if not found:
            assert id == "tabel-siden"
            assert report.facts.foerste_gang
            continue
        values = [[cell.value or 0.0 for cell in row.cells[1:]] for row in found[0].rows]
        for column in zip(*values, strict=True):
            assert sum(column[:-1]) == pytest.approx(column[-1], abs=1e-6)
        assert len(values) == 11


def test_every_section_named_by_a_block_is_in_the_front_matter(
    report: FollowUpReport, shown: list[Any]
) -> None:
    front = next(b for b in shown if isinstance(b, FrontMatter))
    known = {spec.id for spec in front.sections}
    assert {b.section for b in shown if not isinstance(b, FrontMatter)} <= known


def test_ids_are_unique_and_figures_have_an_alternative_text(
    report: FollowUpReport, shown: list[Any]
) -> None:
    figures = [b for b in shown if isinstance(b, FigureBlock)]
    ids = [b.id for b in figures]
    assert len(ids) == len(set(ids))
    assert all(len(b.alt) > 40 for b in figures)
    assert all("<svg" in b.svg for b in figures)


def test_nothing_is_english_or_has_a_decimal_point(
    report: FollowUpReport, shown: list[Any]
) -> None:
    said = words(shown) + " ".join(
        cell.text for t in tables(shown) for row in t.rows for cell in row.cells
    )
    assert not re.search(r"\bNone\b|\bnan\b|\bTrue\b|\bFalse\b", said)
    assert not re.search(r"\d\.\d{1,2}(?!\d)", said.replace("sha256", "")), said
    assert ".." not in said


def test_what_cannot_be_concluded_is_said_with_the_number_needed(off_course: Path) -> None:
    said = words(follow_up_report(IPS, 2026).blocks())
    assert "Intet kan konkluderes om effekten endnu" in said
    assert "624 målte deltagere" in said
    assert "flere end de 223 i hele indsatsen" in said
    other = words(follow_up_report(IPS, 2027, folder=off_course).blocks())
    assert "1.331 deltagere måles i hver af de to grupper" in other


def test_unknown_is_written_as_unknown_and_listed_as_a_gap() -> None:
    shown = follow_up_report(IPS, 2026).blocks()
    by_year = table(shown, "tabel-aar")
    group = ""
    found = {}
    for row in by_year.rows:
        group = row.cells[0].text if row.role == "group" else group
        found[group, row.cells[0].text] = row.cells
    cells = found["2026", "Sparet udgift, kr."]
    assert cells[2].text == "ukendt"
    assert cells[2].value is None
    assert cells[3].text == "–"
    assert "sparet udgift" in table(shown, "tabel-huller").rows[0].cells[1].text


def test_the_report_of_2027_tells_what_changed_since_2026() -> None:
    said = words(follow_up_report(IPS, 2027).blocks())
    assert "Sidste rapport var opfølgningen for 2026" in said
    assert "2027-priser" in said
    first = follow_up_report(IPS, 2026).blocks()
    assert not any(getattr(b, "section", "") == "siden" for b in first)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("år: {}", "Ingen succeser er målt endnu"),
        ("år:\n  2025: {startede: 32, succeser: 3, observerede: 9}", "Uden en sammenligningsandel"),
        (
            "år:\n  2025: {startede: 900, succeser: 400, observerede: 900}\n"
            "sammenligning: {andel: 26 %}",
            "Målingen viser en effekt",
        ),
        (
            "år:\n  2025: {startede: 900, succeser: 90, observerede: 900}\n"
            "sammenligning: {andel: 26 %}",
            "Færre når målet end i sammenligningen",
        ),
        (
            "år:\n  2025: {startede: 900, succeser: 230, observerede: 900}\n"
            "sammenligning: {andel: 26 %}",
            "Effekten er mindre end forventet",
        ),
    ],
)
def test_every_kind_of_evidence_has_its_words(
    case_file: Path, follow_up: Callable[..., Path], written: str, expected: str
) -> None:
    follow_up(f"opfølgningsår: 2026\ndato: 2027-01-31\n{written}\n")
    shown = follow_up_report(case_file).blocks()
    assert expected in words(shown)
    assert "Sagen er ikke vedtaget" in words(shown)
    for block in shown:
        for node in getattr(block, "content", []):
            assert node.items if isinstance(node, BulletList) else node.runs


@pytest.mark.parametrize(
    ("steps", "first", "last"),
    list(
        itertools.product([(), (9e5,), (-9e5,), (9e5, -8.95e5), (-9e5, 2e5)], [1e6, -1e6], [None])
    ),
)
def test_the_finding_of_a_bridge_never_contradicts_its_numbers(
    steps: tuple[float, ...], first: float, last: None
) -> None:
    names = ("effect", "costs")
    moves = list(zip(names, steps, strict=False))
    end = first + sum(steps)
    said = bridge_finding(moves, first, end, since=False)
    assert ("bedre" in said) == (end - first >= 10_000)
    assert ("dårligere" in said) == (first - end >= 10_000)
    assert fold("Intet har flyttet") in fold(said) or steps


def test_several_cases_make_one_report_with_the_same_rule() -> None:
    report = programme_report([IPS, PARAMS / "aabenraa-flere-unge.yaml"], 2026, title="Ungeløftet")
    shown = report.blocks()
    front = next(b for b in shown if isinstance(b, FrontMatter))
    assert front.title == "Ungeløftet"
    assert "Flere unge skal med afviger" in front.answer
    whole = table(shown, "tabel-indsatser")
    *parts, total = whole.rows
    for column in range(1, 7):
        assert sum(row.cells[column].value or 0 for row in parts) == pytest.approx(
            total.cells[column].value
        )
    assert total.cells[-1].text.replace("\u00a0", " ") == "Hold øje"


def test_a_programme_never_compares_two_price_years_without_saying_so() -> None:
    report = programme_report([IPS, PARAMS / "aabenraa-flere-unge.yaml"], title="Ungeløftet")
    shown = report.blocks()
    held = table(shown, "tabel-indsatser")
    (note,) = [note for note in held.notes if "2027-priser" in note]
    assert note == "IPS: vedtaget er i 2025-priser, i dag i 2027-priser."
    figure = next(b for b in shown if isinstance(b, FigureBlock))
    assert note in figure.notes
    front = next(b for b in shown if isinstance(b, FrontMatter))
    assert "kr." not in front.answer


AS_DECIDED = """\
opfølgningsår: 2025
dato: 2026-01-31
år:
  2025: {startede: 32, gennemførte: 32, frafaldne: 0, bruttoudgift: 983.200, tilskud: 550.592,
    sparet_udgift: 339.552, succeser: 11, observerede: 32}
målt_blandt: startede
sammenligning: {andel: 32 %}
"""


def test_a_case_decided_with_a_loss_is_not_watched_while_it_follows_the_decision(
    case_file: Path, follow_up: Callable[..., Path]
) -> None:
    """2 pct. is a loss, for break-even is 4 pct.; so it was decided, and so it comes."""
    text = case_file.read_text(encoding="utf-8")
    lost = text.replace("mereffekt:\n  værdi: 5 %", "mereffekt:\n  værdi: 2 %", 1)
    assert lost != text
    case_file.write_text(lost, encoding="utf-8")
    follow_up(AS_DECIDED, 2025)
    report = follow_up_report(case_file)
    assert report.tracking.decided.by_actor()["I alt"] < -1e6
    levels = {m.name: m.level for m in report.status.measures}
    assert levels.pop("effect") == "uafklaret"
    assert set(levels.values()) == {"på kurs"}
