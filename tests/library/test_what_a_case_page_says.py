"""What the database says of a case is what its report says: signs, sizes, reservations."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from bs4 import BeautifulSoup

from som_calc.document.danish import NBSP
from som_calc.document.text import plain, render
from som_calc.library import compare
from som_calc.library.database import Library
from som_calc.library.links import Links
from som_calc.library.pages import case_facts, page
from som_calc.library.record import CaseRecord
from som_calc.library.schema import FACETS
from som_calc.library.search import Query, search
from som_calc.library.site import write_site


def figures(record: CaseRecord) -> dict[str, tuple[str, str]]:
    """The case page's key figures: label → value and basis."""
    html = page(
        "sag",
        Links("../", static=True),
        **case_facts(record),
        newest=None,
        versions=[],
        known=set(),
    )
    found = {}
    for item in BeautifulSoup(html, "html.parser").select(".noegletal-tal"):
        label, value, basis = (
            part.get_text(" ", strip=True) for part in item.find_all(["dt", "dd"])
        )
        found[label] = (value.replace(NBSP, " "), basis.replace(NBSP, " "))
    return found


def split(total: float, **parts: float) -> dict[str, Any]:
    return {"net_result": {"I alt": total, "Kommune": total - sum(parts.values()), **parts}}


@pytest.mark.parametrize(
    ("kr", "shown"),
    [
        (-21_340.0, "−21.300 kr."),
        (740.0, "+740 kr."),
        (-3.0, "−3 kr."),
        (0.2, "0 kr."),
        (312_480.0, "+312.000 kr."),
        (-4_260_000.0, "−4,3 mio. kr."),
    ],
)
def test_a_small_result_keeps_its_sign_and_its_size(
    kr: float, shown: str, packages: ModuleType
) -> None:
    found = figures(packages.record(net_result={"I alt": kr, "Kommune": kr}))

    assert found["Samlet nettoresultat"][0] == shown
    assert found["Kommunens nettoresultat"][0] == shown


@pytest.mark.parametrize(
    ("given", "state", "said"),
    [
        (0.0, {}, "Nutidsværdi, uden tilskud"),
        (250_000.0, {}, "Nutidsværdi, med tilskud"),
        (None, {"Statslig tilskud": -250_000.0}, "Nutidsværdi, med tilskud"),
        (None, {}, "Nutidsværdi"),
    ],
    ids=["none", "outside", "the state's, in an old package", "not told"],
)
def test_whether_the_kommune_has_a_grant_is_told_as_it_is(
    given: float | None, state: dict[str, float], said: str, packages: ModuleType
) -> None:
    record = packages.record(grant_total=given, **split(90_000.0, **state))

    assert figures(record)["Kommunens nettoresultat"][1] == said


@pytest.mark.parametrize("stated", ["nej", "uoplyst"])
def test_a_chance_that_rests_on_a_success_rate_says_so(stated: str, packages: ModuleType) -> None:
    record = packages.record(net_of_others=stated, probability={"I alt": 0.83})
    value, basis = figures(record)["Sandsynlighed for overskud"]
    rows = {
        row.label: row.texts[0]
        for group in compare.groups([record], [1.0], None)
        for row in group.rows
    }

    assert value == "83 %"
    assert "kun, hvis hele succesraten skyldes indsatsen" in basis
    assert record.rate_reservation in rows["Sandsynlighed for overskud"]


def test_a_chance_of_a_net_effect_needs_no_reservation(packages: ModuleType) -> None:
    record = packages.record(net_of_others="ja", probability={"I alt": 0.83})

    assert "succesraten" not in figures(record)["Sandsynlighed for overskud"][1]


def test_a_case_of_one_year_is_that_year(packages: ModuleType) -> None:
    record = packages.record(year=2027, last_year=2027)

    assert figures(record)["Samlet nettoresultat"][1].startswith("2027, ")


@pytest.mark.parametrize(
    ("state", "grant", "sign"),
    [
        (410_000.0, -900_000.0, "underskud"),
        (410_000.0, -410_000.0, "nul"),
        (410_000.0, -300_000.0, "overskud"),
        (-50_000.0, None, "underskud"),
    ],
)
def test_the_states_sign_counts_the_grant_it_gives(
    state: float, grant: float | None, sign: str, packages: ModuleType, tmp_path: Path
) -> None:
    parts = {"Stat": state} | ({} if grant is None else {"Statslig tilskud": grant})
    record = packages.record(**split(100_000.0, **parts))
    with Library(tmp_path / "e.db") as library:
        library.add([packages.write_package(tmp_path, record)])
        facets = search(library.connection, Query()).facets

        assert facets["fortegn_stat"] == [(sign, 1)]
        assert search(library.connection, Query("", {"fortegn_stat": [sign]})).total == 1
    assert FACETS["fortegn_stat"] == "Resultat, stat inkl. tilskud"


@pytest.mark.parametrize("version", [1, 2])
def test_a_database_of_before_gets_the_states_sign_right_when_it_is_opened(
    version: int, packages: ModuleType, tmp_path: Path
) -> None:
    record = packages.record(**split(7.0, Stat=410_000.0, **{"Statslig tilskud": -900_000.0}))
    with Library(tmp_path / "e.db") as library:
        library.add([packages.write_package(tmp_path, record)])
        library.connection.execute("UPDATE sager SET fortegn_stat = 'overskud'")
        if version == 1:
            library.connection.execute("ALTER TABLE sager DROP COLUMN mereffekt_renset")
        library.connection.execute(f"PRAGMA user_version = {version}")
    with Library(tmp_path / "e.db") as library:
        assert search(library.connection, Query()).facets["fortegn_stat"] == [("underskud", 1)]


def test_one_case_is_not_cases_beside_a_facet(packages: ModuleType, tmp_path: Path) -> None:
    made = [packages.record(), packages.record(title="Et andet forløb", evidence_level=3)]
    with Library(tmp_path / "e.db") as library:
        library.add([packages.write_package(tmp_path, record) for record in made])
        write_site(library, tmp_path / "web")
    html = (tmp_path / "web" / "index.html").read_text(encoding="utf-8")
    labels = [
        label.select_one(".facet-antal").get_text()
        for label in BeautifulSoup(html, "html.parser").select(".facet label")
    ]

    assert "1 sag" in labels
    assert "2 sager" in labels
    assert "1 sager" not in labels


@pytest.mark.parametrize(("last", "covers"), [(2027, "2027 og"), (2031, "2027–2031 og")])
def test_the_lead_of_a_case_of_one_year_names_that_year(last: int, covers: str) -> None:
    facts = {"kommune_navn": "Køge Kommune", "indsats": "Mentor", "maalgruppe": "Unge"}
    said = render(
        "erfaringscase/manchet.md.j2", facts | {"fra": 2027, "til": last, "deltagere": 12}
    )

    assert f"Beregningen dækker {covers}" in plain(said)
