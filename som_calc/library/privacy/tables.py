"""Attached tables: unit records, rare combinations, small groups and cells that can be undone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from itertools import pairwise

from som_calc.library.privacy.finding import Finding
from som_calc.library.privacy.names import is_person
from som_calc.library.privacy.numbers import SMALLEST_GROUP
from som_calc.library.privacy.sentences import shared_by

_PERSONAL = re.compile(
    r"(?i)\b(cpr|cprnr|personnummer|fornavn|efternavn|adresse|fødselsdato|foedselsdato|"
    r"telefon|telefonnr|telefonnummer|mobil|mail|e-?mail|sagsnr|sagsnummer|borger_?id|person_?id|"
    r"pnr|journalnr)\b"
)
_NAMED = re.compile(r"(?i)\bnavn\b|\bborger(?:en)?\b|\bdeltager(?:en)?\b")
"""Headings of things as often as of people: the cells decide."""
_TRAITS = re.compile(
    r"(?i)(?<![^\W_])(?:køn|koen|alder\w*|postnr|postnummer|diagnose\w*|by|herkomst|civilstand|"
    r"forløb)(?![^\W_])"
)
_HEADING = 40
"""Signs; what is longer is no heading but a sentence."""
_LONGEST = 80
_SUPPRESSED = {"*", "**", "-", "–", "..", ".", "x", "u", "ukendt", "diskret", "n/a", "skjult"}
_BELOW = re.compile(r"(?:<|≤|under|færre end|højst) ?\d{1,2}")
_TOTAL = re.compile(r"(?i)^(?:i alt|total\w*|sum|samlet|alle|hele gruppen)\b|\bi alt\b")
_PEOPLE = re.compile(
    r"(?i)\b(?:deltager\w*|borger\w*|pers\b\.?|person(?:er|ers)?|unge|børn|voksne|famili\w+|elev\w*|"
    r"patient\w*|mødre|fædre|forældre|kvinde\w*|mænd|mand|piger?|drenge?|hjemløse?|ledige?|"
    r"beboere?|klienter?|startede|visiterede|gennemført\w*|afslutted\w*|frafald\w*|observerede|"
    r"succes(?:er)?|døde|i job|i uddannelse|i beskæftigelse|(?:kontrol|indsats|interventions|"
    r"sammenlignings|forsøgs)gruppen?|(?:gruppe|hold) [a-zæøå\d]{1,2}|\d\d?-\d\d?-årige)\b"
)
_AGES = re.compile(
    r"(?i)(?:over|under|fra|til)?\s*\d{1,2}\s*(?:(?:-|–|til)\s*\d{1,2})?\+?\s*(?:år(?:ige)?\b|-årige)"
)
_UNITS = re.compile(
    r"(?i)(?:\b|_)(?:kr|kroner|dkk|mio|mia|pct|procent\w*|andel\w*|rate\w*|uger?|timer?|dage?|"
    r"måned\w*|mdr|år|årstal|alder\w*|gennemsnit\w*|gns|middel\w*|median|pr|per|hver|pris\w*|sats\w*|"
    r"beløb\w*|udgift\w*|omkostning\w*|besparelse\w*|indtægt\w*|effekt\w*|score\w*|indeks|varighed|"
    r"længde|løn\w*|budget\w*|forbrug|version|side|tilskud\w*|gevinst\w*|værdi\w*|point|nr|nummer|id|kode|paragraf|"
    r"niveau|kvartal|sandsynlighed|usikkerhed|interval)(?:\b|_)|[%§€]"
)
_SHARE = re.compile(r"(?i)[(/] ?(?:pct\.?|%|procent|andel)[^()]*\)?")
"""»Antal (pct.)« heads cells such as »1 (8 %)«."""
_THINGS = re.compile(
    r"(?i)\b(?:møder?|samtaler?|besøg|kurser|indsatser|ydelser|aktiviteter|årsværk|medarbejder\w*|"
    r"stillinger|kommuner|pladser|hold|gange|sager|studier|undersøgelser|scenarier|tabeller|sider)\b"
)
_COUNTS = re.compile(r"(?i)^(?:antal|n|antal i alt)$")
_OF_PEOPLE = re.compile(
    r"(?i)^(?:køn|koen|alders?(?:gruppe|klasse|interval)?|diagnose\w*|herkomst|civilstand|etnicitet|"
    r"nationalitet|statsborgerskab|handicap|forsørgelse(?:sgrundlag)?|boligform|udfald|afgang til)$"
)
"""What the first column sorts people by."""
_OUTCOMES = re.compile(
    r"(?i)^(?:(?:antal|andel|procent|pct\.?) )?(?:(?:i|kom i|fik|ikke i) )?(?:(?:ordinært? )?job|"
    r"fleksjob|uddannelse|arbejde|beskæftigelse|selvforsørge(?:lse|nde)|førtidspension|"
    r"kontanthjælp|egen bolig|hjemløshed|gennemført|gennemførte|fuldført|frafald|frafaldne)"
    r"(?: \(?(?:pct\.?|procent|%)\)?)?$"
)
_PERCENT = re.compile(r"(\d{1,2}(?:,\d{1,2})?)\s*(%|pct\.?|procent)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WHEN = re.compile(
    r"(?i)^(?:(?:pr|ultimo|uge|måned|kvartal|dato)\b|(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|"
    r"dec)[a-z]*\b|[1-4]\. kvartal|q[1-4]\b|\d{1,2}[-./]\d{1,2}\b)"
)
"""Rows closer than a year: the same people are counted again."""
_RISES = re.compile(r"(?i)kumul|til dato|løbende")
_SEXES = re.compile(r"(?i)^[km]$")
_OF_WHICH = re.compile(r"(?i)^\W{0,3}(?:heraf|hvoraf|deraf)\b")
_BEGAN = re.compile(r"(?i)^(?:antal )?(?:startede|visiterede|deltagere|borgere|henviste)$")
_ENDED = re.compile(
    r"(?i)^(?:antal )?(?:gennemført\w*|afslutted\w*|succes(?:er)?|observerede|i job|i uddannelse|"
    r"i beskæftigelse|frafaldne?)$"
)
_NUMBER = re.compile(r"[-−]?\d[\d.,   ]*(?:\s*(?:%|(?i:pct\.?|procent)))?")
_WHOLE = re.compile(
    r"(\d{1,6}|\d{1,3}(?:\.\d{3})+)(?:[.,]0{1,2})?"
    r"(?:\s*\([^()]*\)|\s*(?:pers\.?|personer|borgere|deltagere|stk\.?))?"
)
_ABOUT = re.compile(r"(?i)^(?:ca\.?|cirka|omkring|~|≈|kun)\s*|\s*\*+$")
"""»ca. 3« and a count with a mark of a note."""
_HEADING_ROWS = 4


@dataclass
class _Grid:
    """One table: what is said above it, its headings, and the rows below them."""

    title: str
    header: list[str]
    body: list[list[str]] = field(default_factory=list)

    @cached_property
    def people(self) -> bool:
        """Whether the title or the heading of the first column tells of people."""
        return any(_says_people(one) for one in (self.title, self.header[0]))

    @cached_property
    def traits(self) -> bool:
        """Whether the rows are groups of people by what they are: sex, diagnosis, outcome."""
        return bool(_OF_PEOPLE.match(_spaced(self.header[0])))

    @cached_property
    def outcomes(self) -> set[int]:
        """Columns headed by what became of people, with whole numbers only and no unit above."""
        if _is_unit(self.title):
            return set()
        columns = (
            i
            for i, name in enumerate(self.header)
            if _OUTCOMES.match(_spaced(name)) and not _is_unit(name)
        )
        return {
            i
            for i in columns
            if all(_count(row[i]) is not None for row in self.body if _is_number(row[i]))
        }

    @cached_property
    def people_anywhere(self) -> bool:
        """Whether any heading does."""
        return any(_says_people(one) for one in self.header)


def table_findings(
    place: str, rows: Sequence[Sequence[str]], smallest: int = SMALLEST_GROUP
) -> Iterator[Finding]:
    """What is wrong with publishing a table; titles may stand above its headings."""
    for grid in _grids(rows):
        yield from _unit_records(place, grid, smallest)
        yield from _small(place, grid, smallest)


def counted_cells(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Counts of people in a table, by title, row and heading; to hold two versions together."""
    found: dict[str, int] = {}
    for grid in _grids(rows):
        for row in grid.body:
            label, words = _label(row), _first_words(row)
            for i, cell in enumerate(row):
                count = _count(cell)
                if count is not None and _counts_people(grid, cell, i, label, words):
                    found[f"»{grid.header[i]}« i rækken »{label}«"] = count
    return found


