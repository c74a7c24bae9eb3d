"""An uncertainty is drawn as it is stated: its 2.5 and 97.5 pct. points, and nothing impossible.

The result is a straight line in each number here, so the points that were drawn can be read
off the result's own percentiles; what the product says it drew is not taken for it.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import chance, frame
from tests.promises import cases, reading
from tests.promises.reading import report

DRAWS = 20_000
CASE = cases.plain(
    konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": {0: -9, 1: -18, 2: -18}}],
    omkostninger=[{"navn": "Mentorer", "pr_deltager": 17_300}],
)


def drawn(folder: Path, field: str, stated: dict[str, Any], case: cases.Plain) -> dict[str, Any]:
    """``usikkerhed`` of the case with one uncertain number."""
    path = cases.write(folder, case, usikkerhed={field: stated})
    return dict(reading.data(path, "--usikkerhed", DRAWS)["usikkerhed"])


def points(found: dict[str, Any], at_low: float, at_high: float) -> tuple[float, float]:
    """The 2.5 and 97.5 pct. points of a number drawn, as shares of the way between two values.

    ``at_low`` and ``at_high`` are the result at the two values.
    """
    held = found["resultater"]["I alt"]
    ends = [(held[p] - at_low) / (at_high - at_low) for p in ("2,5_pct", "97,5_pct")]
    return min(ends), max(ends)


def effect_points(folder: Path, value: float, stated: dict[str, Any]) -> tuple[float, float]:
    case = {**CASE, "mereffekt": value}
    found = drawn(folder, "mereffekt", stated, case)
    return points(found, frame.net(case, 0.0)["I alt"], frame.net(case, 1.0)["I alt"])


def price_points(folder: Path, value: float, stated: dict[str, Any]) -> tuple[float, float]:
    def priced(kr: float) -> cases.Plain:
        return {**CASE, "priser": {"Ledighedsydelse": {"kommune": kr, "region": 0, "stat": 640}}}

    found = drawn(folder, "priser.1.kommune", stated, priced(value))
    at_0, at_1 = (frame.net(priced(kr))["I alt"] for kr in (0.0, 1.0))
    return points(found, at_0, at_1)


EFFECTS = {
    "even": (0.20, (0.11, 0.29)),
    "long tail up": (0.06, (0.02, 0.31)),
    "long tail down": (0.45, (0.05, 0.52)),
    "at its lower end": (0.08, (0.07, 0.26)),
    "across zero": (0.04, (-0.05, 0.22)),
    "all but certain": (0.93, (0.55, 0.99)),
}


@pytest.mark.parametrize("name", EFFECTS)
def test_the_ends_of_an_interval_on_mereffekt_are_the_ends_drawn(name: str, tmp_path: Path) -> None:
    value, (low, high) = EFFECTS[name]
    stated = {"interval": [cases.percent(low), cases.percent(high)]}
    found = effect_points(tmp_path, value, stated)
    slack = 0.03 * (high - low)
    assert found == (pytest.approx(low, abs=slack), pytest.approx(high, abs=slack))


PRICES = {
    "even": (1_850, (1_400, 2_300)),
    "long tail up": (620, (480, 2_450)),
    "long tail down": (2_200, (300, 2_600)),
    "from nothing": (900, (0, 3_100)),
}


@pytest.mark.parametrize("name", PRICES)
def test_the_ends_of_an_interval_on_a_price_are_the_ends_drawn(name: str, tmp_path: Path) -> None:
    value, (low, high) = PRICES[name]
    stated = {"interval": [cases.number(low), cases.number(high)]}
    found = price_points(tmp_path, value, stated)
    slack = 0.03 * (high - low)
    assert found == (pytest.approx(low, abs=slack), pytest.approx(high, abs=slack))


@pytest.mark.parametrize("kind", ["normal", "beta", "trekant"])
def test_an_interval_keeps_its_ends_whichever_distribution_the_case_names(
    kind: str, tmp_path: Path
) -> None:
    low, high = 0.09, 0.37
    stated = {"interval": [cases.percent(low), cases.percent(high)], "fordeling": kind}
    found = effect_points(tmp_path, 0.17, stated)
    assert found == (pytest.approx(low, abs=0.009), pytest.approx(high, abs=0.009))


@pytest.mark.parametrize("kind", ["normal", "gamma", "lognormal", "trekant"])
def test_a_prices_interval_keeps_its_ends_whichever_distribution_the_case_names(
    kind: str, tmp_path: Path
) -> None:
    stated = {"interval": ["700", "2.600"], "fordeling": kind}
    found = price_points(tmp_path, 1_150, stated)
    assert found == (pytest.approx(700, abs=60), pytest.approx(2_600, abs=60))


STANDARD_ERRORS = {
    "normal": chance.ends_of_normal,
    "beta": chance.ends_of_beta,
}


@pytest.mark.parametrize("kind", STANDARD_ERRORS)
def test_a_standard_error_on_mereffekt_gives_that_distributions_own_ends(
    kind: str, tmp_path: Path
) -> None:
    stated = {"standardfejl": "6 %", "fordeling": kind}
    found = effect_points(tmp_path, 0.22, stated)
    assert found == pytest.approx(STANDARD_ERRORS[kind](0.22, 0.06), abs=0.005)


@pytest.mark.parametrize(
    ("kind", "ends"),
    [("gamma", chance.ends_of_gamma), ("lognormal", chance.ends_of_lognormal)],
)
def test_a_standard_error_on_a_price_gives_that_distributions_own_ends(
    kind: str, ends: Any, tmp_path: Path
) -> None:
    stated = {"standardfejl": "410", "fordeling": kind}
    found = price_points(tmp_path, 1_300, stated)
    assert found == pytest.approx(ends(1_300, 410), abs=45)


@pytest.mark.parametrize(("value", "error"), [(0.15, 0.45), (0.9, 0.3), (0.5, 0.8)])
def test_no_draw_of_mereffekt_lies_outside_100_pct_either_way(
    value: float, error: float, tmp_path: Path
) -> None:
    case = {**CASE, "mereffekt": value}
    stated = {"standardfejl": cases.percent(error), "fordeling": "normal"}
    low, high = effect_points(tmp_path, value, stated)
    assert -1.0001 <= low < high <= 1.0001
    page = report(cases.text_of(case, usikkerhed={"mereffekt": stated}))
    row = page.rows("fordelinger") or page.rows("traek") or _table_with(page, "Fordeling")
    drawn_ends = [reading.number(part) for part in row["Mereffekt"][2].split(" til ")]
    assert all(-1.0001 <= end <= 1.0001 for end in drawn_ends)
    assert re.search(r"afskåret|afkortet|afgrænset|skåret|beskåret|trunker", page.words)


def test_with_the_share_who_succeed_anyway_stated_no_draw_goes_beyond_the_rest(
    tmp_path: Path,
) -> None:
    """70 pct. reach the goal anyway: the effect is at most 30 and at least −70 points."""
    tree_extra = {"usikkerhed": {"mereffekt": {"standardfejl": "20 %", "fordeling": "normal"}}}
    tree = cases.tree_of({**CASE, "mereffekt": 0.2}, **tree_extra)
    tree["indsats"]["målgruppe"]["succesandel"] = {
        "værdi": "70 %", "kilde": "Prøve", "status": "antagelse",
    }  # fmt: skip
    import yaml

    path = tmp_path / "sag.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    found = reading.data(path, "--usikkerhed", DRAWS)["usikkerhed"]
    at_0, at_1 = (frame.net(CASE, rate)["I alt"] for rate in (0.0, 1.0))
    assert points(found, at_0, at_1)[1] <= 0.3001


@pytest.mark.parametrize("kind", ["normal", "trekant"])
def test_no_draw_of_a_price_is_below_zero(kind: str, tmp_path: Path) -> None:
    low, _ = price_points(tmp_path, 900, {"standardfejl": "700", "fordeling": kind})
    assert low >= -1e-6


def test_no_draw_of_participants_is_below_zero(tmp_path: Path) -> None:
    stated = {"standardfejl": "45", "fordeling": "normal"}
    found = drawn(tmp_path, "deltagere", stated, CASE)
    one = frame.net(CASE)["I alt"] / 55
    low, _ = points(found, 0.0, one)
    assert low >= -1e-6


def test_the_tornados_ends_are_the_ends_that_were_drawn(tmp_path: Path) -> None:
    stated = {"interval": ["2 %", "31 %"]}
    path = cases.write(tmp_path, {**CASE, "mereffekt": 0.06}, usikkerhed={"mereffekt": stated})
    found = reading.data(path, "--usikkerhed", 2_000)
    bar = next(r for r in found["følsomhed"]["tornado"] if r["felt"] == "mereffekt")
    assert (bar["lav"], bar["høj"]) == (
        pytest.approx(0.02, abs=0.003),
        pytest.approx(0.31, abs=0.01),
    )


def test_a_tornado_bar_that_was_cut_no_longer_says_95_pct(tmp_path: Path) -> None:
    stated = {"standardfejl": "60 %", "fordeling": "normal"}
    path = cases.write(tmp_path, {**CASE, "mereffekt": 0.5}, usikkerhed={"mereffekt": stated})
    found = reading.data(path, "--usikkerhed", 2_000)
    bar = next(r for r in found["følsomhed"]["tornado"] if r["felt"] == "mereffekt")
    assert -1 <= bar["lav"] < bar["høj"] <= 1
    normal = chance.ends_of_normal(0.5, 0.6)
    if abs(bar["lav"] - normal[0]) > 0.01 or abs(bar["høj"] - normal[1]) > 0.01:
        basis = reading.tidy(bar["grundlag_for_udsvinget"])
        assert basis != "95 pct.-interval fra standardfejl"


def test_the_tornado_marks_bars_whose_swing_the_case_does_not_state() -> None:
    """A stated interval never stands unmarked beside an arbitrary ±20 pct."""
    text = cases.text_of(CASE, usikkerhed={"mereffekt": {"standardfejl": "4 %"}})
    page = report(text)
    bars = page.rows("tornado")
    stated = {name for name, row in bars.items() if "antaget" not in row[0]}
    assert stated == {"Mereffekt"}
    marked = [s for s in page.sentences("usikkerhedsbilag") if "antage" in s.lower()]
    assert any("søjle" in s or "lys" in s or "skraver" in s or "stiple" in s for s in marked)


def test_uncertainty_on_the_discount_rate_is_drawn_or_refused(tmp_path: Path) -> None:
    case = {**CASE, "diskonteringsrente": 0.04}
    stated = {"interval": ["2 %", "7 %"]}
    path = cases.write(tmp_path, case, usikkerhed={"diskonteringsrente": stated})
    done = reading.som("beregn", path, "--json", "--usikkerhed", 2_000)
    if done.exit_code == 2:
        assert "diskonteringsrente" in done.output
        assert "diskonteringsrente" in reading.told("tjek", path)
        return
    import json

    held = json.loads(done.stdout)["usikkerhed"]["resultater"]["I alt"]
    ends = [frame.net({**case, "diskonteringsrente": r})["I alt"] for r in (0.07, 0.02)]
    assert (held["2,5_pct"], held["97,5_pct"]) == (
        pytest.approx(min(ends), rel=0.02), pytest.approx(max(ends), rel=0.02),
    )  # fmt: skip


def test_the_checklist_never_says_yes_to_an_uncertainty_that_is_not_drawn(tmp_path: Path) -> None:
    case = {**CASE, "diskonteringsrente": 0.03}
    stated = {"interval": ["1 %", "6 %"]}
    path = cases.write(tmp_path, case, usikkerhed={"diskonteringsrente": stated})
    checked = reading.som("tjek", path, "--fuld")
    if checked.exit_code != 0:
        return
    answer = next(line for line in checked.output.splitlines() if "usikkerheden angivet" in line)
    if "Ja" in answer:
        page = report(path.read_text(encoding="utf-8"))
        assert "ud af 10" in page.said("usikkerhed")


COUNTED = {"succeser": 24, "observationer": 100}


def test_counts_on_mereffekt_without_the_comparisons_counts_are_refused(tmp_path: Path) -> None:
    path = cases.write(tmp_path, {**CASE, "mereffekt": 0.24}, usikkerhed={"mereffekt": COUNTED})
    done = reading.som("tjek", path)
    assert done.exit_code == 2
    assert "sammenlign" in done.output


@pytest.mark.parametrize("kind", ["normal", "beta", "trekant"])
def test_chance_and_value_of_knowing_follow_from_the_stated_distribution(
    kind: str, tmp_path: Path
) -> None:
    """Only the normal has a closed form; the others are held to their own mean and spread."""
    value, error = 0.2, 0.09
    case = {**CASE, "mereffekt": value}
    stated = {"standardfejl": cases.percent(error), "fordeling": kind}
    found = drawn(tmp_path, "mereffekt", stated, case)
    for actor in ("I alt", "Kommune"):
        slope = frame.net(case, 1.0)[actor] - frame.net(case, 0.0)[actor]
        mean, sd = frame.net(case)[actor], abs(slope) * error
        held = found["resultater"][actor]
        assert held["standardafvigelse"] == pytest.approx(sd, rel=0.02)
        assert held["forventet"] == pytest.approx(mean, abs=0.03 * sd)
        if kind == "normal":
            right = chance.chance_of_gain(mean, sd)
            assert held["sandsynlighed_for_gevinst"] == pytest.approx(right, abs=0.01)
            worth = chance.worth_of_knowing(mean, sd)
            assert found["værdi_af_viden"][actor] == pytest.approx(worth, rel=0.06)


@pytest.mark.parametrize("share", [0.2, 0.7])
def test_the_states_chance_counts_the_grant_it_gives(share: float, tmp_path: Path) -> None:
    """Its row in the probabilities is the state with its grant; the grant has no row of its own."""
    case = {
        **CASE,
        "mereffekt": 0.2,
        "tilskud": [{"navn": "Pulje", "andel": share, "giver": "Stat"}],
    }
    stated = {"standardfejl": "8 %", "fordeling": "normal"}
    page = report(cases.text_of(case, usikkerhed={"mereffekt": stated}))
    rows = page.rows("sandsynlighed")
    assert not [name for name in rows if name.startswith("Statslig tilskud")]
    (state,) = [row for name, row in rows.items() if name.startswith("Stat")]
    at = [frame.state_with_grant(frame.net(case, r)) for r in (0.0, 0.2, 1.0)]
    right = chance.chance_of_gain(at[1], (at[2] - at[0]) * 0.08)
    assert _chance(state[0]) == pytest.approx(right, abs=0.015)


def test_no_row_in_the_json_gives_a_probability_for_the_grant_itself(tmp_path: Path) -> None:
    case = {**CASE, "tilskud": [{"navn": "Pulje", "andel": 0.3, "giver": "Stat"}]}
    found = drawn(tmp_path, "mereffekt", {"standardfejl": "5 %"}, case)
    held = found["resultater"].get("Statslig tilskud", {})
    assert held.get("sandsynlighed_for_gevinst") is None


def test_shares_of_the_variance_sum_to_at_most_100_pct(tmp_path: Path) -> None:
    for error, more in (("15 %", {}), ("4 %", {"priser.1.kommune": {"udsving": "35 %"}})):
        path = cases.write(
            tmp_path, CASE, usikkerhed={"mereffekt": {"standardfejl": error}, **more}
        )
        found = reading.data(path, "--usikkerhed", 2_000)["usikkerhed"]
        shares = [item["andel"] for item in found["usikkerheden_kommer_fra"]]
        assert all(share >= 0 for share in shares)
        assert sum(shares) <= 1.0001


@pytest.mark.parametrize("stated", [-0.5, 0.0, 0.6, 1.0])
def test_a_stated_correlation_between_two_numbers_is_the_one_drawn(
    stated: float, tmp_path: Path
) -> None:
    case = {
        **CASE,
        "omkostninger": [
            {"navn": "Løn", "pr_år": {2026: 900_000}},
            {"navn": "Husleje", "pr_år": {2026: 700_000}},
        ],
    }
    spread = {"standardfejl": None, "fordeling": "normal"}
    uncertain = {
        "omkostninger.1.pr_år": {**spread, "standardfejl": "80.000"},
        "omkostninger.2.pr_år": {**spread, "standardfejl": "60.000"},
    }
    between = ["omkostninger.1.pr_år", "omkostninger.2.pr_år"]
    link = [{"mellem": between, "korrelation": cases.number(stated), "kilde": "Prøve"}]
    path = cases.write(tmp_path, case, usikkerhed=uncertain, korrelationer=link)
    sd = reading.data(path, "--usikkerhed", DRAWS)["usikkerhed"]["resultater"]["I alt"]
    right = (80_000**2 + 60_000**2 + 2 * stated * 80_000 * 60_000) ** 0.5
    assert sd["standardafvigelse"] == pytest.approx(right, rel=0.03)


def test_page_one_gives_no_probability_when_the_effect_is_held_fixed() -> None:
    uncertain = {"omkostninger.1.pr_deltager": {"udsving": "8 %"}}
    page = report(cases.text_of(CASE, usikkerhed=uncertain))
    assert not [label for label in page.key_figures if "Sandsynlighed" in label]
    assert "sandsynlighed" not in page.lead


def test_what_is_held_fixed_stands_beside_every_probability() -> None:
    uncertain = {"omkostninger.1.pr_deltager": {"udsving": "8 %"}}
    page = report(cases.text_of(CASE, usikkerhed=uncertain))
    for section in ("side1", "usikkerhed"):
        said = page.said(section)
        if re.search(r"ud af 10|sandsynlighed", said):
            assert re.search(
                r"mereffekten (er )?hold|holdes fast|holdt fast|ikke .*mereffekt", said
            )


def test_a_loss_that_is_likely_a_gain_is_reconciled_in_words_and_asked_about(
    tmp_path: Path,
) -> None:
    """The case's price loses; nearly all draws gain, since the likeliest price lies far above."""
    case = {**CASE, "priser": {"Ledighedsydelse": {"kommune": 540, "region": 0, "stat": 250}}}
    assert frame.net(case)["I alt"] < 0
    stated = {
        "fordeling": "trekant",
        "interval": ["500", "4.300"],
        "mest_sandsynlig": "3.900",
    }
    text = cases.text_of(case, usikkerhed={"priser.1.kommune": stated})
    page = report(text)
    assert "underskud" in page.lead
    chance_told = page.rows("sandsynlighed")["I alt"][0]
    assert (_chance(chance_told) or 0) > 0.8
    assert re.search(r"skævt|skæv|længere op|begge dele|selv om|højere end", page.page_one)
    path = cases.write(tmp_path, case, usikkerhed={"priser.1.kommune": stated})
    assert "pris" in reading.told("tjek", path).split("i orden")[0].replace(str(path), "")


