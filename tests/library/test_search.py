"""Danish search with facets: what is found, and what a user cannot break."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from som_calc.library.database import Library
from som_calc.library.search import ORDERS, Query, search


@pytest.fixture(scope="module")
def library(packages: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("bibliotek")
    texts = [
        ("Aabenraa Kommune", "IPS til unge", "Et bostøtteforløb for unge med ADHD.", 5e5),
        ("Randers Kommune", "ACT til hjemløse", "Et team støtter borgerne. Åben dør.", -2e5),
        ("Ærø Kommune", "Opsøgende misbrugsbehandling", "Café og ølhus.", 0.0),
    ]
    records = [
        packages.record(
            municipality=place,
            title=title,
            lead="En manchet.",
            about_intervention=text,
            about_analysis=[],
            target_group=f"Gruppe {number}",
            net_result={"I alt": net, "Kommune": net},
            year=2020 + number,
        )
        for number, (place, title, text, net) in enumerate(texts)
    ]
    with Library(folder / "e.db") as opened:
        opened.add([packages.write_package(folder, record) for record in records])
        yield opened


def titles(library: Library, text: str, **chosen: list[str]) -> set[str]:
    return {row["titel"] for row in search(library.connection, Query(text, chosen)).rows}


IPS, ACT, MISUSE = "IPS til unge", "ACT til hjemløse", "Opsøgende misbrugsbehandling"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {IPS, ACT, MISUSE}),
        ("støtte", {IPS, ACT}),
        ("bostøtte", {IPS}),
        ("forløb", {IPS}),
        ("behandling", {MISUSE}),
        ("hjemløs", {ACT}),
        ("HJEMLØSE", {ACT}),
        ("ÅBEN", {ACT}),
        ("ærø", {MISUSE}),
        ("aero", set()),
        ("øl", {MISUSE}),
        ("café", {MISUSE}),
        ("cafe", set()),
        ("e", {IPS, ACT, MISUSE}),
        ("unge støtte", {IPS}),
        ("unge hjemløse", set()),
        ('"med adhd"', {IPS}),
        ('"adhd med"', set()),
        ("A\u030aben", {ACT}),
    ],
)
def test_words_their_beginnings_and_parts_of_compounds_are_found(
    library: Library, text: str, found: set[str]
) -> None:
    assert titles(library, text) == found


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE sager; --",
        '" OR 1=1 --',
        "titel:IPS",
        "NEAR(unge adhd)",
        "unge AND",
        "unge OR OR",
        "NOT unge",
        "*",
        '"',
        '""',
        "^unge",
        "{titel}",
        "((((",
        "-",
        "%_",
        "\x00",
        "\ud800",
        "😀",
        "ⅷ ²",
        "ord " * 500,
        "x" * 100_000,
    ],
)
def test_no_search_is_a_statement_or_an_operator(library: Library, text: str) -> None:
    found = search(library.connection, Query(text, {"kommune": [text], "nr; DROP": [text]}, text))

    assert found.total == 0
    assert search(library.connection, Query()).total == 3


def test_the_words_of_an_operator_are_searched_for_as_words(library: Library) -> None:
    assert titles(library, "unge OR hjemløse") == set()
    assert titles(library, "NOT") == set()


def test_facets_count_what_the_other_choices_leave(library: Library) -> None:
    found = search(library.connection, Query("støtte", {"kommune": ["Aabenraa Kommune"]}))

    assert [row["titel"] for row in found.rows] == [IPS]
    assert found.facets["kommune"] == [("Aabenraa Kommune", 1), ("Randers Kommune", 1)]
    assert found.facets["målgruppe"] == [("Gruppe 0", 1)]
    assert found.facets["fortegn_i_alt"] == [("overskud", 1)]


def test_two_values_of_a_facet_widen_and_two_facets_narrow(library: Library) -> None:
    both = ["Aabenraa Kommune", "Randers Kommune"]

    assert titles(library, "", kommune=both) == {IPS, ACT}
    assert titles(library, "", kommune=both, fortegn_i_alt=["underskud"]) == {ACT}
    assert titles(library, "", år=["2022"]) == {MISUSE}


def test_the_sign_of_an_unknown_result_can_be_chosen(library: Library) -> None:
    found = search(library.connection, Query())

    assert dict(found.facets["fortegn_region"]) == {"ukendt": 3}
    assert dict(found.facets["fortegn_kommune"]) == {"overskud": 1, "underskud": 1, "nul": 1}


@pytest.mark.parametrize("order", list(ORDERS))
@pytest.mark.parametrize("text", ["", "støtte"])
def test_every_order_holds_every_hit_once(library: Library, order: str, text: str) -> None:
    query = Query(text, order=order, page_size=1)
    pages = [
        search(library.connection, Query(query.text, order=order, page=n, page_size=1)).rows
        for n in (1, 2, 3)
    ]

    seen = [row["id"] for rows in pages for row in rows]
    assert len(seen) == len(set(seen)) == search(library.connection, query).total


def test_a_hit_in_the_title_comes_before_one_in_the_text(
    packages: ModuleType, tmp_path: Path
) -> None:
    records = [
        packages.record(title="Mentorer", about_intervention="Noget andet"),
        packages.record(title="Noget andet", about_intervention="Om mentorer i klubben"),
    ]
    with Library(tmp_path / "e.db") as opened:
        opened.add([packages.write_package(tmp_path, record) for record in records])
        for text in ("mentorer", "mentor"):
            rows = search(opened.connection, Query(text)).rows
            assert [row["titel"] for row in rows] == ["Mentorer", "Noget andet"]


def test_titles_follow_the_danish_alphabet(packages: ModuleType, tmp_path: Path) -> None:
    ordered = ["act", "Botilbud", "Zoneterapi", "Ældre", "økonomi", "Åben dør", "Aabenraa"]
    with Library(tmp_path / "e.db") as opened:
        records = [packages.record(title=title) for title in reversed(ordered)]
        opened.add([packages.write_package(tmp_path, record) for record in records])
        found = search(opened.connection, Query(order="titel")).rows
    assert [row["titel"] for row in found] == ordered