def _grids(rows: Sequence[Sequence[str]]) -> Iterator[_Grid]:
    """The tables in a sheet: titles, one to four rows of headings, and numbers below."""
    width = max((len(row) for row in rows), default=0)
    above: list[list[str]] = []
    grid: _Grid | None = None
    for cells in rows:
        row = [cell.strip() for cell in cells] + [""] * (width - len(cells))
        filled = [cell for cell in row if cell]
        if not filled:
            continue
        if any(_is_number(cell) or _hidden(cell) for cell in row[1:]) or (
            width == 1 and _is_number(row[0])
        ):
            if above or grid is None:
                if grid is not None:
                    yield grid
                grid, above = _headed(above, row, width), []
                if grid.header == row:
                    continue
            grid.body.append(row)
        elif grid is None or above or len(filled) == 1 or _is_heading(row):
            above.append(row)
        else:
            grid.body.append(row)
    if grid is not None:
        yield grid
    else:
        wide = [row for row in above if sum(bool(cell) for cell in row) > 1]
        if len(wide) > 1:
            yield _Grid("", wide[0], wide[1:])


def _is_heading(row: Sequence[str]) -> bool:
    """Whether a row without numbers heads the next table, rather than being one of this."""
    words = (_PEOPLE, _TOTAL, _COUNTS, _UNITS)
    return any(pattern.search(cell) for cell in row[1:] for pattern in words)