def test_a_small_chance_is_told_with_the_simulations_own_error() -> None:
    """About 2 in 1.000: ten thousand draws know that only to within a few tenths."""
    at_0, at_1 = (frame.net(CASE, r)["I alt"] for r in (0.0, 1.0))
    slope = at_1 - at_0
    value = round(-at_0 / slope + 2.88 * 0.03, 4)
    case = {**CASE, "mereffekt": value}
    text = cases.text_of(case, usikkerhed={"mereffekt": {"standardfejl": "3 %"}})
    page = report(text)
    around = page.said("usikkerhedsbilag") + page.notes("sandsynlighed")
    assert re.search(r"simuleringens? (egen )?(usikkerhed|fejl)", around)


def test_the_fans_centre_line_is_called_the_same_in_figure_and_table() -> None:
    page = report(cases.text_of(CASE, usikkerhed={"mereffekt": {"standardfejl": "6 %"}}))
    assert "Median" in page.table("vifte")[0][3]
    assert "middelværdi" not in page.said("usikkerhed")


def _chance(cell: str) -> float:
    if cell.startswith(("over", "mere end")):
        return 0.995
    if cell.startswith(("under", "mindre end")):
        return 0.005
    found = reading.number(cell)
    assert found is not None, cell
    return found


def _table_with(page: reading.Page, column: str) -> dict[str, list[str]]:
    for table in page._soup.find_all("table"):
        rows = page.table(str(table.get("id", "")).removeprefix("tabel-"))
        if rows and column in rows[0]:
            return {row[0]: row[1:] for row in rows[1:]}
    raise AssertionError(f"no table with the column {column}")


