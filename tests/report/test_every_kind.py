"""What every kind of report promises alike: sections, texts, signature, colours and stamp."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jinja2 import Environment, nodes

from som_calc.case.names import ACTORS
from som_calc.document.display import mimebundle
from som_calc.document.model import Block, Document, FigureBlock, FrontMatter, Table, TextBlock
from som_calc.document.palette import DEFAULT, MUTED, SEQUENCE, tint
from som_calc.document.text import plain
from som_calc.figures.rows import ASSUMED
from som_calc.formats.registry import WRITERS
from som_calc.report.display import CHAPTERS
from som_calc.report.sections import template_sections
from som_calc.resources import shipped
from som_calc.running.pipeline import Job, report_files
from tests.report.kinds import IPS, KINDS, Kind, blocks_of, copied, document_of, run_cells

COLOURED = [
    *((name, "docx") for name in KINDS),
    *((name, "pptx") for name in ("beslutningsoplæg", "opfølgning", "portefølje")),
    *((name, "xlsx") for name in ("beslutningsoplæg", "omvendt analyse")),
]
"""Kinds and formats with charts of their own: workbooks have them where they calculate."""
EACH_SECTION = [
    pytest.param(name, spec.id, id=f"{name} uden {spec.id}")
    for name, kind in KINDS.items()
    for spec in template_sections(kind.folder, None)
]
each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
_WHOLE: dict[str, list[Block]] = {}
_BARE: dict[str, list[Block]] = {}
"""As :data:`_WHOLE`, from cases without texts of their own."""


@pytest.fixture
def whole(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> list[Block]:
    """All blocks of the kind as it ships; made once."""
    name = kind.report.__name__
    if name not in _WHOLE:
        _WHOLE[name] = blocks_of(kind, None, monkeypatch)
    return _WHOLE[name]


def sections_of(document: Document) -> dict[str, list[Any]]:
    return {section.spec.id: section.blocks for section in document.sections}


def without_own_texts(kind: Kind, folder: Path) -> Path:
    """A folder with the kind's files; a case's text to a section asks for that section."""
    copied(kind, folder, {})
    for name in kind.files:
        text = (folder / name).read_text("utf-8")
        (folder / name).write_text(text.partition("\nrapport:\n")[0] + "\n", encoding="utf-8")
    return folder


def write_list(template: Path, kind: Kind, ids: list[str]) -> None:
    """The kommune's own ``afsnit.yaml`` with these sections in this order."""
    folder = template / "tekst" / kind.folder
    folder.mkdir(parents=True, exist_ok=True)
    known = {spec.id: spec for spec in template_sections(kind.folder, None)}
    lines = [
        f'- {{id: {id}, overskrift: "{known[id].heading if id in known else "Eget afsnit"}"}}\n'
        for id in ids
    ]
    (folder / "afsnit.yaml").write_text("".join(lines), encoding="utf-8")


def ids_of(kind: Kind) -> list[str]:
    return [spec.id for spec in template_sections(kind.folder, None)]


def same(one: list[Any], other: list[Any]) -> bool:
    return [b.model_dump() for b in one] == [b.model_dump() for b in other]


@pytest.mark.parametrize(("name", "section"), EACH_SECTION)
def test_any_section_can_be_left_out_and_the_rest_stays_as_it_was(
    name, section, tmp_path, monkeypatch
):
    kind = KINDS[name]
    monkeypatch.chdir(without_own_texts(kind, tmp_path / "her"))
    if name not in _BARE:
        _BARE[name] = blocks_of(kind, None, monkeypatch)
    before = sections_of(document_of(_BARE[name]))
    write_list(tmp_path, kind, [id for id in ids_of(kind) if id != section])
    after = sections_of(document_of(blocks_of(kind, tmp_path, monkeypatch)))
    assert list(after) == [id for id in before if id != section]
    assert all(same(after[id], before[id]) for id in after)


@each_kind
def test_sections_stand_in_the_order_the_kommune_lists_them(kind, whole, tmp_path, monkeypatch):
    before = sections_of(document_of(whole))
    write_list(tmp_path, kind, ids_of(kind)[::-1])
    after = sections_of(document_of(blocks_of(kind, tmp_path, monkeypatch)))
    assert list(after) == ["side1", *[id for id in reversed(before) if id != "side1"]]
    assert all(same(after[id], before[id]) for id in after)


@each_kind
def test_a_kommune_may_word_a_section_itself_and_add_one_of_its_own(kind, tmp_path, monkeypatch):
    known = ids_of(kind)
    write_list(tmp_path, kind, ["hoering", *known])
    folder = tmp_path / "tekst" / kind.folder
    (folder / "hoering.md.j2").write_text("Handicaprådet er *hørt*.", encoding="utf-8")
    reworded = "hent" if kind.notebook == "erfaringscase" else "metode"
    (folder / f"{reworded}.md.j2").write_text("Spørg økonomi.", encoding="utf-8")
    shown = sections_of(document_of(blocks_of(kind, tmp_path, monkeypatch)))
    assert list(shown)[1] == "hoering"
    assert [plain(b.content) for b in shown["hoering"]] == ["Handicaprådet er hørt."]
    assert [plain(b.content) for b in shown[reworded]] == ["Spørg økonomi."]


