"""Several efforts side by side: correlations, ranking words, two kommuner, overlap and budget."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import chance, choice, frame
from tests.promises import cases, reading
from tests.promises.reading import number

SECOND = cases.plain(
    mereffekt=0.3,
    konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": {0: -4, 1: -22, 2: -19}}],
)
LOSING = cases.plain(mereffekt=0.02)
WORSE = cases.plain(mereffekt=0.01, deltagere={2026: 12, 2027: 25})


def shared(correlation: float | None) -> dict[str, Any]:
    """A mereffekt drawn from a source that others share."""
    stated = {"standardfejl": "4 %", "fordeling": "normal", "fælles_kilde": "konjunktur"}
    extra: dict[str, Any] = {"usikkerhed": {"mereffekt": stated}}
    if correlation is not None:
        link = {"fælles_kilde": "konjunktur", "korrelation": cases.number(correlation)}
        extra["korrelationer"] = [{**link, "kilde": "Prøve"}]
    return extra


def both(folder: Path, one: cases.Plain, other: cases.Plain, **extra: Any) -> list[Path]:
    return [
        cases.write(folder, one, "en", titel="Mentorer", **extra),
        cases.write(folder, other, "to", titel="Virksomhedsforløb", **extra),
    ]


def width(cells: list[str]) -> float:
    low, high = number(cells[1]), number(cells[2])
    assert low is not None
    assert high is not None
    return high - low


@pytest.mark.parametrize("stated", [None, 0.0, 0.3, 0.65, 1.0])
def test_a_stated_correlation_is_the_correlation_between_the_cases(
    stated: float | None, tmp_path: Path
) -> None:
    """Only the shared number is uncertain: the sum's spread tells the correlation drawn."""
    files = both(tmp_path, cases.plain(), SECOND, **shared(stated))
    rows = reading.portfolio(tmp_path, *files).rows("sandsynlighed")
    one, other = width(rows["Mentorer"]), width(rows["Virksomhedsforløb"])
    found = chance.correlation_from_widths(one, other, width(rows["Tilsammen"]))
    assert found == pytest.approx(1.0 if stated is None else stated, abs=0.05)


def test_a_correlation_between_two_numbers_of_a_case_also_holds_across_cases(
    tmp_path: Path,
) -> None:
    """Effect and price share a source with 0,6: so do the effects of two cases."""
    spread = {"usikkerhed": {
        "mereffekt": {"standardfejl": "4 %", "fordeling": "normal", "fælles_kilde": "konj"},
        "priser.1.kommune": {"standardfejl": "1", "fordeling": "normal", "fælles_kilde": "konj"},
    }}  # fmt: skip
    link = [{"fælles_kilde": "konj", "korrelation": "0,6", "kilde": "Prøve"}]
    files = both(tmp_path, cases.plain(), SECOND, **spread, korrelationer=link)
    rows = reading.portfolio(tmp_path, *files).rows("sandsynlighed")
    one, other = width(rows["Mentorer"]), width(rows["Virksomhedsforløb"])
    found = chance.correlation_from_widths(one, other, width(rows["Tilsammen"]))
    assert found == pytest.approx(0.6, abs=0.06)


def test_nothing_is_said_to_give_most_when_all_lose(tmp_path: Path) -> None:
    page = reading.portfolio(tmp_path, *both(tmp_path, LOSING, WORSE))
    assert "underskud" in page.lead
    for said in (page.lead, page.page_one, page.said("rangorden")):
        assert not re.search(r"giver (det offentlige )?mest\b", said)
        assert not re.search(r"Hvad giver mest", said)


def test_the_ranking_and_its_words_follow_the_oracle(tmp_path: Path) -> None:
    page = reading.portfolio(tmp_path, *both(tmp_path, cases.plain(), SECOND))
    worth = {
        "Mentorer": frame.net(cases.plain())["I alt"],
        "Virksomhedsforløb": frame.net(SECOND)["I alt"],
    }
    best = max(worth, key=lambda name: worth[name])
    assert re.search(rf"»{best}« giver (det offentlige )?mest", page.lead)
    found = page.rows("rangorden")
    for name, kr in worth.items():
        (cells,) = [c for row, c in found.items() if row.endswith(name)]
        assert number(cells[0]) == pytest.approx(kr, abs=0.51)


