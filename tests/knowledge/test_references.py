"""A case that refers to the knowledge base: same result, own values first, all of it listed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import som_calc
from som_calc.api import COMPLETERS
from som_calc.knowledge.comparison import NOT_SIGNIFICANT, compare
from som_calc.knowledge.loading import load_knowledge
from som_calc.knowledge.lookup import entry
from som_calc.knowledge.usage import cases_using
from som_calc.report.decision import knowledge as knowledge_tables
from som_calc.resources import shipped

WRITTEN_OUT = shipped("params") / "eksempel-hjemloeshed.yaml"
REFERRING = shipped("params") / "eksempel-hjemloeshed-viden.yaml"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """``write(("før", "efter"), …)`` writes the referring case with texts replaced."""

    def changed(*changes: tuple[str, str]) -> Path:
        text = REFERRING.read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text
            text = text.replace(before, after, 1)
        path = tmp_path / "sag.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return changed


def told(path: Path) -> list[str]:
    return [str(p).replace(f"{path}", "sag.yaml") for p in som_calc.check_case(path).problems]


OWN = (
    "prisindeks:\n",
    "priser:\n  - ydelse: Domme\n    stat: 25.000\n    kilde: Eget\nprisindeks:\n",
)
OWN_CHANGE = (
    "  - ydelse: Kontanthjælp\n",
    "  - ydelse: Kontanthjælp\n    ændring: {værdi: {0: -3, 1: -6}, kilde: Register}\n",
)
LEFT_OUT = (
    "prisindeks:\n",
    "ikke_medregnet:\n  - ydelse: Førtidspension\n    begrundelse: ingen får den her\n"
    "  - ydelse: Sagsbehandling\n    begrundelse: der findes intet skøn\nprisindeks:\n",
)


def test_the_referring_case_gives_exactly_the_result_of_the_written_out_one() -> None:
    ours, theirs = (som_calc.calculate(som_calc.load_case(p)) for p in (REFERRING, WRITTEN_OUT))
    assert ours.table.equals(theirs.table)
    assert ours.by_actor().tolist() == theirs.by_actor().tolist()


def test_it_is_as_uncertain_as_the_written_out_one() -> None:
    ours, theirs = (som_calc.load_case(path) for path in (REFERRING, WRITTEN_OUT))
    for mine, other in zip(ours.consequences, theirs.consequences, strict=True):
        assert mine.change is not None
        assert other.change is not None
        assert mine.change.uncertainty == other.change.uncertainty
    for price, known in zip(ours.prices, theirs.prices, strict=True):
        assert price.municipality.uncertainty == known.municipality.uncertainty


def test_all_that_is_taken_is_listed_with_its_source() -> None:
    found = compare(som_calc.load_case(REFERRING))
    assert found is not None
    assert found.replaced == []
    assert {v.service for v in found.taken if v.what == "ændring"} == {
        item.service for item in som_calc.load_case(REFERRING).consequences if item.significant
    }
    assert all(value.source and value.status for value in found.taken)
    assert [(item.service, item.reason) for item in found.left_out] == [
        ("Skadestue", NOT_SIGNIFICANT)
    ]


def test_an_own_value_replaces_the_known_one_and_is_listed_before_and_after(write: Write) -> None:
    case = som_calc.load_case(write(OWN, OWN_CHANGE))
    found = compare(case)
    assert found is not None
    assert [(v.service, v.what, v.payer, v.before, v.after, v.source) for v in found.replaced] == [
        ("Kontanthjælp", "ændring", None, -73.0, -9.0, "Register"),
        ("Domme", "pris", "stat", 20000.0, 25000.0, "Eget"),
    ]
    (price,) = [price for price in case.prices if price.service == "Domme"]
    assert (price.unit, price.municipality.value, price.state.value) == ("domme", 0, 25000)


def test_a_pulled_value_can_be_set_on_the_command_line() -> None:
    case = som_calc.load_case(
        REFERRING, ["priser.Domme.stat=21000", "konsekvenser.Domme.ændring.0=-1"]
    )
    found = compare(case)
    assert found is not None
    assert {v.source for v in found.replaced if v.what == "pris"} == {"sat på kommandolinjen"}
    assert {(v.service, v.what) for v in found.replaced} == {
        ("Domme", "pris"),
        ("Domme", "ændring"),
    }


def test_what_is_left_out_is_shown_with_the_size_that_turns_the_result(write: Write) -> None:
    result = som_calc.calculate(som_calc.load_case(write(LEFT_OUT)))
    assert "Førtidspension" not in {item.service for item in result.case.consequences}
    (table,) = [t for t in knowledge_tables.tables(result) if t.id == "tabel-viden-udeladt"]
    rows = {row.cells[0].text: row.cells for row in table.rows}
    assert rows["Sagsbehandling"][2].text == "ingen tal"
    assert rows["Førtidspension"][1].text == "ingen får den her"

    full = som_calc.calculate(som_calc.load_case(REFERRING)).by_actor()["I alt"]
    net = result.by_actor()["I alt"]
    amount = rows["Førtidspension"][2].value
    assert amount is not None
    assert net + amount == pytest.approx(full)
    assert amount < 0 < net
    times = float(rows["Førtidspension"][3].text.split()[2].replace(".", "").replace(",", "."))
    assert net + amount * times == pytest.approx(0, abs=abs(amount) * 0.06)


def test_a_case_without_references_has_no_such_tables() -> None:
    assert knowledge_tables.tables(som_calc.calculate(som_calc.load_case(WRITTEN_OUT))) == []


def test_the_randers_case_shows_soems_baseline_beside_its_own() -> None:
    result = som_calc.calculate(som_calc.load_case(shipped("params") / "randers-act.yaml"))
    (table,) = knowledge_tables.tables(result)
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert ["Alkoholbehandling", "dage", "21", "8"] in cells


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("målgruppe: illustrativ-hjemloeshed", "målgruppe: illustrativ-hjemlshed"),
            "sag.yaml:<målgruppe: ill>: indsats.målgruppe: »illustrativ-hjemlshed« findes ikke i "
            "vidensdatabasen; mente du »illustrativ-hjemloeshed«?",
        ),
        (
            ("succesmål: illustrativ-ikke-herberg", "succesmål: i job"),
            "sag.yaml:<succesmål: i job>: indsats.succesmål: »i job« er ikke et succesmål for "
            "»illustrativ-hjemloeshed«; målene er illustrativ-ikke-herberg, ikke-hoejt-",
        ),
        (
            ("  succesmål: illustrativ-ikke-herberg\n", ""),
            "sag.yaml:<indsats:>: indsats.succesmål: mangler; skriv et af målgruppens mål: ",
        ),
        (
            ("illustrativ: ja\n", ""),
            "sag.yaml:<målgruppe: ill>: indsats.målgruppe: tallene for "
            "»illustrativ-hjemloeshed« er digtet for at vise værktøjet; skriv »illustrativ: ja« i "
            "sagen, eller vælg en anden målgruppe",
        ),
        (
            ("prisindeks:\n", "priser:\n  - ydelse: Fængsel\n    stat: 2.500\nprisindeks:\n"),
            "sag.yaml:<ydelse: Fængsel\n    stat>: priser.1: en del af prisen er jeres egen, "
            "resten er i 2015-priser; skriv »prisniveau«, eller skriv alle tre betalere",
        ),
        (
            ("  - ydelse: Kontanthjælp\n", "  - ydelse: Kontanthjælp\n    enhed: måneder\n"),
            "»Kontanthjælp« tælles i måneder, men prisen er pr. uger",
        ),
        (
            ("  - ydelse: Kontanthjælp\n", "  - ydelse: Kontanthjælp\n    ændring: {0: mange}\n"),
            "ændring.0: »mange« er ikke et tal",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_is_told_with_line_and_remedy(
    write: Write, change: tuple[str, str], said: str
) -> None:
    path = write(change)
    text = path.read_text(encoding="utf-8")

    def line(found: re.Match[str]) -> str:
        return str(text[: text.index(found[1])].count("\n") + 1)

    expected = re.sub("<([^>]+)>", line, said)
    assert any(expected in problem for problem in told(path)), told(path)


def test_a_group_without_consequences_is_told_as_a_warning_and_asks_what_must_be_true(
    write: Write,
) -> None:
    text = REFERRING.read_text(encoding="utf-8")
    consequences = text[text.index("konsekvenser:\n") : text.index("prisindeks:\n")]
    shared = text[text.index("  - fælles_kilde: forsørgelse") : text.index("samspil:\n")]
    path = write(
        (
            "illustrativ-hjemloeshed\n  succesmål: illustrativ-ikke-herberg",
            "voksne-adhd\n  succesmål: ikke-hoejt-skolefravaer",
        ),
        (consequences, ""),
        (shared, ""),
    )
    assert any("vidensdatabasen har ingen konsekvenser" in line for line in told(path))
    assert som_calc.load_case(path).reverse_only


STUDY = "  - id: illustrativ-undersoegelse\n"


def test_a_study_is_fetched_by_its_id_and_the_cases_own_fields_come_first(write: Write) -> None:
    own = ("  - id: illustrativ-undersoegelse\n", STUDY + "    antal_deltagere: 80\n")
    (study,) = som_calc.load_case(write(own)).evidence
    assert (study.study, study.level, study.effect) == ("Illustrativ undersøgelse", 2, 0.2)
    assert study.interval == (0.12, 0.28)
    assert study.significant is True
    assert study.source == "Illustrativt tal"
    assert study.participants_n == 80
    assert study.weight is not None
    assert study.weight.value == 0.75


def test_an_id_alone_is_enough_and_what_the_study_does_not_tell_is_asked_for(
    write: Write,
) -> None:
    path = write((STUDY, "  - ips-svaer\n  - ips-angst-affektiv\n" + STUDY))
    line = path.read_text(encoding="utf-8").splitlines().index("  - ips-angst-affektiv") + 1
    assert told(path) == [f"sag.yaml:{line}: evidens.2.evidensniveau: mangler; "
                          "skriv »evidensniveau: …«"]  # fmt: skip
    own = ("  - ips-angst-affektiv\n", "  - {id: ips-angst-affektiv, evidensniveau: 2}\n")
    path.write_text(path.read_text(encoding="utf-8").replace(*own), encoding="utf-8")
    first, second, _ = som_calc.load_case(path).evidence
    assert first.id == "ips-svaer"
    assert first.design == "Lodtrækningsforsøg (RCT), 18 måneder"
    assert first.effect is None, "the source tells no difference, so none is worked out"
    assert (second.effect, second.significant) == (0.06, False)


def test_a_study_nobody_knows_is_told_with_line_and_the_nearest_one(write: Write) -> None:
    (problem,) = told(write((STUDY, "  - ips-svar\n" + STUDY)))
    assert problem.endswith(
        ": evidens.1: undersøgelsen »ips-svar« findes ikke i vidensdatabasen; mente du »ips-svaer«?"
    )
    assert re.match(r"sag\.yaml:\d+: ", problem)


@pytest.mark.parametrize("one", ["evidens: ips-svaer\n", "evidens:\n  id: IPS-svaer\n"])
def test_a_single_study_needs_no_list(tmp_path: Path, one: str) -> None:
    text = (shipped("params") / "aabenraa-ips.yaml").read_text(encoding="utf-8")
    before, rest = text.split("evidens:\n")
    path = tmp_path / "sag.yaml"
    path.write_text(before + one + rest[rest.index("\nrapport:") :], encoding="utf-8")
    (study,) = som_calc.load_case(path).evidence
    assert study.participants_n == 720


def test_a_study_with_a_name_of_its_own_takes_the_rest_where_its_id_is_known(
    write: Write,
) -> None:
    named = "  - {id: ips-svaer, undersøgelse: IPS til svært syge}\n"
    own = "  - {id: vores-maaling, undersøgelse: Vores måling, evidensniveau: 3}\n"
    first, second, _ = som_calc.load_case(write((STUDY, named + own + STUDY))).evidence
    assert (first.study, first.participants_n) == ("IPS til svært syge", 720)
    assert (second.id, second.participants_n) == ("vores-maaling", None)


def test_a_made_up_study_is_refused_in_a_case_that_is_not_marked_so(tmp_path: Path) -> None:
    text = (shipped("params") / "aabenraa-ips.yaml").read_text(encoding="utf-8")
    path = tmp_path / "sag.yaml"
    path.write_text(text.replace("evidens:\n", "evidens:\n" + STUDY), encoding="utf-8")
    (problem,) = told(path)
    assert "er digtet for at vise værktøjet; skriv »illustrativ: ja«" in problem


def test_a_study_tells_which_cases_use_it() -> None:
    knowledge = load_knowledge()
    assert cases_using(entry(knowledge, "illustrativ-undersoegelse"), COMPLETERS) == [
        REFERRING.name
    ]
    assert cases_using(entry(knowledge, "ips-svaer"), COMPLETERS) == []