def mean_above(limit: float, mean: float, sd: float) -> float:
    """The mean of a normal of which only what lies above a limit is left."""
    z = (limit - mean) / sd
    return mean + sd * chance.density(z) / (1 - chance.cdf(z))


@pytest.mark.parametrize(("value", "error", "asked"), [(2_000, 3_000, True), (900, 200, False)])
def test_what_a_cut_does_to_the_mean_is_told_wherever_it_is_read(
    value: int, error: int, asked: bool, tmp_path: Path
) -> None:
    price = {"Ledighedsydelse": {"kommune": value, "region": 0, "stat": 640}}
    case = {**CASE, "priser": price}
    stated = {"standardfejl": str(error), "fordeling": "normal"}
    found = drawn(tmp_path, "priser.1.kommune", stated, case)
    told = next(item for item in found["forudsætninger"] if item["felt"] == "priser.1.kommune")
    right = mean_above(0.0, value, error)
    assert told["gennemsnit"] == pytest.approx(right, rel=0.01)
    assert ("afskåret" in told["fordeling"]) == asked == bool(told["afskåret_ved"])
    assert (abs(right - value) > 0.25 * error) == asked
    said = reading.told("tjek", tmp_path / "sag.yaml")
    assert ("er afskåret dér" in said) == asked
    if asked:
        assert f"{(right / value - 1) * 100:.0f} pct. højere" in said
    page = report(cases.text_of(case, usikkerhed={"priser.1.kommune": stated}))
    row = next(r for r in page.table("fordelinger") if "pris for kommunen" in r[0])
    assert ("gennemsnit" in row[2]) == asked
    if asked:
        mean = reading.number(row[2].partition("gennemsnit")[2])
        assert mean == pytest.approx(right, rel=0.01)