def _headed(above: list[list[str]], first: list[str], width: int) -> _Grid:
    """A grid with the rows above its first numbers as title and headings; years may head it."""
    wide: list[list[str]] = []
    titles: list[str] = []
    for row in above:
        if sum(bool(cell) for cell in row) > 1 or width == 1:
            wide.append(row)
        else:
            titles += [cell for cell in row if 0 < len(cell) <= _LONGEST]
    if not wide and all(
        re.fullmatch(r"(?:19|20)\d\d", c) or not _is_number(c) for c in first[1:]
    ) and any(_is_number(c) for c in first[1:]):  # fmt: skip
        return _Grid(" ".join(titles), first)
    wide = wide[-_HEADING_ROWS:]
    header = [" ".join(row[i] for row in wide if row[i]) for i in range(width)]
    return _Grid(" ".join(titles), header)


def _unit_records(place: str, grid: _Grid, smallest: int) -> Iterator[Finding]:
    headings = [name.replace("_", " ") if len(name) <= _HEADING else "" for name in grid.header]
    personal = [
        grid.header[i]
        for i, name in enumerate(headings)
        if _PERSONAL.search(name)
        or (_NAMED.search(name) and any(is_person(row[i]) for row in grid.body))
    ]
    if personal:
        yield Finding(
            place,
            f"ser ud til at rumme én række pr. person (kolonnerne {', '.join(personal)})",
            "læg kun summer og gennemsnit ved",
        )
    traits = [i for i, name in enumerate(headings) if _TRAITS.search(name)]
    if len(traits) >= 2:
        counts = Counter(tuple(row[i] for i in traits) for row in grid.body)
        rare = sum(1 for count in counts.values() if count < smallest)
        if rare and len(grid.body) >= smallest and max(counts.values()) < len(grid.body):
            names = ", ".join(grid.header[i] for i in traits)
            yield Finding(
                place,
                f"{rare} kombinationer af {names} findes hos færre end {smallest} rækker",
                "slå grupper sammen, eller undlad en af kolonnerne",
            )


@dataclass(frozen=True)
class _Cell:
    """A cell of a row or column: its name in the other direction, and what it counts."""

    name: str
    count: int | None
    hidden: bool


