"""``som beregn --usikkerhed`` and ``som portefoelje`` as a user meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from som_calc import cli
from som_calc.commands import COMMANDS
from som_calc.resources import find

IPS = str(find("params", "aabenraa-ips.yaml"))
YOUNG = str(find("params", "aabenraa-flere-unge.yaml"))
EXAMPLE = str(find("params", "eksempel-hjemloeshed.yaml"))
RANDERS = str(find("params", "randers-act.yaml"))


def som(*args: str) -> Result:
    return CliRunner().invoke(cli.som, list(args), prog_name="som")


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def test_the_uncertainty_of_a_case_is_told_in_words_and_numbers() -> None:
    said = plain(som("beregn", EXAMPLE, "--usikkerhed", "2000").stdout)
    assert "2.000 træk, frø 2026" in said
    assert "for, at det offentlige får overskud, er" in said
    assert "Beskæftigelsesudvalget" in said
    assert "Hvor usikkerheden på I alt kommer fra" in said
    assert "Øvrige udvalg under" not in said


def test_the_same_seed_gives_the_same_numbers_and_another_gives_others() -> None:
    def data(*options: str) -> dict:
        args = ("beregn", EXAMPLE, "--json", "--usikkerhed", "500", *options)
        return dict(json.loads(som(*args).stdout)["usikkerhed"])

    first = data()
    assert first["frø"] == 2026
    assert data("--froe", "2026") == first
    assert data("--frø", "7")["resultater"] != first["resultater"]


def test_the_json_exposes_every_analysis_unrounded() -> None:
    data = json.loads(som("beregn", EXAMPLE, "--json", "--usikkerhed", "500").stdout)
    assert data["usikkerhed"]["træk"] == 500
    assert 0 < data["usikkerhed"]["resultater"]["I alt"]["sandsynlighed_for_gevinst"] <= 1
    assert set(data["følsomhed"]) == {
        "scenarier", "tornado", "mereffekt_og_omkostninger", "horisonter", "tilbagebetaling",
        "hvem_betaler", "overførsler", "kontant", "evidens", "ikke_medregnet",
    }  # fmt: skip
    base = next(r for r in data["følsomhed"]["scenarier"] if r["navn"] == "I alt")
    assert base["netto"] == pytest.approx(data["nettoresultat"]["I alt"])
    assert {r["scenarie"] for r in data["følsomhed"]["scenarier"]} >= {"Forsigtigt", "Håbefuldt"}


def test_a_case_without_stated_uncertainty_says_so_and_computes_no_chance() -> None:
    said = plain(som("beregn", IPS, "--usikkerhed", "1000").stdout)
    assert "Sagen angiver ikke, hvor usikre tallene er." in said
    assert "ud af 10" not in said
    data = json.loads(som("beregn", IPS, "--json", "--usikkerhed", "1000").stdout)
    assert data["usikkerhed"] is None
    assert "ikke regnet en sandsynlighed" in data["usikkerhed_mangler"]
    announced = {r["scenarie"] for r in data["følsomhed"]["scenarier"]}
    assert {f"Mereffekt {n}\u00a0pct." for n in (3, 5, 7)} < announced


def test_an_assumed_spread_is_opted_in_and_labelled() -> None:
    args = ("beregn", IPS, "--usikkerhed", "1000", "--standardudsving", "20%")
    said = plain(som(*args).stdout)
    assert "ud af 10" in said
    assert "sat 20 pct. ned og op. Det er et valg på kommandolinjen" in said


def test_a_case_without_consequences_has_no_result_to_be_sure_of() -> None:
    assert "intet nettoresultat" in plain(som("beregn", RANDERS, "--usikkerhed", "10").stdout)


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        (["--usikkerhed", "0"], "0 træk kan ikke bruges"),
        (["--usikkerhed", "99000000"], "angiv mellem 1 og 5.000.000 træk"),
        (["--usikkerhed", "10", "--standardudsving", "-5%"], "»-5%« kan ikke bruges"),
        (["--usikkerhed", "10", "--standardudsving", "meget"], "»meget« kan ikke bruges"),
        (["--standardudsving", "5%"], "bruges kun sammen med --usikkerhed"),
    ],
)
def test_nonsense_is_refused_in_danish(options: list[str], wrong: str) -> None:
    found = som("beregn", IPS, *options)
    assert found.exception is not None
    assert wrong in str(found.exception)


def test_a_command_is_known_in_both_spellings() -> None:
    for name in ("portefoelje", "portefølje", "Portefølje"):
        assert "Stil flere indsatser" in som(name, "--help").stdout
    assert "ø" not in "".join(COMMANDS)


def test_one_command_makes_the_portfolio_of_aabenraa_in_all_formats(tmp_path: Path) -> None:
    target = tmp_path / "ud"
    done = som("portefoelje", IPS, YOUNG, "--titel", "Ungeløftet", "--ud", str(target))
    assert done.exit_code == 0, done.output
    assert {path.name for path in target.iterdir()} == {
        *(f"portefoelje.{end}" for end in ("html", "pdf", "docx", "xlsx", "ipynb", "json"))
    }
    said = plain(done.stdout)
    assert "Tilsammen: et overskud på 2,2 mio. kr.; kommunen et overskud på 5,8 mio. kr." in said
    data = json.loads((target / "portefoelje.json").read_text(encoding="utf-8"))
    assert round(data["tilsammen"]["I alt"]) == 2236996
    assert "sandsynlighed_for_gevinst" not in data["rangorden"]["I alt"][0]
    assert "<title>Ungeløftet" in (target / "portefoelje.html").read_text(encoding="utf-8")


def test_cases_in_different_price_years_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    other = tmp_path / "anden.yaml"
    text = Path(YOUNG).read_text(encoding="utf-8")
    other.write_text(text.replace("prisniveau: 2025", "prisniveau: 2024"), encoding="utf-8")
    done = som("portefoelje", IPS, str(other), "--ud", str(tmp_path / "ud"))
    said = str(done.exception)
    assert "forskelligt prisniveau" in said
    assert "»Flere unge skal med« 2024" in said
    assert not (tmp_path / "ud").exists()


def test_a_budget_chooses_and_tells_the_last_krone_in_the_terminal_and_as_data(
    tmp_path: Path,
) -> None:
    years = "2025=300.000,2026=300.000,2027=300.000,2028=300.000"
    done = som("portefoelje", IPS, YOUNG, "--budget", years, "--format", "html",
               "--ud", str(tmp_path))  # fmt: skip
    assert done.exit_code == 0, done.output
    said = plain(done.stdout)
    assert "er det bedste valg »Flere unge skal med«." in said
    assert "Den sidste krone:" in said
    assert "Den næste krone:" in said
    held = json.loads((tmp_path / "portefoelje.json").read_text(encoding="utf-8"))["budget"]
    assert held["valgt"] == ["Flere unge skal med"]
    assert held["pr_år"] == {str(year): 300_000 for year in range(2025, 2029)}
    least = held["sidste_krone"]["mindste_budget"]
    assert all(held["udgift_pr_år"][year] <= least[year] + 0.01 for year in least)
    assert held["sidste_krone"]["med_mindre"]["valgt"] == []
    assert held["næste_krone"]["nettoresultat"] > held["nettoresultat"]


def test_a_portfolio_without_a_budget_does_not_load_the_solver(tmp_path: Path) -> None:
    code = (
        "import sys; from som_calc.report.portfolio.content import read_portfolio; "
        f"read_portfolio([{IPS!r}, {YOUNG!r}], draws=10); print('scipy.optimize' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
