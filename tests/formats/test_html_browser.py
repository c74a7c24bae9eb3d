"""The page in a real browser: harmless, readable on a phone and in print, slider right."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from som_calc.document.danish import number, percent_sign
from som_calc.document.executed import read_document
from som_calc.document.palette import DEFAULT
from som_calc.figures.lines import lines
from som_calc.figures.widths import drawn
from som_calc.formats.html import html_page


def load_sample() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sample", Path(__file__).parent / "sample.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sample = load_sample()


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("html") / "beslutningsoplaeg.html"
    notebook = sample.sample_notebook(stamp="Illustrative tal", title=sample.HOSTILE)
    file.write_text(html_page(read_document(notebook)), encoding="utf-8")
    return file


def test_the_page_opens_silently_and_hostile_text_is_only_text(chromium_page, report):
    visit = chromium_page(report)
    assert visit.page.inner_text("h1") == " ".join(sample.HOSTILE.split())
    assert visit.errors == []
    assert visit.requests == []
    assert visit.dialogs == []
    assert visit.page.evaluate("document.fonts.check('16px \"Source Sans 3\"')")


@pytest.mark.parametrize("width", [320, 390, 820, 1280])
def test_the_page_never_scrolls_sideways(chromium_page, report, width):
    page = chromium_page(report, width=width).page
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_breach_of_wcag_or_best_practice(chromium_page, axe_violations, report, width):
    page = chromium_page(report, width=width).page
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert axe_violations(page) == []


def drag(page, rate: float) -> None:
    page.evaluate(
        """rate => { const greb = document.querySelector('input[type=range]');
            greb.value = rate; greb.dispatchEvent(new Event('input', {bubbles: true})); }""",
        rate,
    )


@pytest.mark.parametrize("rate", [0.0, 0.039, 0.04, 0.07, 0.15])
def test_the_slider_computes_and_writes_like_the_rest_of_the_report(chromium_page, report, rate):
    page = chromium_page(report).page
    drag(page, rate)
    block = next(b for b in sample.sample_blocks() if b.kind == "skyder")
    results = [actor.fixed + actor.slope * rate for actor in block.actors]
    assert page.locator("tr[data-fast] td").all_text_contents() == [number(r) for r in results]
    assert page.inner_text("label .skyder-sats") == percent_sign(rate, 1)
    word = "overskud" if results[0] > 0 else "underskud"
    expected = f"I alt: {word} på {number(abs(results[0]))} kr."
    assert page.inner_text("output").replace("\u00a0", " ") == expected
    side = "over" if rate > block.break_even[0].rate else "under"
    assert page.inner_text("tr[data-nul] td:last-child") == f"{side} break-even"


def test_the_keyboard_moves_the_slider_and_the_button_takes_it_back(chromium_page, report):
    page = chromium_page(report).page
    before = page.locator("tr[data-fast] td").all_text_contents()
    page.focus("input[type=range]")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("input[type=range]", "aria-valuetext") == percent_sign(0.051, 1)
    assert page.locator("tr[data-fast] td").all_text_contents() != before
    page.click(".skyder button")
    assert page.locator("tr[data-fast] td").all_text_contents() == before


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_numbers_in_the_browser_equal_those_of_the_report(chromium_page, report, decimals):
    values = [0, -0.0, 0.5, -0.5, 1.5, 2.5, 0.05, 0.045, 1.005, 999.5, 999.95, 1071273.4, 1e-9]
    values += [-3635710.12, 123456789012.345, -0.4, 0.07 * 100, 64.99999999999999, 1e15, 0.995]
    page = chromium_page(report).page
    shown = page.evaluate("([v, d]) => v.map(x => somTal(x, d))", [values, decimals])
    assert shown == [number(value, decimals) for value in values]


def test_without_script_the_slider_is_gone_and_the_base_case_stands(chromium_page, report):
    page = chromium_page(report, javascript=False).page
    assert not page.is_visible("input[type=range]")
    assert page.is_visible("tr[data-fast]")
    assert page.locator("summary").first.is_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_print_unfolds_every_table_and_drops_the_slider(chromium_page, report, javascript):
    page = chromium_page(report, javascript=javascript).page
    page.emulate_media(media="print")
    if javascript:
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
    shown = [table.bounding_box() for table in page.locator("details table").all()]
    assert len(shown) == 3
    assert all(box and box["height"] > 50 for box in shown)
    assert not page.is_visible(".skyder")
    assert not page.is_visible(".indholdsliste")


def test_page_one_fills_one_sheet_and_the_stamp_stands_on_every_sheet(
    chromium_page, report, require, tmp_path
):
    require(shutil.which("pdftotext"), "pdftotext (poppler-utils)")
    file = tmp_path / "tryk.pdf"
    chromium_page(report).page.pdf(path=file, prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    sheets = text.stdout.decode().split("\f")[:-1]
    assert all("Illustrative tal" in sheet for sheet in sheets)
    assert "Det skal I vide" in sheets[0]
    assert "Baggrund" in sheets[1]
    assert f"1 af {len(sheets)}" in sheets[0]
    assert "Mereffekt og nettoresultat" not in "".join(sheets)


def test_a_wide_table_scrolls_inside_itself_and_can_be_reached_by_keyboard(chromium_page, report):
    page = chromium_page(report, width=320).page
    page.evaluate("document.querySelectorAll('.rul').forEach(r => r.style.maxWidth = '120px')")
    page.wait_for_function("document.querySelector('.tabel .rul').getAttribute('role') == 'group'")
    page.evaluate("document.querySelectorAll('.rul').forEach(r => r.style.maxWidth = '')")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function("!document.querySelector('.tabel .rul').hasAttribute('tabindex')")


@pytest.fixture(scope="module")
def two_drawings(tmp_path_factory) -> Path:
    """A page with a figure drawn twice, and one that has but one drawing."""
    years, values = list(range(2025, 2038)), [1e6 * i for i in range(13)]
    both = drawn(lines(years, {"I alt": values, "Statslig tilskud": values}, DEFAULT))
    front = sample.sample_blocks()[0]
    twice = sample.figure(chart_type="line", id="to").model_copy(update=dict(both))
    once = sample.figure(chart_type="line", id="en")
    file = tmp_path_factory.mktemp("telefon") / "side.html"
    notebook = sample.notebook_of([front, twice, once])
    file.write_text(html_page(read_document(notebook)), encoding="utf-8")
    return file


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [360, 414, 600])
def test_a_phone_shows_the_narrow_drawing_whole(chromium_page, two_drawings, width, javascript):
    page = chromium_page(two_drawings, width=width, javascript=javascript).page
    shown = page.locator("#to .tegning svg:visible")
    assert shown.count() == 1
    assert shown.get_attribute("id") == "to-tegning-telefon"
    assert page.get_by_role("img", name="Figur 2.1").count() == 2
    box = shown.bounding_box()
    words = [word.bounding_box() for word in shown.locator("text").all()]
    assert all(word["x"] >= box["x"] for word in words)
    assert all(word["x"] + word["width"] <= width for word in words)
    assert min(word["height"] for word in words) >= 11
    assert page.locator("#to figure [tabindex]").count() == 0
    assert page.evaluate(
        "[...document.querySelectorAll('#to figure, #to figure div, #to figure > div > svg')]"
        ".every(e => e.scrollWidth <= e.clientWidth)"
    )


@pytest.mark.parametrize(("width", "media"), [(1280, "screen"), (700, "screen"), (360, "print")])
def test_a_screen_and_a_print_show_the_wide_drawing(chromium_page, two_drawings, width, media):
    page = chromium_page(two_drawings, width=width).page
    page.emulate_media(media=media)
    shown = page.locator("#to .tegning svg:visible")
    assert shown.count() == 1
    assert shown.get_attribute("id") == "to-tegning"


@pytest.mark.parametrize("width", [360, 1280])
def test_two_drawings_of_a_figure_breach_nothing(
    chromium_page, axe_violations, two_drawings, width
):
    visit = chromium_page(two_drawings, width=width)
    assert axe_violations(visit.page) == []
    assert visit.errors == []
    ids = visit.page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_a_figure_with_one_drawing_still_scrolls_inside_itself(chromium_page, two_drawings):
    page = chromium_page(two_drawings, width=360).page
    assert page.locator("#en .tegning").count() == 1
    assert page.is_visible("#en .tegning.rul[tabindex='0'] svg")