def test_two_kommuner_are_never_called_kommunen(tmp_path: Path) -> None:
    one = cases.write(tmp_path, cases.plain(), "en", titel="Mentorer")
    other = cases.write(
        tmp_path, SECOND, "to", titel="Virksomhedsforløb", kommune="Østerby Kommune"
    )
    page = reading.portfolio(tmp_path, one, other)
    found = re.findall(r"\b[Kk]ommunen(?:s)?\b", page.lead + page.said("side1"))
    assert not found
    assert "Vesterby" in page.words
    assert "Østerby" in page.words


def test_an_effort_is_given_to_its_own_kommune_and_never_to_them_all(tmp_path: Path) -> None:
    names = {"Alfa": "Holbæk Kommune", "Beta": "Holbæk Kommune", "Delta": "Lemvig Kommune"}
    files = [
        cases.write(tmp_path, EFFORTS[name], name, titel=name, kommune=kommune)
        for name, kommune in names.items()
    ]
    done = reading.som(
        "portefoelje", *files, "--budget", 740_000, "--format", "html", "--ud", tmp_path / "ud"
    )
    page = reading.Page((tmp_path / "ud" / "portefoelje.html").read_text(encoding="utf-8"))

    for name, kommune in names.items():
        line = next(line for line in done.output.splitlines() if f". {name}: " in line)
        assert f"; {kommune} et " in line, line
    held = json.loads((tmp_path / "ud" / "portefoelje.json").read_text(encoding="utf-8"))
    assert set(held["budget"]["valgt"]) == {"Alfa"}
    said = page.said("budget")
    assert "Holbæk Kommune betaler" in said
    assert "kommunerne" not in said.lower()
    for text in (said, page.page_one):
        assert "én kasse for Holbæk Kommune og Lemvig Kommune" in text


def test_the_budget_of_one_kommune_is_not_asked_about(tmp_path: Path) -> None:
    page = reading.portfolio(tmp_path, *both(tmp_path, cases.plain(), SECOND), "--budget", 900_000)

    assert "én kasse" not in page.words


def test_an_assumed_spread_gives_no_key_figure_of_a_chance(tmp_path: Path) -> None:
    files = both(tmp_path, cases.plain(), SECOND)
    page = reading.portfolio(tmp_path, *files, "--standardudsving", "15 %")

    assert not [label for label in page.key_figures if label.startswith("Sandsynlighed")]
    assert "resten holdes fast" not in page.page_one
    assert "det er en antagelse" in page.page_one


def test_a_stated_spread_says_what_the_chance_rests_on(tmp_path: Path) -> None:
    page = reading.portfolio(tmp_path, *both(tmp_path, cases.plain(), SECOND, **shared(0.3)))

    assert "kun den usikkerhed, sagerne angiver" in page.key_figures["Sandsynlighed for overskud"]


@pytest.mark.parametrize("giver", ["Stat", "Ekstern"])
def test_page_one_says_when_the_state_pays_more_than_it_gets(giver: str, tmp_path: Path) -> None:
    grant = [{"navn": "Pulje", "giver": giver, "andel": 0.9}]
    page = reading.portfolio(
        tmp_path, *both(tmp_path, cases.plain(tilskud=grant), cases.plain(tilskud=grant))
    )
    state = sum(
        frame.net(cases.plain(tilskud=grant))[name] for name in ("Stat", "Statslig tilskud")
    )

    assert ("staten taber" in page.page_one.lower()) == (state < 0)


@pytest.mark.parametrize("stated_in", ["one", "both"])
def test_an_overlap_stated_in_both_cases_is_taken_off_once(stated_in: str, tmp_path: Path) -> None:
    def overlap(other: str) -> dict[str, Any]:
        return {"samspil": [{"med": other, "faktor": "0,7"}]}

    one = cases.write(
        tmp_path, cases.plain(), "en", titel="Mentorer", **overlap("Virksomhedsforløb")
    )
    second = overlap("Mentorer") if stated_in == "both" else {}
    two = cases.write(tmp_path, SECOND, "to", titel="Virksomhedsforløb", **second)
    page = reading.portfolio(tmp_path, one, two)
    (cells,) = [c for row, c in page.rows("rangorden").items() if row == "Tilsammen"]
    lost_in_one = 0.7
    nets = [(frame.net(c)["I alt"], frame.net(c, 0.0)["I alt"]) for c in (cases.plain(), SECOND)]
    whole = sum(net for net, _ in nets)
    once = [whole - (1 - lost_in_one) * (net - fixed) for net, fixed in nets]
    assert number(cells[0]) == pytest.approx(once[0], abs=1) or number(cells[0]) == pytest.approx(
        once[1], abs=1
    )