SKEWED: dict[str, tuple[float, dict[str, Any]]] = {
    "a triangle with its top far up": (
        800,
        {"fordeling": "trekant", "interval": ["700", "2.600"], "mest_sandsynlig": "2.400"},
    ),
    "a triangle whose foot is cut off": (
        500,
        {"fordeling": "trekant", "interval": ["300", "3.900"], "mest_sandsynlig": "3.500"},
    ),
    "two widths": (620, {"interval": ["480", "2.450"]}),
    "two widths, the tail cut off": (300, {"interval": ["50", "3.000"]}),
    "lognormal": (700, {"interval": ["200", "4.000"], "fordeling": "lognormal"}),
}


@pytest.mark.parametrize("name", SKEWED)
def test_a_mean_that_no_cut_has_moved_is_told_and_not_blamed_on_one(
    name: str, tmp_path: Path
) -> None:
    value, stated = SKEWED[name]

    def priced(kr: float) -> cases.Plain:
        return {**CASE, "priser": {"Ledighedsydelse": {"kommune": kr, "region": 0, "stat": 640}}}

    found = drawn(tmp_path, "priser.1.kommune", stated, priced(value))
    said = reading.told("tjek", tmp_path / "sag.yaml")
    page = report(cases.text_of(priced(value), usikkerhed={"priser.1.kommune": stated}))
    row = next(r for r in page.table("fordelinger") if "pris for kommunen" in r[0])

    at_0, at_1 = (frame.net(priced(kr))["I alt"] for kr in (0.0, 1.0))
    mean = (found["resultater"]["I alt"]["forventet"] - at_0) / (at_1 - at_0)
    assert mean > 1.3 * value
    assert reading.number(row[2].partition("gennemsnit")[2]) == pytest.approx(mean, rel=0.02)
    assert "er afskåret dér" not in said
    assert "så er gennemsnittet ikke sagens tal" not in page.words


def test_an_interval_beyond_the_possible_is_asked_about_without_a_word_of_errors(
    tmp_path: Path,
) -> None:
    """Half of the draws lie on each side of 900; those below zero become zero."""
    stated = {"interval": ["-4.100", "2.600"]}
    price = {"Ledighedsydelse": {"kommune": 900, "region": 0, "stat": 640}}
    cases.write(tmp_path, {**CASE, "priser": price}, usikkerhed={"priser.1.kommune": stated})
    above, below = 1_700 / chance.Z95, 5_000 / chance.Z95
    uncut = 900 + (above - below) / math.sqrt(2 * math.pi)
    z = -900 / below
    # The mean of max(0, x) of a normal round 900, its upper half narrower.
    cut = 900 * (1 - chance.cdf(z)) + below * (chance.density(z) - chance.density(0))
    cut += above * chance.density(0)

    said = reading.told("tjek", tmp_path / "sag.yaml")

    assert "er afskåret dér" in said
    assert f"{abs((cut - uncut) / uncut) * 100:.0f} pct. højere, end det ellers ville være" in said
    assert "interval, der holder sig inden for det mulige" in said
    assert "standardfejl" not in said.partition("er afskåret dér")[2]
