"""Small groups are asked about in tables of every kind and in sentences; amounts are not."""

from __future__ import annotations

import io
import zipfile

import pytest

from som_calc.library.privacy import check_files
from som_calc.library.privacy.sentences import counted_in_words

SLIDE = "http://schemas.openxmlformats.org/drawingml/2006/main"


def told(name: str, content: str | bytes, attached: bool = True) -> list[str]:
    made = content.encode() if isinstance(content, str) else content
    place = f"bilag/{name}"
    found = check_files({place: made}, written={place}, attached={place} if attached else ())
    assert not any(one.final for one in found)
    return [one.wrong for one in found]


def word(rows: list[list[str]]) -> bytes:
    from docx import Document

    document = Document()
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            table.cell(r, c).text = cell
    document.core_properties.author = ""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def slides(rows: list[list[str]]) -> bytes:
    cells = [
        "".join(
            f"<a:tc><a:txBody><a:p><a:r><a:t>{c}</a:t></a:r></a:p></a:txBody></a:tc>" for c in r
        )
        for r in rows
    ]
    table = "".join(f"<a:tr>{row}</a:tr>" for row in cells)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        slide = f'<p xmlns:a="{SLIDE}"><a:tbl>{table}</a:tbl></p>'
        archive.writestr("ppt/slides/slide1.xml", slide)
    return out.getvalue()