@each_kind
def test_every_shipped_fact_keeps_its_name_in_a_kommunes_own_text(kind, tmp_path, monkeypatch):
    write_list(tmp_path, kind, ["hoering", *ids_of(kind)])
    sentence = "{% for n in " + str(list(_facts(kind))) + " %}{{ n }} {% endfor %}"
    uses = "".join(f"{{% set brugt = {name} %}}" for name in _facts(kind))
    path = tmp_path / "tekst" / kind.folder / "hoering.md.j2"
    path.write_text(uses + sentence, encoding="utf-8")
    shown = sections_of(document_of(blocks_of(kind, tmp_path, monkeypatch)))
    assert plain(shown["hoering"][0].content).split() == list(_facts(kind))


def _facts(kind: Kind) -> list[str]:
    """The names the shipped texts of the kind use, from the texts themselves."""
    found: dict[str, set[str]] = {"load": set(), "store": {"loop"}}
    for path in (shipped("templates") / "tekst" / kind.folder).glob("*.j2"):
        for name in Environment().parse(path.read_text("utf-8")).find_all(nodes.Name):
            found[name.ctx].add(name.name)
    return sorted(found["load"] - found["store"])


@each_kind
def test_the_kommunes_fixed_signature_stands_last_in_every_kind(kind, tmp_path, monkeypatch):
    (tmp_path / "tekst").mkdir()
    text = "Økonomi og Analyse, {{ kommune }}, {{ dato }}"
    (tmp_path / "tekst" / "underskrift.md.j2").write_text(text, encoding="utf-8")
    document = document_of(blocks_of(kind, tmp_path, monkeypatch))
    said = plain(document.front.sign_off)
    assert said.startswith("Økonomi og Analyse, ")
    assert document.front.municipality in said
    assert document.front.date_text in said