def test_a_variant_is_called_by_its_own_name(tmp_path: Path) -> None:
    case = cases.write(tmp_path, cases.plain(), titel="Mentorer")
    page = reading.portfolio(
        tmp_path,
        case,
        "--variant",
        "Dobbelt hold: volumen=200 %",
        "--variant",
        "Svag: mereffekt=9 %",
    )
    names = [re.sub(r"^\d+\. ", "", row) for row in page.rows("rangorden")]
    assert {"Dobbelt hold", "Svag"} <= set(names)
    weak = next(c for row, c in page.rows("rangorden").items() if row.endswith("Svag"))
    assert number(weak[0]) == pytest.approx(frame.net(cases.plain(), 0.09)["I alt"], abs=0.51)


def _effort(name: str, cost: dict[int, float], weeks: float) -> cases.Plain:
    return cases.plain(
        omkostninger=[{"navn": name, "pr_år": cost}],
        konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": {0: -weeks, 1: -weeks}}],
    )


EFFORTS = {
    "Alfa": _effort("Alfa", {2026: 600_000, 2027: 100_000}, 40),
    "Beta": _effort("Beta", {2026: 350_000, 2027: 350_000}, 33),
    "Gamma": _effort("Gamma", {2026: 380_000, 2027: 200_000}, 31),
    "Delta": _effort("Delta", {2026: 150_000}, 4),
}


@pytest.mark.parametrize("budget", [300_000, 400_000, 740_000, 1_000_000, 2_000_000])
def test_the_budget_buys_the_set_with_the_highest_total_net_result(
    budget: int, tmp_path: Path
) -> None:
    files = [cases.write(tmp_path, c, name, titel=name) for name, c in EFFORTS.items()]
    worth = {name: frame.net(c)["I alt"] for name, c in EFFORTS.items()}
    outlay = {name: c["omkostninger"][0]["pr_år"] for name, c in EFFORTS.items()}
    right = choice.best_set(worth, outlay, budget)
    done = reading.som(
        "portefoelje", *files, "--budget", budget, "--format", "html", "--ud", tmp_path / "ud"
    )
    assert done.exit_code == 0, done.output
    held = json.loads((tmp_path / "ud" / "portefoelje.json").read_text(encoding="utf-8"))
    assert sorted(held["budget"]["valgt"]) == sorted(right)
    assert "sidste krone" in (tmp_path / "ud" / "portefoelje.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("seed", [61, 62, 63])
def test_the_sum_is_the_sum_of_the_oracles_results(seed: int, tmp_path: Path) -> None:
    one, other = cases.random_case(seed), cases.random_case(seed + 100)
    page = reading.portfolio(tmp_path, *both(tmp_path, one, other))
    header, *rows = page.table("aktoerer")
    together = next(row for row in rows if row[0] == "Tilsammen")
    for column, actor in enumerate(header[1:], start=1):
        name = actor.removesuffix(" kr.")
        right = frame.net(one)[name] + frame.net(other)[name]
        assert number(together[column]) == pytest.approx(right, abs=0.51), name


def test_who_pays_and_who_gains_add_up_per_payer(tmp_path: Path) -> None:
    region = cases.plain(
        omkostninger=[{"navn": "Klinik", "pr_år": {2026: 400_000}, "betaler": "Region"}]
    )
    page = reading.portfolio(tmp_path, *both(tmp_path, region, SECOND))
    rows = page.rows("betaler")
    for party in ("Kommune", "Region", "Stat"):
        paid = sum(
            -frame.worth(c, [i for i in frame.costs(c) if i.party == party])
            for c in (region, SECOND)
        )
        assert number(rows[party][0]) == pytest.approx(paid, abs=0.51), party
