"""Sentences that were wrong or clumsy in odd cases, each held against its numbers."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
import yaml

from som_calc import break_even, calculate, check_case, load_case
from som_calc.report.decision.tables import break_evens
from tests.oracle import frame
from tests.promises import cases, reading
from tests.promises.reading import Page, report, told

ERROR = {"standardfejl": "4 %", "fordeling": "normal"}
UNSURE = {"mereffekt": ERROR}
WAGE = {"omkostninger.1.pr_år": {"udsving": "10 %"}}
UNKNOWN = cases.plain(konsekvenser=[], priser={})
COUNTED = {
    "mereffekt": {
        "succeser": 45, "observationer": 120,
        "sammenligning_succeser": 18, "sammenligning_observationer": 120,
    }
}  # fmt: skip


def page(case: cases.Plain, **extra: object) -> Page:
    return report(cases.text_of(case, **extra))


def test_the_terminal_tells_the_cost_of_a_completed_course_of_a_reverse_case(
    tmp_path: Path,
) -> None:
    path = cases.write(tmp_path, UNKNOWN, gennemførelse="80 %")
    done = 1_111_100 / (0.8 * 55)

    said = told("beregn", path)

    assert f"{done:,.0f} kr. pr. gennemført forløb".replace(",", ".") in said


def test_a_reverse_case_says_what_it_does_not_tell_and_counts_one_person() -> None:
    one = page(cases.plain(konsekvenser=[], priser={}, deltagere={2026: 1}))

    assert "en deltager" in one.key_figures["Indsatsen koster"]
    assert "1 deltagere" not in one.words
    assert "offentliggjort" not in one.said("oekonomi") + one.page_one
    assert "tilskuddet" not in one.said("oekonomi").lower()


def test_participants_at_break_even_are_told_on_both_sides_of_zero() -> None:
    case = cases.plain()
    turn = frame.break_even(case, "I alt")
    assert turn is not None
    cell = page(case).rows("vippepunkter")["Deltagere i alt"][1]
    found = re.fullmatch(r"(\d+) deltagere: (\w+); (\d+): (\w+)", cell)
    assert found, cell
    for number, side in ((int(found[1]), found[2]), (int(found[3]), found[4])):
        scaled = {year: count * number / 55 for year, count in case["deltagere"].items()}
        net = frame.net({**case, "deltagere": scaled})["I alt"]
        assert side == ("overskud" if net > 0 else "underskud"), cell
    assert abs(int(found[1]) - int(found[3])) == 1


def test_a_number_that_never_turns_a_purse_is_told_to_have_no_break_even() -> None:
    paid = [{"navn": "Mentorer", "pr_år": {2026: 612_340}, "betaler": "Region"}]
    rows = page(cases.plain(omkostninger=paid)).rows("vippepunkter")

    assert rows["Deltagere i alt"][2] == "findes ikke"
    assert not re.search(r"\b(mindst|højst)\b", " ".join(rows["Deltagere i alt"]))


def test_comparisons_counts_answer_whether_the_effect_is_net() -> None:
    case = cases.plain(mereffekt=0.225)
    asked = page(case, usikkerhed=COUNTED).rows("tjekliste")["Er mereffekten netto?"]

    assert asked[0] == "I orden"
    assert "15 pct. (18 af 120)" in asked[1]


@pytest.mark.parametrize(("net", "word"), [("nej", "Nej."), ("uoplyst", "ikke oplyst")])
def test_a_success_rate_is_nowhere_called_the_expected_effect(net: str, word: str) -> None:
    found = page(cases.plain(), mereffekt_renset=net)

    assert found.rows("tjekliste")["Er mereffekten netto?"][0] == "Åben"
    assert word in found.rows("tjekliste")["Er mereffekten netto?"][1]
    assert "succesraten er 24 pct." in found.key_figures["Break-even, i alt"]
    assert "forvente" not in found.key_figures["Break-even, i alt"]
    assert "forvente" not in found.figure_heading("3-1")
    assert found.table("break-even")[0][2].startswith("Succesrate")
    assert "forvente" not in " ".join(map(str, found.rows("break-even").values()))


def test_a_fan_that_nothing_drawn_moves_is_left_out() -> None:
    case = cases.plain(diskonteringsrente=0.035)
    found = page(case, usikkerhed={"diskonteringsrente": {"interval": ["2 %", "6 %"]}})

    assert "summerede resultat i 8 af 10" not in found.words
    assert "summerede resultat i 8 af 10" in page(cases.plain(), usikkerhed=UNSURE).words


def test_a_figure_that_ends_at_the_net_result_does_not_say_otherwise() -> None:
    assert "andet tal end nettoresultatet" in page(cases.plain()).words
    assert "andet tal end nettoresultatet" not in page(cases.plain(diskonteringsrente=0.0)).words


def test_the_break_even_column_has_a_unit_only_where_it_has_numbers(tmp_path: Path) -> None:
    def unit(cost: int) -> str | None:
        case = cases.plain(omkostninger=[{"navn": "Mentorer", "pr_år": {2026: cost}}])
        result = calculate(load_case(cases.write(tmp_path, case, str(cost))))
        return break_evens(break_even(result), result).columns[1].unit

    assert unit(9_123_400) is None
    assert unit(612_340) == "%"


def test_other_rates_are_told_with_one_colon_each() -> None:
    found = page(cases.plain(), følsomhed={"mereffekter": ["0 %", "12 %"]})
    told_there = re.search(r"Med andre mereffekter[^.]*pct\.: [^.]+", found.words)

    assert told_there, found.page_one
    assert ":" not in told_there[0].split("ved 0 pct.:")[0]


def test_part_of_a_person_points_to_the_share_that_completes(tmp_path: Path) -> None:
    tree = cases.tree_of(cases.plain())
    tree["deltagere"] = {2026: "38,25"}
    path = tmp_path / "sag.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")

    (problem,) = check_case(path).errors

    assert "gennemførelse" in problem.right


def test_an_effort_without_a_cost_is_not_said_to_cost_0_kr() -> None:
    free = page(cases.plain(omkostninger=[{"navn": "Frivillige", "pr_år": {2026: 0}}]))

    assert "ingen udgift" in free.said("oekonomi")
    assert not re.search(r"koster 0 kr", free.said("oekonomi"))


def test_a_sure_loss_is_not_told_as_a_chance_of_going_wrong() -> None:
    dear = [{"navn": "Mentorer", "pr_år": {2026: 9_123_400}}]
    said = page(cases.plain(omkostninger=dear), usikkerhed=UNSURE).said("usikkerhed")

    assert "Går det galt" not in said
    assert "Underskuddet er i gennemsnit" in said


def test_the_terminal_tells_what_is_held_fixed_and_how_well_it_knows(tmp_path: Path) -> None:
    sure = cases.write(tmp_path, cases.plain(), usikkerhed=UNSURE)
    fixed = cases.write(tmp_path, cases.plain(), "fast", usikkerhed=WAGE)

    said = told("beregn", sure, "--usikkerhed", 2000)
    assert "Kun mereffekten er usikker i beregningen; resten holdes fast." in said
    assert "Med 2.000 træk er simuleringens egen usikkerhed" in said
    assert not re.search(r"\b(0,0|100,0) pct\. ±", said)
    assert "Mereffekten holdes fast på 24 pct." in told("beregn", fixed, "--usikkerhed", 2000)


def test_a_portfolio_tells_what_its_answer_and_its_chance_depend_on(tmp_path: Path) -> None:
    def files(**extra: object) -> list[Path]:
        return [
            cases.write(tmp_path, cases.plain(), "en", titel="Mentorer", **extra),
            cases.write(
                tmp_path, cases.plain(mereffekt=0.3), "to", titel="Forløb",
                mereffekt_renset="nej", **extra,
            ),
        ]  # fmt: skip

    found = reading.portfolio(tmp_path, *files(usikkerhed=UNSURE))
    assert found.lead.startswith("Med sagernes egne mereffekter giver")
    assert "resten holdes fast" in found.page_one
    assert re.search(r"I Forløb er tallet en succesrate", found.page_one)

    fixed = reading.portfolio(tmp_path, *files(usikkerhed=WAGE))
    assert "ud af 10" not in fixed.page_one
    assert "Mereffekten holdes fast i Mentorer og Forløb" in fixed.page_one


def test_a_series_overview_never_promises_certainty(tmp_path: Path) -> None:
    sure = cases.write(tmp_path, cases.plain(mereffekt=0.6), "sikker", usikkerhed=UNSURE)
    fixed = cases.write(tmp_path, cases.plain(), "fast", usikkerhed=WAGE)
    done = reading.som("serie", sure, fixed, "--format", "html", "--ud", tmp_path / "ud")
    assert done.exit_code == 0, done.output

    html = reading.tidy((tmp_path / "ud" / "oversigt.html").read_text(encoding="utf-8"))
    assert html.count("over 99 pct.") == 1
    sheet = openpyxl.load_workbook(tmp_path / "ud" / "oversigt.xlsx").active
    assert sheet is not None
    chances = [reading.tidy(str(sheet.cell(row, 5).value)) for row in (2, 3)]
    assert sorted(chances) == ["None", "over 99 pct."]


def test_back_calculated_is_only_said_of_a_published_result_where_there_is_one() -> None:
    back = {
        "tidsprofil": {"værdi": {0: 1, 1: 1}, "kilde": "Skøn", "status": "antagelse"},
        "værdier": [
            {
                "aktør": "Kommune",
                "nutidsværdi_pr_succes": {
                    "værdi": 90_000, "kilde": "Egen opgørelse", "status": "tilbageregnet",
                },
            }
        ],
    }  # fmt: skip
    found = page(UNKNOWN, tilbageregnede_konsekvenser=back)

    assert "tilbageregnet" in found.words
    assert not re.search(r"publicere|offentliggjort", found.page_one + found.said("oekonomi"))
    assert "publicerede" not in found.said("metode").partition("Tilbageregnede")[2][:200]


def test_a_models_share_goes_to_the_committees_whose_costs_it_refunds(tmp_path: Path) -> None:
    tree = cases.tree_of(UNKNOWN)
    for field in ("omkostninger", "deltagere"):
        del tree[field]
    tree["omkostningsmodel"] = {
        "fra": 2026, "til": 2026, "hold": {2026: 2}, "deltagere_pr_hold": 10,
        "ressourcer": [
            {"navn": "Mentor", "pr": "hold", "beløb": 40_000, "udvalg": "Jobudvalget"},
            {"navn": "Lokale", "pr": "hold", "beløb": 10_000, "udvalg": "Skoleudvalget"},
        ],
        "tilskud": [{"navn": "Pulje", "andel": "30 %"}],
    }  # fmt: skip
    path = tmp_path / "sag.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")

    case = check_case(path).case

    assert case is not None
    given = {grant.committee: sum(grant.per_year.value.values()) for grant in case.grants}
    assert given == {"Jobudvalget": 24_000, "Skoleudvalget": 6_000}


def test_the_excel_follow_up_asks_whose_effect_it_is(tmp_path: Path) -> None:
    path = cases.write(tmp_path, cases.plain())
    done = reading.som("vedtag", path, "--dato", "2026-01-02", "--beslutning", "Ja")
    assert done.exit_code == 0, done.output
    assert reading.som("opfoelgning", "--skema", path, "2026").exit_code == 0
    sheet = openpyxl.load_workbook(next(tmp_path.rglob("2026.xlsx")))["Generelt"]

    asked = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(2, 20)}

    assert asked["effekt_blandt"] == "startede"


def test_a_reverse_cases_answer_names_who_pays_and_the_fund_both_numbers_rest_on() -> None:
    grants = [
        {"navn": "Fonden", "andel": 0.3, "giver": "Ekstern"},
        {"navn": "Puljen", "andel": 0.25, "giver": "Stat"},
    ]
    lead = page({**UNKNOWN, "tilskud": grants}).lead

    assert "for kommunen alene" in lead
    assert "når staten betaler 25 pct. af udgiften. Begge dele forudsætter, at tilskud" in lead
    assert lead.endswith("tilskud udefra dækker 30 pct. af udgiften.")
    assert "forudsætter" not in page(UNKNOWN).lead


@pytest.mark.parametrize("net", ["nej", "uoplyst"])
@pytest.mark.parametrize("what", [UNSURE, {**UNSURE, **WAGE}])
def test_a_chance_of_a_rate_that_is_not_net_says_what_it_rests_on(
    net: str, what: dict[str, object], tmp_path: Path
) -> None:
    found = page(cases.plain(), mereffekt_renset=net, usikkerhed=what)
    beside = found.key_figures["Sandsynlighed for overskud"]
    path = cases.write(tmp_path, cases.plain(), mereffekt_renset=net, usikkerhed=what)
    terminal = told("beregn", path, "--usikkerhed", 200)

    appendix = found.said("usikkerhedsbilag") + found.notes("sandsynlighed")
    for said in (beside, found.said("usikkerhed"), appendix, terminal):
        assert "hvis hele succesraten skyldes indsatsen" in said
        assert "Kun succesraten" in said
        assert "Kun mereffekten" not in said
    assert "hvis hele succesraten" not in page(cases.plain(), usikkerhed=what).words


def test_uncertainty_of_what_moves_nothing_gives_no_chance_on_page_one() -> None:
    case = cases.plain(
        konsekvenser=[{"ydelse": "Ledighedsydelse", "under_forløb": {0: -21}}], mereffekt=0.13
    )
    found = page(case, usikkerhed=UNSURE)

    assert "Sandsynlighed for overskud" not in found.key_figures
    assert "flytter ikke det samlede resultat" in found.said("usikkerhed")
    assert "Sandsynligheden" not in found.said("usikkerhed")


@pytest.mark.parametrize(
    ("rates", "told_there"),
    [
        (["24 %", "12 %"], "Ved en mereffekt på 12 pct. er resultatet i alt "),
        (["9 %"], "Ved en mereffekt på 9 pct. er resultatet i alt "),
        (["9 %", "30 %"], "Med andre mereffekter er resultatet i alt et andet, ved 9 pct.: "),
    ],
)
def test_one_other_rate_is_told_as_one(rates: list[str], told_there: str) -> None:
    found = page(cases.plain(), følsomhed={"mereffekter": rates})
    first = float(rates[-1 if len(rates) == 2 and "24 %" in rates else 0].split()[0]) / 100
    after = found.words.partition(told_there)[2]

    assert after, told_there
    assert reading.says(reading.money(after), frame.net(cases.plain(), first)["I alt"])


ALL_CUT = {"til": 2030, "horisont": 12, "deltagere": {2026: 20, 2027: 0, 2029: 15}}


@pytest.mark.parametrize(
    ("changes", "said", "never"),
    [
        (ALL_CUT, "ingen årgang det fulde antal konsekvensår (12)", "end de øvrige"),
        (
            {**ALL_CUT, "horisont": 4},
            "Derfor får årgangen 2029 færre konsekvensår end de øvrige",
            "ingen årgang",
        ),
        (
            {"til": 2030, "horisont": 4, "deltagere": {2027: 9, 2028: 8, 2029: 7, 2030: 0}},
            "Derfor får årgangene 2028 og 2029 færre konsekvensår end de øvrige",
            "2030 færre",
        ),
    ],
)
def test_cohorts_that_are_cut_are_those_with_people_and_others_only_where_there_are_some(
    changes: dict[str, object], said: str, never: str
) -> None:
    found = page(cases.plain(**changes))
    around = found.said("metode") + found.notes("aargange")

    assert said in around
    assert never not in around
    assert "de sidste årgange" not in around


def test_one_cohort_that_is_cut_is_one_in_the_checklist() -> None:
    found = page(cases.plain(**{**ALL_CUT, "horisont": 4}))

    assert found.rows("tjekliste")["Får alle hold lige mange konsekvensår?"][1].startswith(
        "Holdet fra 2029 får 2 af de 4 år"
    )


def test_a_result_of_nothing_for_all_is_told_without_a_double_negation() -> None:
    case = cases.plain(
        deltagere={2026: 10},
        mereffekt=0.2,
        omkostninger=[{"navn": "Mentorer", "pr_år": {2026: 20_000}}],
        konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": {0: -10}}],
        priser={"Ledighedsydelse": {"kommune": 1_000, "region": 0, "stat": 0}},
    )

    assert page(case).figure_heading("side1") == "Ingen aktør får overskud eller underskud"
