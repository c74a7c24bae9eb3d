"""The checklist: one answer to each question, told so that a reader of a memo understands it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.oracle import frame
from tests.promises import cases, reading
from tests.promises.reading import Page, report

LOSS = cases.plain(mereffekt=0.05)
GAIN = cases.plain(mereffekt=0.4)
NEVER = cases.plain(omkostninger=[{"navn": "Mentorer", "pr_år": {2026: 9_000_111}}])


def answers(page: Page, about: str) -> list[list[str]]:
    return [row[1:] for row in page.table("tjekliste")[1:] if about in row[0]]


def test_a_mereffekt_far_below_break_even_is_an_open_point_that_says_below() -> None:
    assert frame.net(LOSS)["I alt"] < 0
    (found,) = answers(report(cases.text_of(LOSS)), "luft til break-even")
    assert found[0] == "Åben"
    assert re.search(r"\bunder\b|underskud", found[1])


def test_a_mereffekt_far_above_break_even_is_in_order() -> None:
    (found,) = answers(report(cases.text_of(GAIN)), "luft til break-even")
    assert found[0] == "I orden"


def test_where_more_successes_cost_more_above_break_even_is_the_open_point() -> None:
    case = cases.plain(
        mereffekt=0.6,
        konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": {0: 7, 1: 12, 2: 4}}],
        alternativ=[{"navn": "Vejledning", "pr_deltager": 31_450}],
    )
    assert frame.net(case)["I alt"] < 0
    zero = frame.break_even(case, "I alt")
    assert zero is not None
    assert zero < 0.6
    (found,) = answers(report(cases.text_of(case)), "luft til break-even")
    assert found[0] == "Åben"


@pytest.mark.parametrize(("case", "way"), [(NEVER, "underskud"), (
    cases.plain(alternativ=[{"navn": "Vejledning", "pr_deltager": 90_000}]), "overskud"
)], ids=["never", "always"])  # fmt: skip
def test_without_a_break_even_the_answer_says_whether_it_is_gain_or_loss(
    case: cases.Plain, way: str
) -> None:
    (found,) = answers(report(cases.text_of(case)), "luft til break-even")
    assert way in found[1]
    assert found[0] == ("Åben" if way == "underskud" else "I orden")


TWO_OF_EVERYTHING = cases.text_of(
    cases.plain(
        alternativ=[
            {"navn": "Vejledning", "pr_deltager": 8_100},
            {"navn": "Kursus", "pr_deltager": 4_050},
        ]
    ),
    evidens=[
        {"undersøgelse": "Et forsøg", "evidensniveau": 1, "effekt": "30 %", "kilde": "A",
         "interval": ["22 %", "38 %"], "signifikant": "ja"},
        {"undersøgelse": "Et mindre forsøg", "evidensniveau": 2, "effekt": "11 %", "kilde": "B",
         "interval": ["−4 %", "26 %"], "signifikant": "nej"},
    ],
)  # fmt: skip


def test_a_question_stands_once_and_has_one_status() -> None:
    page = report(TWO_OF_EVERYTHING)
    times = Counter(row[0] for row in page.table("tjekliste")[1:])
    assert not [question for question, count in times.items() if count > 1]


def test_the_heading_counts_the_open_points_and_all_of_them() -> None:
    page = report(TWO_OF_EVERYTHING)
    rows = page.table("tjekliste")[1:]
    still = sum(row[1] == "Åben" for row in rows)
    found = re.search(r"Automatisk tjekliste: (\S+) åb\S+ punkt\S* af (\S+)", page.words)
    assert found
    words = ["nul", "ét", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti"]
    told = words.index(found[1]) if found[1] in words else int(found[1])
    assert told == still
    assert found[2] in (str(len(rows)), words[min(len(rows), 10)])


def test_a_source_on_the_price_row_counts_for_its_three_prices(tmp_path: Path) -> None:
    tree = cases.tree_of(cases.plain())
    for key in ("kommune", "region", "stat"):
        tree["priser"][0][key] = tree["priser"][0][key]["værdi"]
    path = tmp_path / "sag.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    said = reading.tidy(reading.som("tjek", path, "--fuld").output)
    found = re.search(r"\[(Åben|I orden)\] Har hvert tal en kilde\?", said)
    assert found
    assert found[1] == "I orden"


def test_no_field_path_reaches_a_memo() -> None:
    """»omkostninger.1.pr_år« means nothing to a reader; the line has a name."""
    tree = cases.tree_of(cases.plain())
    del tree["mereffekt"]["kilde"]
    tree["omkostninger"][0]["pr_år"]["status"] = "antagelse"
    tree["priser"][0]["kommune"]["status"] = "antagelse"
    tree["indsats"]["forløbsvarighed"]["status"] = "antagelse"
    page = report(yaml.safe_dump(tree, allow_unicode=True))
    found = re.findall(
        r"\b[a-zæøå_]+\.\d+\.[a-zæøå_]+|\b(?:indsats|periode)\.[a-zæøå_]+", page.words
    )
    assert not found


def test_an_open_checklist_in_the_terminal_names_no_field_paths(tmp_path: Path) -> None:
    tree = cases.tree_of(cases.plain())
    tree["priser"][0]["stat"]["status"] = "antagelse"
    path = tmp_path / "sag.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    said = reading.som("tjek", path, "--fuld").output
    assert not re.findall(r"\b[a-zæøå_]+\.\d+\.[a-zæøå_]+", said)


def test_expected_successes_are_told_as_people() -> None:
    page = report(cases.text_of(cases.plain(mereffekt=0.2, deltagere={2026: 10})))
    (found,) = answers(page, "få personer")
    assert re.search(r"\bto ventede|\b2 ventede", found[1])


def test_a_rate_that_is_not_net_of_others_is_qualified_on_page_one() -> None:
    for said in ("nej", "uoplyst"):
        page = report(cases.text_of(GAIN, mereffekt_renset=said))
        head = page.page_one
        assert re.search(
            r"ikke renset|uden indsatsen ville|ikke (er )?en nettoeffekt|ikke netto", head
        )
        if said == "nej":
            assert re.search(r"forudsat|hvis|afhænger|ikke renset|renset", page.lead)


def test_a_nearest_study_that_is_not_significant_is_told_on_page_one() -> None:
    study = [{"undersøgelse": "Forsøg med samme gruppe", "evidensniveau": 1, "effekt": "5 %",
              "interval": ["−3 %", "13 %"], "signifikant": "nej", "kilde": "C"}]  # fmt: skip
    page = report(cases.text_of(cases.plain(mereffekt=0.05), evidens=study))
    assert re.search(r"ikke statistisk sikker|ikke signifikant|kan være tilfældig", page.page_one)


def test_the_checklist_does_not_call_a_grant_in_order_that_exceeds_the_cost() -> None:
    """In kroner it is below the cost, in present value above: it all comes in the first year."""
    grant = [{"navn": "Pulje", "pr_år": {2026: 1_105_000}, "giver": "Stat"}]
    page = report(cases.text_of(cases.plain(tilskud=grant)))
    found = [row for row in page.table("tjekliste")[1:] if "ilskud" in row[0]]
    assert found
    assert any(row[1] == "Åben" for row in found)