@each_kind
def test_a_cases_own_signature_goes_before_the_kommunes(kind, tmp_path, monkeypatch):
    if not kind.from_cases:
        pytest.skip("made from a table that has no signature")
    copied(kind, tmp_path, {})
    for name in kind.files:
        if name.count("/") == 1:
            text = (tmp_path / name).read_text("utf-8")
            text = re.sub(r"^rapport:\n", "rapport:\n  underskrift: Bo **Bæk**\n", text, flags=re.M)
            (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    front = blocks_of(kind, None, monkeypatch)[0]
    assert isinstance(front, FrontMatter)
    assert plain(front.sign_off) == "Bo Bæk"
    assert any(run.bold for node in front.sign_off for run in getattr(node, "runs", []))


@each_kind
@pytest.mark.parametrize("made_up", [True, False])
def test_the_stamp_says_illustrative_exactly_when_a_file_does(kind, made_up, tmp_path, monkeypatch):
    copied(kind, tmp_path, {"illustrativ": "ja" if made_up else "nej"})
    monkeypatch.chdir(tmp_path)
    front = blocks_of(kind, None, monkeypatch)[0]
    assert isinstance(front, FrontMatter)
    assert front.stamp == ("Illustrative tal" if made_up else None)


@each_kind
@pytest.mark.parametrize("note", [None, "Intet er ændret."])
def test_an_empty_table_leaves_no_empty_frame_but_its_note(
    kind, note, whole, tmp_path, monkeypatch
):
    where, _, name = kind.empty.rpartition(".")
    real = _object(where)
    make = getattr(real, name)
    emptied: list[str] = []

    def empty(*given: Any, **options: Any) -> Table | FigureBlock:
        made = make(*given, **options)
        table = made.table if isinstance(made, FigureBlock) else made
        emptied.append(made.id)
        table = table.model_copy(update={"rows": [], "sums": [], "notes": [note] if note else []})
        return (
            made.model_copy(update={"table": table})
            if made is not table and isinstance(made, FigureBlock)
            else table
        )

    monkeypatch.setattr(real, name, empty)
    document = document_of(blocks_of(kind, None, monkeypatch))
    assert emptied
    shown = {getattr(getattr(b, "table", b), "id", None) for b in document.blocks()}
    assert not shown & set(emptied)
    texts = [plain(b.content) for b in document.blocks() if isinstance(b, TextBlock)]
    figure = any(isinstance(b, FigureBlock) and b.id in emptied for b in whole)
    assert any("Intet er ændret." in said for said in texts) == bool(note and not figure)
    for write in WRITERS.values():
        assert write(document, None)


def _object(where: str) -> Any:
    from importlib import import_module

    try:
        return import_module(where)
    except ModuleNotFoundError:
        module, _, name = where.rpartition(".")
        return getattr(import_module(module), name)


@each_kind
def test_the_notebook_shows_all_the_report_has(kind, monkeypatch):
    """A part that is made but not shown in the notebook would be missed by nobody."""
    shown, report = run_cells(kind, None, monkeypatch)
    assert same(sorted(shown, key=_place), sorted(report.blocks(), key=_place))


@pytest.mark.parametrize("name", [name for name in KINDS if KINDS[name].folder in CHAPTERS])
def test_a_notebook_of_an_earlier_version_still_shows_the_whole_report(name, monkeypatch):
    """Published packages carry such notebooks; they show the report chapter by chapter."""
    kind = KINDS[name]
    shown, report = run_cells(kind, None, monkeypatch)
    made = {id for ids in CHAPTERS[kind.folder].values() for id in ids}
    unchanged = [name for name, of in report.parts().items() if of not in made]
    chapters = [getattr(report, name)() for name in (*CHAPTERS[kind.folder], *unchanged)]
    earlier = [*report.front(), *(block for blocks in chapters for block in blocks)]
    assert same(sorted(shown, key=_place), sorted(earlier, key=_place))


def _place(block: Block) -> str:
    return block.section


@pytest.mark.parametrize(("name", "format"), COLOURED)
def test_own_colours_are_in_the_charts_that_can_be_edited(name, format, tmp_path, monkeypatch):
    own = {name: f"#a1b{place:03d}" for place, name in enumerate(DEFAULT)}
    lines = [f'{name}: "{colour}"\n' for name, colour in own.items()]
    (tmp_path / "farver.yaml").write_text("".join(lines), encoding="utf-8")
    document = document_of(blocks_of(KINDS[name], tmp_path, monkeypatch))
    charts = list(_charts(WRITERS[format](document, str(tmp_path))))
    found = [pair for chart in charts for pair in _colours(chart)]
    shades = {colour[1:].upper() for colour in own.values()}
    assert shades & {colour for _, colour in found}
    assert all(colour == own[name][1:].upper() for name, colour in found if name in ACTORS)
    # Cases, committees and rates have no colour of their own; a map's lines have its scale, and
    # what is only assumed has a pale tint of its colour.
    others = {colour for name, colour in found if not str(name).endswith("% af sagens")} - shades
    pale = {tint(colour, ASSUMED) for colour in own.values()}
    assert others <= {colour[1:].upper() for colour in (*SEQUENCE, MUTED, *pale)}


CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
COLOUR = ".//{http://schemas.openxmlformats.org/drawingml/2006/main}srgbClr"


def _charts(content: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            if re.search(r"charts/chart\d+\.xml$", name):
                yield ElementTree.fromstring(book.read(name))


def _colours(chart: Any) -> Any:
    """Name → colour of every series, and of every point that has one of its own."""
    for series in chart.iter(f"{CHART}ser"):
        values = series.findall(f"{CHART}cat//{CHART}pt")
        labels = {int(pt.get("idx")): pt.findtext(f"{CHART}v") for pt in values}
        points = series.findall(f"{CHART}dPt")
        for point in points:
            at = int(point.find(f"{CHART}idx").get("val"))
            yield labels.get(at), point.find(COLOUR).get("val").upper()
        look = series.find(f"{CHART}spPr")
        if not points and look is not None:
            yield series.findtext(f"{CHART}tx//{CHART}v"), look.find(COLOUR).get("val").upper()


RUN = {"beslutningsoplæg", "opfølgning", "portefølje"}


@pytest.mark.parametrize("name", sorted(RUN))
def test_a_real_run_gives_a_page_with_the_kommunes_choices(name, tmp_path):
    kind = KINDS[name]
    write_list(tmp_path, kind, ["hoering", *[id for id in ids_of(kind) if id != "metode"]])
    (tmp_path / "tekst" / kind.folder / "hoering.md.j2").write_text("Vi er hørt.", encoding="utf-8")
    (tmp_path / "tekst" / "underskrift.md.j2").write_text(
        "Økonomi, {{ kommune }}", encoding="utf-8"
    )
    job = Job(
        notebook=f"{kind.notebook}.ipynb",
        stem=kind.notebook,
        folder=tmp_path,
        parameters={**kind.parameters, "skabelon": str(tmp_path)},
        formats=["html"],
        template=str(tmp_path),
    )
    page = report_files(job)[f"{kind.notebook}.html"].decode("utf-8")
    assert "Vi er hørt." in page
    assert "Økonomi, Aabenraa Kommune" in page
    assert 'id="metode"' not in page
    assert ("Illustrative tal" in page) == (name == "opfølgning")


def test_the_front_is_the_first_block_and_names_what_it_was_made_from(monkeypatch):
    front = blocks_of(KINDS["opfølgning"], None, monkeypatch)[0]
    assert isinstance(front, FrontMatter)
    assert [name for name, _ in front.provenance][-4:] == [
        "Sagsfil", "Opfølgning", "Opfølgning", "Program",
    ]  # fmt: skip
    assert mimebundle(front)
    assert IPS.rpartition("/")[2] in dict(front.provenance)["Sagsfil"]
