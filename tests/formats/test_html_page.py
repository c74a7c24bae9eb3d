"""The page as markup: structure, escaping, and what a kommune can replace."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import html5lib
import nbformat
import pytest
from bs4 import BeautifulSoup

from som_calc.document.executed import NotAReport, read_document
from som_calc.formats.html import html_page


def load_sample() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sample", Path(__file__).parent / "sample.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sample = load_sample()


def convert(notebook: nbformat.NotebookNode, **options: str) -> str:
    return html_page(read_document(notebook), **options)


@pytest.fixture(scope="module")
def html() -> str:
    return convert(sample.sample_notebook(stamp="Illustrative tal"))


@pytest.fixture(scope="module")
def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html5lib")


def test_the_page_is_valid_html_to_a_strict_parser(html):
    html5lib.HTMLParser(strict=True).parse(html)


def test_ids_are_unique_and_every_reference_hits_one(soup):
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    named = ("aria-labelledby", "aria-describedby", "for")
    wanted = set()
    for name in named:
        for tag in soup.find_all(attrs={name: True}):
            value = tag[name]
            wanted |= set(value.split() if isinstance(value, str) else value)
    wanted |= {a["href"][1:] for a in soup.find_all("a") if a["href"].startswith("#")}
    assert wanted <= set(ids)


def test_there_is_one_h1_and_no_heading_level_is_skipped(soup):
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_the_page_says_its_language_title_and_description_in_danish(soup):
    assert soup.html["lang"] == "da"
    assert soup.title.text == "IPS til unge i Aabenraa – Beslutningsoplæg, Aabenraa Kommune"
    description = soup.find("meta", attrs={"name": "description"})["content"]
    assert (
        description == "Indsatsen giver det offentlige et overskud på 1,1 mio. kr. frem til 2037."
    )


def test_page_one_holds_the_answer_the_key_figures_and_the_figure_without_its_table(soup):
    page_one = soup.select_one(".side1")
    assert page_one.select_one(".svar")
    assert [v.text for v in page_one.select(".vaerdi")][:2] == ["+1,1 mio. kr.", "+4,1 mio. kr."]
    assert page_one.select_one("svg[role=img]")
    assert not page_one.select("table")
    assert not page_one.select("nav")


def test_every_figure_has_its_alternative_text_inside_the_drawing(soup):
    drawings = soup.select("svg[role=img]")
    assert len(drawings) == 4
    for drawing in drawings:
        assert drawing.find("title").text.startswith("Figur 2.1")
        assert drawing.find("desc").text.startswith("Vandret søjlediagram.")


def test_tables_have_captions_scopes_and_no_empty_header(soup):
    for table in soup.find_all("table"):
        assert table.caption.text.strip()
        headers = table.find_all("th")
        assert all(header.get("scope") and header.text.strip() for header in headers)
    total = soup.select_one("#tabel-2-1 tr.total td.tal")
    assert total.find(string=True, recursive=False) == "1.071.273"


def test_the_result_stands_in_the_table_without_any_script(soup):
    rows = soup.select(".skyder tr[data-fast]")
    assert [row.td.text for row in rows] == ["1.071.266", "4.121.024", "−3.635.710"]
    assert soup.select_one(".skyder-greb").has_attr("hidden")


def test_the_policy_allows_only_the_inline_style_and_script_of_the_page(soup):
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    inline = [tag.string for tag in soup.find_all(["style", "script"])]
    assert len(inline) == 3
    for content in inline:
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert not soup.find_all(style=True)
    assert not [tag for tag in soup.find_all(True) if any(a.startswith("on") for a in tag.attrs)]


def test_nothing_is_fetched_from_elsewhere(soup):
    assert not soup.find_all(["iframe", "object", "embed", "base"])
    assert not [t for t in soup.find_all(src=True) if not t["src"].startswith("data:")]
    assert [link["href"] for link in soup.find_all("link")] == ["data:,"]
    assert all("http" not in style.string for style in soup.find_all("style"))


def test_hostile_text_stands_literally_everywhere_a_text_can_stand():
    blocks = sample.sample_blocks(stamp=sample.HOSTILE, title=sample.HOSTILE)
    figure = sample.figure("side1", id=sample.HOSTILE)
    blocks.append(
        figure.model_copy(update=dict.fromkeys(["alt", "finding", "caption"], sample.HOSTILE))
    )
    soup = BeautifulSoup(convert(sample.notebook_of(blocks)), "html5lib")
    assert len(soup.find_all("script")) == 1
    assert soup.h1.text == sample.HOSTILE
    assert soup.select_one(".stempel").text.strip() == sample.HOSTILE
    assert soup.find_all("desc")[-1].text != ""
    assert "49" not in soup.h1.text


def test_code_in_a_drawing_is_taken_out_and_its_ids_are_its_own():
    svg = (
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" width="10pt" height="5pt" onload="alert(1)">'
        "<script>alert(2)</script><foreignObject/><defs><path id='m' d='M0 0'/></defs>"
        "<g style='fill: #abc; clip-path: url(#m)'><use xlink:href='#m'/>"
        "<use href='https://example.com/x.svg#y'/></g></svg>"
    )
    block = sample.figure("side1").model_copy(update={"svg": svg})
    html = convert(sample.notebook_of([sample.sample_blocks()[0], block]))
    drawing = BeautifulSoup(html, "html5lib").select_one("svg[role=img]")
    text = str(drawing)
    assert "alert" not in text
    assert "example.com" not in text
    assert drawing["viewbox" if drawing.has_attr("viewbox") else "viewBox"] == "0 0 10 5"
    assert drawing.g["fill"] == "#abc"
    assert drawing.g["clip-path"] == f"url(#{drawing.path['id']})"
    assert drawing.use["href"] == f"#{drawing.path['id']}"


def test_a_broken_drawing_stops_the_report_with_a_danish_message():
    block = sample.figure("side1").model_copy(update={"svg": "<svg><g></svg>"})
    with pytest.raises(NotAReport, match="ikke gyldig SVG"):
        convert(sample.notebook_of([sample.sample_blocks()[0], block]))


def test_a_kommune_replaces_one_partial_and_keeps_the_rest(tmp_path):
    (tmp_path / "html").mkdir()
    (tmp_path / "html/fod.html.j2").write_text("<footer>{{ front.municipality }}s bund</footer>")
    html = convert(sample.sample_notebook(), skabelon=str(tmp_path))
    soup = BeautifulSoup(html, "html5lib")
    assert soup.footer.text == "Aabenraa Kommunes bund"
    assert soup.h1.text == "IPS til unge i Aabenraa"


def test_the_accent_colour_of_the_palette_reaches_the_page_and_rubbish_does_not():
    front, *rest = sample.sample_blocks()
    good = front.model_copy(update={"palette": {"Accent": "#aa0044"}})
    bad = front.model_copy(update={"palette": {"Accent": "red}</style><script>"}})
    assert "--accent:#aa0044" in convert(sample.notebook_of([good, *rest]))
    assert "red}" not in convert(sample.notebook_of([bad, *rest]))


def test_a_notebook_that_was_not_run_is_refused():
    with pytest.raises(NotAReport, match="kør den først"):
        convert(nbformat.v4.new_notebook())


def test_every_visible_block_shows_itself_in_a_notebook_without_script():
    for block in sample.sample_blocks():
        bundle = block._repr_mimebundle_()
        assert "text/html" in bundle, block.kind
        assert "<script" not in bundle["text/html"]
    figure = sample.figure()._repr_mimebundle_()["text/html"]
    assert 'src="data:image/svg+xml;base64,' in figure
    assert 'alt="Vandret søjlediagram.' in figure


def test_jupyter_nbconvert_makes_the_same_page(tmp_path):
    nbformat.write(sample.sample_notebook(), tmp_path / "ud.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "som_html", "ud.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ours = convert(sample.sample_notebook())
    assert (tmp_path / "ud.html").read_text(encoding="utf-8").strip() == ours.strip()