def sheet(rows: list[list[object]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        made = book.add_worksheet()
        for number, row in enumerate(rows):
            made.write_row(number, 0, row)
    return out.getvalue()


ROWS = [["Gruppe", "Antal"], ["Kvinder", "1"], ["Mænd", "11"]]
MARKUP = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in ROWS)
TABLES = {
    "t.docx": word(ROWS),
    "t.pptx": slides(ROWS),
    "t.xlsx": sheet([["Aabenraa 2025"], [], ["Sted", "Antal unge mænd"], ["Nord", 3], ["Syd", 20]]),
    "t.html": f"<table>{MARKUP}</table>",
    "t.md": "# Tal\n\n| Gruppe | Antal |\n|---|---:|\n| Kvinder | 1 |\n| Mænd | 11 |\n",
    "pairs.json": '{"kvinder": 1, "mænd": 11}',
    "rows.json": '[{"gruppe": "Kvinder", "antal": 1.0}, {"gruppe": "Mænd", "antal": 11}]',
    "within.json": '{"deltagere": {"Nord": 3, "Syd": 12}}',
    "titled.csv": "Deltagere 2025\n\nGruppe;Antal\nKvinder;1\nMænd;11\n",
    "heading.csv": "Sted;Antal unge mænd\nNord;3\nSyd;20\n",
    "year.csv": "Sted;Deltagere 2025\nNord;3\nSyd;20\n",
    "groups.csv": "Udfald;Gruppe A;Gruppe B\nI job;3;12\nLedig;20;30\n",
    "decimals.csv": "Gruppe;Antal\nKvinder;1,0\nMænd;11,0\n",
    "years.csv": '"Gruppe";"2024";"2025"\n"Deltagere";"3";"12"\n',
    "ages.csv": "Alder;Antal\n18-24 år;3\n25-30 år;12\n",
    "title_says.csv": "Tabel 1. Borgere i bostøtte\n;2024;2025\nNord;3;14\n",
    "share.csv": "Gruppe;Antal (pct.)\nKvinder;1 (8 %)\nMænd;11 (92 %)\n",
    "lines.txt": "Kvinder   1\nMænd     11\n",
    "one_line.txt": "Fordelingen er:\nKvinder: 2\nMænd: 20\n",
    "of_which.csv": "Deltagere;12\nHeraf mænd;11\n",
    "steps.csv": "Sted;Startede;Gennemførte\nNord;12;10\nSyd;30;20\n",
    "total.csv": "Gruppe;Antal\nMænd;11\nI alt;12\n",
    "undone.csv": "Sted;Kvinder;Mænd;I alt\nNord;<5;11;15\nSyd;10;9;19\n",
    "underscore.csv": "Gruppe;antal_deltagere\nNord;3\nSyd;20\n",
    "hump.csv": "Gruppe;AntalBorgere\nNord;3\nSyd;20\n",
    "sexes.csv": "Sted;K;M;I alt\nNord;1;11;12\n",
    "about.csv": "Gruppe;Antal\nKvinder;ca. 3\nMænd;20*\n",
    "key.json": '{"antal_kvinder": 1}',
    "part_of_total.csv": "År;I alt;Mænd\n2024;12;11\n",
    "beside_a_share.csv": "Køn;Andel i job;Antal\nMænd;50 pct.;12\nKvinder;25 pct.;2\n",
    "share_of_people.csv": "Køn;Deltagere;Andel i job\nMænd;12;8,3\nKvinder;15;60\n",
    "sorted_by.csv": "Diagnose;2024\nSkizofreni;2\nAngst;18\n",
    "ages_by_year.csv": "Alder;2023;2024\n18-24 år;12;3\n25-30 år;12;20\n",
    "outcomes.csv": "Kommune;Job;Uddannelse\nA;3;10\nB;14;20\n",
    "rising.csv": "Måned;Deltagere i alt\nJan;12\nFeb;13\nMar;20\n",
    "so_far.csv": "År;Deltagere, akkumuleret\n2023;12\n2024;20\n2025;22\n",
    "alone.txt": "Deltagere i indsatsen.\nAntal: 2\n",
    "people.csv": "Navn;Uger\nPeter;20\nMette;30\n",
}
ORDINARY_TABLES = {
    "weeks.csv": "Ydelse;Antal uger;Kr.;I alt\nA;3;2;12\nB;1;4;9\n",
    "share.csv": "Gruppe;Andel (pct.)\nKvinder;3\nMænd;4\n",
    "ages.csv": "Aldersgruppe;Deltagere\n18-24 år;32\n25-30 år;40\n",
    "price.csv": "Post;Kr. pr. deltager\nLøn;3\n",
    "law.csv": "Paragraf;Sats\n§ 110;3\n",
    "meetings.csv": "Måned;Møder\nJanuar;3\n",
    "effect.csv": "År;Effekt på deltagere (pct.point)\n1;3\n",
    "rates.json": '{"år": 3, "pris_pr_deltager": 2, "rente": 0.035}',
    "levels.md": "| Kilde | Niveau |\n|---|---|\n| Borgerundersøgelse | 3 |\n",
    "numbered.csv": "Nr;Borgergruppe;Pris (kr.)\n1;Unge;4500\n2;Voksne;3\n",
    "length.csv": "Indsats;Varighed (uger) pr. borger\nA;3\n",
    "contents.txt": "1. Indledning  3\n2. Metode  4\n",
    "mean.csv": "Gennemsnitsalder;Deltagere\n3;40\n",
    "names.csv": "navn;pris\nBostøtte;4500\nMentor;3\n",
    "parts.csv": "År;I alt;Mænd\n2024;32;11\n2025;40;20\n",
    "yearly.csv": "År;Deltagere i alt\n2023;40\n2024;42\n2025;45\n",
    "falling.csv": "Måned;Deltagere i alt\nJan;40\nFeb;42\nMar;30\n",
    "outcome_rates.csv": "Kommune;Job;Uddannelse\nA;3,5;10,2\nB;14,1;2,0\n",
    "outcome_money.csv": "Udgifter i mio. kr.\nKommune;Job;Uddannelse\nA;3;10\nB;14;2\n",
    "prices_by_year.csv": "Ydelse;2024\nMentor;3\nBostøtte;4\n",
    "shares_of_many.csv": "Køn;Deltagere;Andel i job\nMænd;120;25\nKvinder;150;20\n",
    "many.csv": "Gruppe;Antal\nA;12\nB;20\nI alt;32\n",
}
SENTENCES = [
    "Kun 2 borgere gennemførte", "12 deltagere (11 mænd, 1 kvinde)", "12 deltagere (11 mænd)",
    "Af 12 deltagere fik 2 job", "12 deltagere, hvoraf de 11 er mænd", "n=3", "(n = 4)",
    "30 unge, heraf var 28 kvinder", "2 borgere faldt fra", "Der var 3 kvinder i gruppen",
    "11 ud af 12 deltagere", "1 døde", "Af de 20 borgere kom 18 i job", "de øvrige 2 kom ikke",
    "de resterende 3 droppede ud", "kun én kvinde", "heraf 2 unge mænd", "3 gennemførte",
    "11 mænd og 1 kvinde", "4 psykisk sårbare unge", "20 borgere, hvoraf 1 er flyttet",
    "12 deltagere, hvoraf kun 9 gennemførte", "kun to borgere", "3 personer",
    "12 unge startede, 10 gennemførte", "12 startede og 10 gennemførte", "10/12 deltagere",
    "3 af deltagerne", "3 pers.", "n: 3", "kontrolgruppe på 3", "3 i kontrolgruppen", "2 i job",
    "4 er i job", "Deltagere i alt: 3", "mænd (11) og kvinder (1)", "3 frafaldne",
    "tre borgere kom i job", "To af de 12 kom i job", "to kvinder og ni mænd", "Én borger døde",
    "tolv deltagere, heraf elleve mænd", "ti unge startede, otte gennemførte", "fire unge mænd",
    "To af dem kom i job", "ni ud af ti fuldførte, og tre var i job", "de to piger",
    "3 ud af 5 fik job", "alle 3 fuldførte", "33 pct. af de 6 deltagere", "gruppen (n 3)",
    "92 pct. af 12 deltagere", "25,0 procent af de otte unge",
]  # fmt: skip
ORDINARY_SENTENCES = [
    "4 ud af 10 unge får job", "120 deltagere, heraf 60 mænd, var med", "Prisen pr. 1 deltager",
    "En familie med 3 børn", "2 forløb pr. borger", "unge på 18-24 år", "§ 110, stk. 3",
    "mindst 3 borgere", "1 deltager koster 4 kr.", "Af 12 deltagere fik 8 % job",
    "Af 32 deltagere forventes 5 pct. i job", "32 deltagere i 3 år", "32 deltagere (2 år)",
    "af 5.012 borgere i 2019-2021", "de sidste 3 år", "de øvrige 2 kommuner",
    "40 deltagere om året i 4 år", "Af 100 borgere er 3 uger nok", "2 mio. kr. til unge",
    "60 borgere: 3 timer om ugen", "Tabel 3 Borgere", "n=120", "for hver 3 borgere",
    "30 deltagere, heraf 15 mænd og 15 kvinder", "grupper på 4 borgere",
    "holdets 12 deltagere mødes 2 gange", "effekten er 2,5 pct. for unge", "32 borgere (16 pr. år)",
    "to ud af tre unge får job", "120 borgere, heraf to tredjedele kvinder",
    "ti borgere", "Seks kommuner", "hvis én borger mere kommer i job",
    "to forløb", "én af dem", "tre forskellige forløb", "to grupper borgere", "fem faser for unge",
    "30 deltagere: to mentorer og én leder", "30 deltagere (to om ugen)", "referred to the person",
    "3 møder med borgere", "én deltager ekstra", "25 pct. af 40 deltagere", "pr. én borger",
    "5 pct. af de 32 deltagere", "33 pct. af de 6 deltagere forventes i job", "tre fjerdedele",
    "én mentor pr. fire unge", "en familie med tre børn", "mindst to borgere", "Antal møder: 3",
    "12 forløb i 2025, 12 i 2026", "30 unge (18-29 år)", "30 deltagere pr. startår, 4 startår",
]  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_small_group_in_a_table_is_asked_about(name: str) -> None:
    assert told(name, TABLES[name])


@pytest.mark.parametrize("name", ORDINARY_TABLES)
def test_a_table_of_other_things_than_people_is_not_asked_about(name: str) -> None:
    assert told(name, ORDINARY_TABLES[name]) == []


@pytest.mark.parametrize("text", SENTENCES)
def test_a_small_group_in_a_sentence_is_asked_about(text: str) -> None:
    assert list(counted_in_words("sag.yaml", f"I 2025 så vi: {text}, siger kommunen."))


@pytest.mark.parametrize("text", ORDINARY_SENTENCES)
def test_sentences_without_small_groups_are_not_asked_about(text: str) -> None:
    assert list(counted_in_words("sag.yaml", text)) == []
    assert list(counted_in_words("sag.yaml", f"Derfor er det {text}, siger vi.")) == []


def test_a_number_written_as_a_word_is_quoted_whole() -> None:
    [found] = counted_in_words("sag.yaml", "12 deltagere, heraf elleve")
    assert found.wrong == "»12 deltagere, heraf elleve« efterlader en gruppe på 1"


def test_what_to_hide_beside_a_small_cell_is_told() -> None:
    [found] = check_files(
        {"bilag/t.csv": b"Sted;Kvinder;Unge;I alt\nNord;3;20;23\n"},
        written={"bilag/t.csv"},
        attached={"bilag/t.csv"},
    )
    assert (
        found.remedy == "skriv »<5«, og skjul også »Unge«, ellers kan tallet regnes ud af totalen"
    )
