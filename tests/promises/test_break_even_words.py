"""A result of 0 kr. at one end of the success rates: everywhere the same break-even and words."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.oracle import frame
from tests.promises import cases
from tests.promises.reading import data, report, som, tidy, told

PRICE = {"Ledighedsydelse": {"kommune": 1_000, "region": 0, "stat": 0}}
LESS, MORE = ([{"ydelse": "Ledighedsydelse", "ændring": {0: change}}] for change in (-10, 10))


def ends_at(saved: int, cost: int, consequences: object, **changes: object) -> cases.Plain:
    """Ten people in one year, discounted by nothing: whole kroner at both ends."""
    return cases.plain(
        deltagere={2026: 10},
        omkostninger=[{"navn": "Mentorer", "pr_år": {2026: cost}}],
        alternativ=[{"navn": "Vejledning", "pr_deltager": saved}] if saved else [],
        konsekvenser=consequences,
        priser=PRICE,
        **changes,
    )


ENDS: dict[str, tuple[cases.Plain, float, str]] = {
    "a saving that pays for it": (
        ends_at(2_000, 20_000, LESS), 0.0, "overskud, når mereffekten er over 0",
    ),
    "a saving that pays for it, and dear successes": (
        ends_at(2_000, 20_000, MORE), 0.0, "underskud, når mereffekten er over 0",
    ),
    "only all successes pay for it": (
        ends_at(0, 100_000, LESS), 1.0, "underskud, når mereffekten er under 100 pct.",
    ),
    "only all successes eat the saving": (
        ends_at(12_000, 20_000, MORE), 1.0, "overskud, når mereffekten er under 100 pct.",
    ),
}  # fmt: skip
KOMMUNE = cases.plain(
    omkostninger=[{"navn": "Mentorer", "pr_år": {2026: 612_340}, "betaler": "Stat"}]
)


@pytest.mark.parametrize("name", ENDS)
def test_every_place_gives_the_same_answer_for_the_whole(name: str, tmp_path: Path) -> None:
    case, rate, words = ENDS[name]
    sign, when = words.split(", ")
    path = cases.write(tmp_path, case, usikkerhed={"mereffekt": {"interval": ["10 %", "30 %"]}})

    found = data(path, "--usikkerhed", 500)
    assert found["break_even"]["I alt"] == rate
    assert found["usikkerhed"]["break_even"]["mereffekt"]["I alt"] == rate

    page = report(path.read_text(encoding="utf-8"))
    figure = page.key_figures["Break-even, i alt"]
    assert figure.startswith(f"{sign} {when}"), figure
    assert words in page.page_one or f"{sign}, {when}" in page.page_one
    total = page.rows("break-even")["I alt"]
    assert total[0] == f"{rate * 100:.2f} %".replace(".", ",")
    assert total[2].lower() == words
    assert page.rows("vippepunkter")["Mereffekt"][1] == words
    assert words in page.figure_heading("3-1")
    assert words in page.said("foelsomhed")
    assert words in " ".join(page.rows("tjekliste")["Er der luft til break-even?"])
    assert "ved enhver mereffekt" not in page.said("foelsomhed")

    assert words in told("beregn", path)


@pytest.mark.parametrize("name", ENDS)
def test_the_workbook_gives_the_same_words(name: str, tmp_path: Path) -> None:
    case, _, words = ENDS[name]
    path = cases.write(tmp_path, case)
    assert som("rapport", path, "--format", "xlsx", "--ud", tmp_path).exit_code == 0
    book = openpyxl.load_workbook(next(tmp_path.glob("*.xlsx")), data_only=True)

    rows = [[cell.value for cell in row] for row in book["Resultat"].iter_rows()]
    top = next(i for i, row in enumerate(rows) if str(row[0]).startswith("Break-even: den"))
    total = next(row for row in rows[top:] if row[0] == "I alt")
    assert tidy(str(total[1])) == words


def test_a_purse_without_a_cost_gains_only_when_somebody_succeeds(tmp_path: Path) -> None:
    path = cases.write(tmp_path, KOMMUNE)
    assert frame.net(KOMMUNE, 0.0)["Kommune"] == 0

    assert data(path)["break_even"]["Kommune"] == 0.0
    row = report(path.read_text(encoding="utf-8")).rows("break-even")["Kommune"]
    assert row[2] == "Overskud, når mereffekten er over 0"
    assert "overskud, når mereffekten er over 0" in told("beregn", path)
