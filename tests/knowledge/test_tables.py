"""Knowledge tables: what ships has a source, and bad tables are told where they are wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from som_calc.knowledge.loading import check_knowledge, load_knowledge
from som_calc.knowledge.schema import TABLES
from som_calc.resources import shipped

Write = Callable[..., Path]


def problems(folder: Path) -> list[str]:
    return [str(p).removeprefix(f"{folder}/") for p in check_knowledge([folder])[1]]


def test_the_small_set_is_in_order(write_set: Write) -> None:
    assert problems(write_set()) == []


def test_numbers_are_read_the_danish_way(write_set: Write) -> None:
    base = load_knowledge([write_set()]).sets["grund"]
    assert base.rows("priser")[0]["kommune"] == 2400.5
    assert base.rows("succesmaal")[0]["succesandel"] == 0.25
    assert base.rows("konsekvenser")[0]["estimat"] == -10.5


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ("priser", "Skadestue;besøg;0;900;0", "kontanthjælp;uger;0;900;0"),
            "priser.csv:3: ydelse: »kontanthjælp« står også i række 2; behold én af rækkerne",
        ),
        (
            ("priser", ";2.400,50;0;600", ";2.400,50;;600"),
            "priser.csv:2: region: mangler; skriv 0, hvis betaleren ikke har en udgift",
        ),
        (
            ("priser", ";stat;", ";staten i alt;"),
            "priser.csv: kolonnen »stat« mangler; tilføj den i første linje",
        ),
        (
            ("konsekvenser", "-10,5", "ca. ti"),
            "konsekvenser.csv:2: estimat: »ca. ti« er ikke et tal; skriv fx 1.071.273 eller 0,05",
        ),
        (
            ("konsekvenser", "-10,5", "10-05-2026"),
            "konsekvenser.csv:2: estimat: »10-05-2026« ligner en dato, som Excel har lavet af et "
            "tal; formatér kolonnen som tekst, og skriv tallet igen",
        ),
        (
            ("konsekvenser", "-10,5", "10. maj"),
            "konsekvenser.csv:2: estimat: »10. maj« ligner en dato",
        ),
        (
            ("maalgrupper", "2026-03-01", "46082"),
            "maalgrupper.csv:2: dato: »46082« er Excels nummer på en dato; skriv 2026-03-01",
        ),
        (
            ("priser", "Kontanthjælp;uger", "Kontanthjælp;dage"),
            "konsekvenser.csv:2: enhed: »Kontanthjælp« tælles her i uger, men i dage i ",
        ),
        (
            ("priser", "Kontanthjælp", "Kontanthælp"),
            "konsekvenser.csv:2: ydelse: »Kontanthjælp« har ingen pris; tilføj den i tabellen "
            "priser (mente du »Kontanthælp«?)",
        ),
        (
            ("konsekvenser", "unge;job", "ung;job"),
            "konsekvenser.csv:2: målgruppe: målgruppen »ung« står ikke i tabellen maalgrupper; "
            "mente du »unge«?",
        ),
        (
            ("konsekvenser", "unge;job", "unge;jobb"),
            "konsekvenser.csv:2: succesmål: succesmålet »jobb« hører ikke til målgruppen »unge«; "
            "mente du »job«?",
        ),
        (
            ("priser", "lokalt tal", "gæt"),
            "priser.csv:2: status: »gæt« er ikke en mulighed; vælg mellem publiceret, lokalt tal,",
        ),
        (
            ("priser", "lokalt tal", "illustrativ"),
            "priser.csv:2: status: et illustrativt tal står uden for det illustrative sæt; flyt "
            "rækken til mappen illustrativ",
        ),
        (
            ("priser", "enhed;", "ehned;"),
            "priser.csv: ehned: ukendt kolonne; mente du »enhed«?",
        ),
        (
            ("priser", "enhed;kommune", "enhed;enhed"),
            "priser.csv: enhed: kolonnen står to gange; behold én",
        ),
        (
            ("priser", "Et notat;", ";"),
            "priser.csv:2: kilde: mangler; skriv, hvor tallet kommer fra",
        ),
        (
            ("priser", "Et notat;", "Et notat; og et til;"),
            "priser.csv:2: rækken har 11 felter, men der er 10 kolonner; sæt felter, der rummer "
            "skilletegnet, i anførselstegn",
        ),
        (
            ("maalgrupper", "id;navn;kilde;dato;version;status", "bare tekst"),
            "maalgrupper.csv:1: første linje rummer ikke kolonnenavne; skriv dem med semikolon",
        ),
    ],
)
def test_a_bad_table_is_told_with_file_row_and_column(
    write_set: Write, change: tuple[str, str, str], told: str
) -> None:
    assert any(line.startswith(told) for line in problems(write_set(change))), problems(
        write_set(change)
    )


def test_a_table_in_another_encoding_names_the_encoding_and_the_line(write_set: Write) -> None:
    told = problems(write_set(encoding="cp1252"))
    assert any(
        line.startswith("konsekvenser.csv:1: filen er gemt som Windows-1252, ikke UTF-8")
        for line in told
    )


def test_commas_as_both_separator_and_decimal_are_refused(write_set: Write) -> None:
    folder = write_set()
    text = (folder / "priser.csv").read_text(encoding="utf-8").replace(";", ",")
    (folder / "priser.csv").write_text(text, encoding="utf-8")
    assert problems(folder) == [
        "priser.csv:2: rækken har 11 felter, men der er 10 kolonner; kommaet skiller felterne i "
        "denne fil; gem den med semikolon, eller sæt tal med decimalkomma i anførselstegn"
    ]


def test_commas_with_quoted_decimals_and_a_byte_order_mark_are_read(write_set: Write) -> None:
    folder = write_set()
    lines = (folder / "priser.csv").read_text(encoding="utf-8").splitlines()
    quoted = [",".join(f'"{cell}"' for cell in line.split(";")) for line in lines]
    (folder / "priser.csv").write_bytes(("\ufeff" + "\r\n".join(quoted)).encode())
    assert problems(folder) == []


def test_a_file_that_is_no_table_is_told(write_set: Write) -> None:
    folder = write_set()
    (folder / "prisr.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    assert problems(folder) == ["prisr.csv: er ikke en kendt tabel; mente du »priser«?"]


def test_every_fault_of_every_table_is_told_at_once(write_set: Write) -> None:
    folder = write_set(("priser", "600", "mange"), ("maalgrupper", "2026-03-01", "i går"))
    assert len(problems(folder)) == 2


def test_what_ships_is_in_order_and_every_row_says_where_it_comes_from() -> None:
    knowledge, told = check_knowledge([shipped("params") / "viden"])
    assert [str(problem) for problem in told] == []
    assert set(knowledge.sets) == {"grund", "illustrativ"}
    for name in TABLES:
        for one, row in knowledge.rows(name):
            assert row["kilde"]
            assert row["dato"]
            assert row["version"]
            assert (row["status"] == "illustrativ") <= (one.name == "illustrativ")


def test_no_consequence_or_made_up_price_ships_outside_the_illustrative_set() -> None:
    base = load_knowledge([shipped("params") / "viden"]).sets["grund"]
    assert base.rows("konsekvenser") == []
    assert [row["kilde"] for row in base.rows("priser")] == ["refud.dk/sygesikringandre"]


def test_a_kommunes_own_tables_go_before_ours_file_by_file(
    write_set: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "params" / "viden"
    folder.mkdir(parents=True)
    (folder / "priser.csv").write_bytes((write_set() / "priser.csv").read_bytes())
    monkeypatch.chdir(tmp_path)
    base = load_knowledge().sets["grund"]
    assert [row["ydelse"] for row in base.rows("priser")] == ["Kontanthjælp", "Skadestue"]
    assert len(base.rows("maalgrupper")) > 10