def _small(place: str, grid: _Grid, smallest: int) -> Iterator[Finding]:
    """Counts of people below ``smallest``, and those that can be worked out from the others."""
    lines: list[tuple[str, list[_Cell]]] = []
    columns: list[list[_Cell]] = [[] for _ in grid.header]
    for row in grid.body:
        line = []
        label, words = _label(row), _first_words(row)
        for i, cell in enumerate(row):
            if i == 0 and not _is_number(cell):
                continue
            if not _counts_people(grid, cell, i, label, words):
                continue
            count, hidden = _count(cell), _hidden(cell)
            line.append(_Cell(grid.header[i], count, hidden))
            columns[i].append(_Cell(label, count, hidden))
        lines.append((f"rækken »{label}«", line))
        yield from _shared(place, label, grid, row, line, smallest)
    for where, line in lines:
        hide_too = _hide_too(line)
        for one in line:
            if one.count is not None and 0 < one.count < smallest:
                yield Finding(
                    place,
                    f"»{one.name or 'Antal'}« i {where} er kun {one.count}",
                    f"skriv »<{smallest}«{_also_hide(hide_too, one)}",
                )
    lines += [
        (f"kolonnen »{name or 'Antal'}«", cells)
        for name, cells in zip(grid.header, columns, strict=True)
        if not _TOTAL.search(name) or len(cells) > 1
    ]
    for where, line in lines:
        yield from _worked_out(place, where, line, smallest)
    for name, cells in zip(grid.header, columns, strict=True):
        yield from _rising(place, name, cells, smallest)


def _shared(
    place: str, label: str, grid: _Grid, row: list[str], line: Sequence[_Cell], smallest: int
) -> Iterator[Finding]:
    """Shares of the only count of people in a row: 8,3 pct. of 12 is one person."""
    counts = [cell for cell in line if cell.count is not None]
    if len(counts) != 1 or _TOTAL.search(label):
        return
    total = counts[0].count or 0
    for heading, cell in zip(grid.header, row, strict=True):
        share = _PERCENT.fullmatch(cell)
        if not share or not _OUTCOMES.match(_spaced(heading)):
            continue
        some = shared_by(total, share[1]) if share[2] or _is_unit(heading) else None
        if some is not None and total >= smallest and 0 < min(some, total - some) < smallest:
            yield Finding(
                place,
                f"»{heading}« i rækken »{label}« er {cell} af {total}, altså {some}",
                "vis kun antallet eller andelen",
            )


def _rising(place: str, name: str, line: Sequence[_Cell], smallest: int) -> Iterator[Finding]:
    """The steps of a total that only grows from month to month: who has come to."""
    if not _TOTAL.search(name) and not _RISES.search(name):
        return
    told = [(c.name, c.count) for c in line if c.count is not None]
    steps = list(pairwise(told))
    close = _RISES.search(name) or all(_WHEN.match(when) for when, _ in told)
    if len(told) < 3 or not close or any(count < was for (_, was), (_, count) in steps):
        return
    for (before, was), (when, count) in steps:
        if 0 < count - was < smallest:
            yield Finding(
                place,
                f"»{name}« vokser kun med {count - was} fra »{before}« til »{when}«",
                "vis kun det sidste tal, eller afrund til nærmeste fem",
            )


def _worked_out(place: str, where: str, line: Sequence[_Cell], smallest: int) -> Iterator[Finding]:
    """What a total leaves when the parts are taken from it, and the steps from one to the next."""
    total = next((cell for cell in line if _TOTAL.search(cell.name)), None)
    parts = [c for c in line if not _TOTAL.search(c.name) and not _OF_WHICH.match(c.name)]
    hidden = [cell for cell in parts if cell.hidden]
    if total is not None and total.count is not None and parts:
        if len(hidden) == 1:
            yield Finding(
                place,
                f"den skjulte celle »{hidden[0].name}« i {where} kan regnes ud af totalen",
                "skjul en celle mere, eller fjern totalen",
            )
        known = [cell.count for cell in parts if cell.count is not None]
        left = total.count - sum(known)
        if known and 0 < left < max(smallest, len(hidden) + 1) and len(hidden) != 1:
            yield Finding(
                place,
                f"i {where} er der {total.count} i alt og {sum(known)} vist, så resten er {left}",
                "skjul totalen, eller skjul den næstmindste gruppe også",
            )
    whole: _Cell | None = None
    began: _Cell | None = None
    for cell in line:
        of = whole if _OF_WHICH.match(cell.name) else began if _ENDED.match(cell.name) else None
        if not _OF_WHICH.match(cell.name):
            whole = cell
        if _BEGAN.match(cell.name):
            began = cell
        if of is None or of.count is None or cell.count is None:
            continue
        if 0 < of.count - cell.count < smallest:
            yield Finding(
                place,
                f"i {where} er »{of.name}« {of.count} og »{cell.name}« {cell.count}, så forskellen "
                f"er {of.count - cell.count}",
                "vis kun det ene tal, eller afrund begge til nærmeste fem",
            )


