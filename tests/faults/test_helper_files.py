"""A kommune's own templates and colours: a fault in them is told with file and line."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from som_calc.case.problems import CaseError
from som_calc.document.executed import read_document
from som_calc.document.palette import palette
from som_calc.document.templates import STEPS, Sandbox, within_limits
from som_calc.formats.html import html_page
from som_calc.formats.registry import export
from som_calc.library import pages
from som_calc.running.series.overview import page_of
from tests.formats.sample import sample_notebook

BOMB = "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n"


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("Stat: '#112233'\nRegion: rød\n".encode("cp1252"), 2, "Windows-1252"),
        ("Stat: '#112233'\n".encode("utf-16"), 1, "UTF-16"),
        (b"Stat: '#112233'\n\tRegion: '#112233'\n", 2, "tabulator"),
        (b"Stat: '#112233'\nStat: '#112233'\n", 2, "står også i linje 1"),
        (b"- '#112233'\n", 1, "ikke felter"),
        (BOMB.encode(), 1, "henvisninger i YAML"),
        (b"Stat: '#112233'\nKomune: '#112233'\n", 2, "mente du »Kommune«"),
        (b"Stat: '#112233'\nRegion: [1, 2]\n", 2, "er ikke en farve"),
        (b"Stat: '#112233'\nRegion: {a: b}\n", 2, "er ikke en farve"),
    ],
    ids=["ansi", "utf-16", "tab", "twice", "list", "bomb", "misspelt", "a list", "a group"],
)
def test_a_fault_in_the_colours_is_told_with_its_line(
    tmp_path: Path, content: bytes, line: int, said: str
) -> None:
    (tmp_path / "farver.yaml").write_bytes(content)
    with pytest.raises(CaseError, match=said) as caught:
        palette(str(tmp_path))
    assert caught.value.problems[0].file == str(tmp_path / "farver.yaml")
    assert caught.value.problems[0].line == line


@pytest.mark.parametrize("content", ["", "# Socialudvalget: '#00805e'\n"])
def test_a_file_without_colours_keeps_ours(tmp_path: Path, content: str) -> None:
    (tmp_path / "farver.yaml").write_text(content, encoding="utf-8")
    assert palette(str(tmp_path))["Stat"] == "#c25500"


def test_a_committee_may_have_a_colour_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "farver.yaml").write_text("Socialudvalget: '#00805e'\n", encoding="utf-8")
    assert palette(str(tmp_path))["Socialudvalget"] == "#00805e"


REACHES_OS = [
    "{{ inline_svg.__globals__['os'].getcwd() }}",
    "{{ zip.__class__.__base__.__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.getcwd() }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ ('' | attr('__class__')).__mro__ }}",
]


@pytest.mark.parametrize("text", [*REACHES_OS, "{{ 1 / 0 }}", "{% for %}", "{{ findes_ikke }}"])
def test_an_html_template_reaches_nothing_of_python_and_its_faults_have_a_line(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "html").mkdir()
    file = tmp_path / "html" / "index.html.j2"
    file.write_text(f"<p>\n{text}\n</p>", encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        html_page(read_document(sample_notebook()), str(tmp_path))
    assert caught.value.problems[0].file == str(file)
    assert caught.value.problems[0].line == 2


@pytest.mark.parametrize("name", ["index.html.j2", "farver.css"])
def test_a_template_in_another_encoding_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / name).write_bytes("/* rød\ngrøn */".encode("cp1252"))
    with pytest.raises(CaseError, match="Windows-1252"):
        html_page(read_document(sample_notebook()), str(tmp_path))


@pytest.mark.parametrize("text", REACHES_OS[1:])
@pytest.mark.parametrize("kind", ["database", "serie"])
def test_templates_of_the_database_and_the_overview_are_sandboxed_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, text: str
) -> None:
    name = {"database": "fejl.html.j2", "serie": "oversigt.html.j2"}[kind]
    (tmp_path / "templates" / kind).mkdir(parents=True)
    (tmp_path / "templates" / kind / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CaseError, match=name):
        page_of("Serie", []) if kind == "serie" else pages.page("fejl", None)


TWICE = "{% macro m(n) %}{% if n %}{{ m(n-1) }}{{ m(n-1) }}{% endif %}{% endmacro %}"
DOUBLED = "{% set n = namespace(x='xxxxxxxx') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}"
ENDLESS = {
    "{{ 'x' * 10**9 }}": "er for langt",
    "{{ [1] * 10**9 }}": "er for langt",
    "{{ 10 ** (10 ** 9) }}": "er for langt",
    "{{ '%999999999d' % 1 }}": "er for langt",
    "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}": "for længe",
    TWICE + "{{ m(60) }}": "for længe",
    "{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(1) }}": "uden ende",
    "{{ range(10**7) }}": "for lang",
    "{{ ''.__class__ }}": "ikke adgang til",
    "{{ findes_ikke }}": "»findes_ikke« findes ikke",
    "{{ 1 / 0 }}": "dividerer med nul",
}
HUNGRY = [
    "{{ '{:999999999}'.format(1) }}",
    "{{ 'x' | center(999999999) }}",
    DOUBLED + "{% endfor %}",
]


@pytest.mark.parametrize("text", [*ENDLESS, *HUNGRY])
def test_a_template_comes_to_an_end_in_time_and_memory_and_says_why_in_danish(
    tmp_path: Path, text: str
) -> None:
    if text in HUNGRY and sys.platform != "linux":
        pytest.skip("memory is only limited on Linux")
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "index.html.j2").write_text(f"<p>\n{text}\n</p>", encoding="utf-8")
    said = ENDLESS.get(text, "for meget hukommelse")
    with pytest.raises(CaseError, match=said) as caught:
        html_page(read_document(sample_notebook()), str(tmp_path))
    assert caught.value.problems[0].line == 2


def test_an_ordinary_report_takes_a_small_part_of_the_steps() -> None:
    with within_limits():
        html_page(read_document(sample_notebook()))
        assert Sandbox.steps.left > 0.9 * STEPS


def test_pages_filled_at_the_same_time_leave_the_process_as_it_was() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_AS)
    begun, ended = threading.Event(), threading.Event()

    def other() -> None:
        with within_limits():
            begun.set()
            ended.wait(60)

    thread = threading.Thread(target=other)
    with within_limits():
        thread.start()
        assert begun.wait(60)
    ended.set()
    thread.join()
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def without_sections(path: Path) -> None:
    from docx import Document

    document = Document()
    body = document.element.body
    body.remove(body.sectPr)
    document.save(path)


@pytest.mark.parametrize("kind", ["no section", "half", "text", "field"])
def test_a_broken_word_template_is_told_or_used(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "word" / "skabelon.docx"
    file.parent.mkdir()
    without_sections(file)
    document = read_document(sample_notebook())
    if kind == "no section":
        assert export(document, ["docx"], template=str(tmp_path))["docx"].startswith(b"PK")
        return
    if kind == "field":
        from docx import Document

        made = Document()
        made.add_paragraph("{{ 'x' * 10**9 }}")
        made.save(file)
    elif kind == "half":
        file.write_bytes(file.read_bytes()[:2_000])
    else:
        file.write_bytes(b"titel: IPS")
    with pytest.raises(CaseError, match=r"skabelon\.docx"):
        export(document, ["docx"], template=str(tmp_path))
