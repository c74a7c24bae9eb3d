"""Running ``som`` in this process, and reading what it made as a reader would: as text."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from click.testing import CliRunner

from som_calc import CaseError, cli

MINUS = "−"


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    exit_code: int
    stdout: str
    output: str
    """Both streams, and the words of a refusal."""


def som(*args: object) -> Done:
    """One command, in this process, with the exit code a shell sees; other faults are raised."""
    done = CliRunner().invoke(cli.som, [str(a) for a in args], prog_name="som")
    if isinstance(done.exception, CaseError):
        refusal = "\n".join(map(str, done.exception.problems))
        return Done(2, done.stdout, f"{done.output}\n{refusal}")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout, done.output)


def told(*args: object) -> str:
    """All a command says, on both streams."""
    return tidy(som(*args).output)


def tidy(text: str) -> str:
    """Text with ordinary spaces and no soft hyphens."""
    text = text.replace("\u00ad", "").replace("\u00a0", " ").replace("\u202f", " ")
    return " ".join(text.split())


def data(path: Path, *options: object) -> dict[str, Any]:
    """``som beregn --json``."""
    done = som("beregn", path, "--json", *options)
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def number(cell: str) -> float | None:
    """A cell's number, percent as a share; None where it holds none."""
    found = re.search(r"[−+-]?\d[\d.]*(?:,\d+)?", cell)
    if found is None:
        return None
    text = found[0].replace(".", "").replace(",", ".").replace(MINUS, "-")
    return float(text) / (100 if re.match(r"\s*(%|pct\.)", cell[found.end() :]) else 1)


def money(text: str) -> float:
    """The first amount of a sentence in kr.: ``1,1 mio. kr.``, ``485.000 kr.``, ``3 kr.``"""
    found = re.search(r"([−-]?\d[\d.]*(?:,\d+)?)\s*(mio\.|mia\.)?\s*kr\.", text)
    assert found, f"no amount in »{text}«"
    value = float(found[1].replace(".", "").replace(",", ".").replace(MINUS, "-"))
    return value * {"mio.": 1e6, "mia.": 1e9, None: 1.0}[found[2]]


def says(amount: float, kr: float) -> bool:
    """Whether a rounded amount is an honest rounding of ``kr`` (three digits or one decimal)."""
    size = abs(kr)
    slack = 50_000.5 if size >= 950_000 else 500.5 if size >= 9_500 else 50.5 if size >= 950 else 1
    return abs(abs(amount) - size) <= max(slack, 0.02 * size)


class Page:
    """A report's page as sections of sentences and tables."""

    def __init__(self, html: str) -> None:
        soup = BeautifulSoup(html, "html.parser")
        for tag in soup(["script", "style", "svg"]):
            tag.decompose()
        self._soup = soup

    @cached_property
    def lead(self) -> str:
        """The answer under the title."""
        title = self._soup.find("h1")
        return tidy(title.find_next("p").get_text(" "))

    @cached_property
    def words(self) -> str:
        """All text of the page."""
        return tidy(self._soup.body.get_text(" "))

    def has(self, section: str) -> bool:
        return self._soup.find(id=f"afsnit-{section}") is not None

    def sentences(self, section: str) -> list[str]:
        """Headings, paragraphs and list items of a section, tables and their notes left out."""
        part = self._soup.find(id=f"afsnit-{section}")
        assert part is not None, f"no section {section}"
        return [
            tidy(tag.get_text(" "))
            for tag in part.find_all(["h2", "h3", "p", "li", "dt", "dd", "figcaption"])
            if tag.find_parent("table") is None
        ]

    def said(self, section: str) -> str:
        """A section's sentences in one line."""
        return " ".join(self.sentences(section))

    @property
    def page_one(self) -> str:
        """The lead and all of page one, without its table of contents."""
        part = self._soup.find(id="afsnit-side1")
        kept = [
            tidy(tag.get_text(" "))
            for tag in part.find_all(["h3", "p", "li", "dt", "dd"])
            if tag.find_parent("nav") is None and tag.find_parent("figure") is None
        ]
        return " ".join([self.lead, *kept])

    @property
    def key_figures(self) -> dict[str, str]:
        """Key figure → its value and what stands under it."""
        part = self._soup.find(id="afsnit-side1")
        found: dict[str, str] = {}
        label = ""
        for tag in part.find_all(["dt", "dd"]):
            text = tidy(tag.get_text(" "))
            if tag.name == "dt":
                label, found[text] = text, ""
            else:
                found[label] = f"{found[label]} {text}".strip()
        return found

    def table(self, name: str) -> list[list[str]]:
        """Rows of cells of ``tabel-{name}``, the header first; notes' marks taken off."""
        table = self._soup.find(id=f"tabel-{name}")
        if table is None:
            return []
        return [
            [
                re.sub(r" note \d+$", "", tidy(cell.get_text(" ")))
                for cell in row.find_all(["td", "th"])
            ]
            for row in table.find_all("tr")
        ]

    def rows(self, name: str) -> dict[str, list[str]]:
        """First cell → the others of each row of a table."""
        return {row[0]: row[1:] for row in self.table(name)[1:] if len(row) > 1}

    def notes(self, name: str) -> str:
        """The notes under a table."""
        table = self._soup.find(id=f"tabel-{name}")
        if table is None:
            return ""
        around = table.find_parent(["figure", "div", "section"])
        return tidy(" ".join(li.get_text(" ") for li in around.find_all("li")))

    def figure_heading(self, figure: str) -> str:
        """The finding above a figure."""
        part = self._soup.find(id=f"figur-{figure}")
        if part is None:
            return ""
        inside = part.find(["h3", "h4"])
        heading = inside or part.find_previous("h3")
        return tidy(heading.get_text(" ")) if heading else ""


@cache
def report(text: str, *options: str) -> Page:
    """The decision report of a case file's text."""
    folder = Path(tempfile.mkdtemp(prefix="loefter-"))
    path = folder / "sag.yaml"
    path.write_text(text, encoding="utf-8")
    done = som("rapport", path, "--format", "html", "--ud", folder / "ud", *options)
    assert done.exit_code == 0, done.output
    return Page((folder / "ud" / "beslutningsoplaeg.html").read_text(encoding="utf-8"))


def follow_up(folder: Path, case: Path, text: str, year: int) -> Page:
    """Decide the case, write the follow-up beside it, and read its report."""
    done = som("vedtag", case, "--dato", f"{year}-01-02", "--beslutning", "At indsatsen begynder")
    assert done.exit_code == 0, done.output
    held = case.with_suffix("") / "opfoelgning"
    held.mkdir(parents=True, exist_ok=True)
    (held / f"{year}.yaml").write_text(text, encoding="utf-8")
    done = som("opfoelgning", case, "--format", "html", "--ud", folder / "ud")
    assert done.exit_code == 0, done.output
    page = Page((folder / "ud" / f"opfoelgning-{year}.html").read_text(encoding="utf-8"))
    page.output = tidy(done.output)  # type: ignore[attr-defined]
    return page


def portfolio(folder: Path, *args: object) -> Page:
    """``som portefoelje`` as a page."""
    done = som("portefoelje", *args, "--format", "html", "--ud", folder / "ud")
    assert done.exit_code == 0, done.output
    return Page((folder / "ud" / "portefoelje.html").read_text(encoding="utf-8"))