def _hide_too(line: Sequence[_Cell]) -> list[_Cell] | None:
    """The two smallest counts of a row beside its total; None where there is no total."""
    if not any(_TOTAL.search(cell.name) for cell in line):
        return None
    counted = [c for c in line if c.count is not None and not _TOTAL.search(c.name)]
    return nsmallest(2, counted, key=lambda cell: (cell.count, cell.name))


def _also_hide(hide_too: list[_Cell] | None, small: _Cell) -> str:
    """The next smallest cell of the row, which must be hidden too where there is a total."""
    if hide_too is None:
        return ""
    others = [cell for cell in hide_too if cell is not small]
    if not others:
        return ", og fjern totalen"
    return f", og skjul også »{others[0].name}«, ellers kan tallet regnes ud af totalen"


def _counts_people(grid: _Grid, cell: str, i: int, label: str, words: int) -> bool:
    """Whether a cell is a number of people, by its heading, its row or the table's title.

    Args:
        grid: its table.
        cell: what stands in it.
        i: its column.
        label: the words its row begins with.
        words: the first column of the row with words in it.
    """
    if i and len(label) > _LONGEST:
        return False
    heading, label = _spaced(grid.header[i]), _spaced(label) if i else ""
    if len(label) > _LONGEST:
        return False
    if "(" in cell:
        heading = _SHARE.sub(" ", heading)
    if i == 0 and not _PEOPLE.search(heading) and not _COUNTS.match(heading):
        return False
    if _is_unit(heading) or _is_unit(label):
        return False
    if _PEOPLE.search(heading) or _PEOPLE.search(label) or _SEXES.match(heading):
        return True
    if _THINGS.search(heading) or _THINGS.search(label):
        return False
    if _COUNTS.match(heading):
        return bool(i) or len(grid.header) == 1
    if i and (i in grid.outcomes or (grid.traits and _YEAR.fullmatch(heading))):
        return True
    # A number before the words of its row numbers them.
    total = bool(_TOTAL.search(heading)) and grid.people_anywhere
    if words == len(grid.header):
        return bool(i) and total
    return words < i and (grid.people or total)


def _first_words(row: Sequence[str]) -> int:
    """The first column with more than a number in it; past the last when none has."""
    return next((i for i, cell in enumerate(row) if cell and not _is_number(cell)), len(row))


def _says_people(text: str) -> bool:
    return bool(_PEOPLE.search(text)) and not _is_unit(text)


def _spaced(text: str) -> str:
    """»antal_borgere« and »AntalBorgere« as words."""
    return re.sub(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])", " ", text.replace("_", " "))


def _is_unit(text: str) -> bool:
    return bool(_UNITS.search(_AGES.sub(" ", text)))


def _label(row: Sequence[str]) -> str:
    """The words a row begins with."""
    words = [cell for cell in row[:3] if cell and not _is_number(cell) and not _hidden(cell)]
    return " ".join(words) if words else row[0]


def _count(cell: str) -> int | None:
    """A whole number of people."""
    bare = _ABOUT.sub("", cell.strip())
    match = _WHOLE.fullmatch(bare) if bare.isascii() else None
    return int(match[1].replace(".", "")) if match else None


def _hidden(cell: str) -> bool:
    low = cell.strip().lower()
    return low in _SUPPRESSED or bool(_BELOW.fullmatch(low))


def _is_number(cell: str) -> bool:
    bare = _ABOUT.sub("", cell.strip())
    return bool(_NUMBER.fullmatch(bare) or _WHOLE.fullmatch(bare))
