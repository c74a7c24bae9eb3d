"""Tables as a person reads them: what stands above a number, and a date beside another number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from som_calc.document.danish import number
from som_calc.library.privacy.cpr import is_born, named_cpr
from som_calc.library.privacy.part import Part, Unreadable
from som_calc.library.privacy.spelling import BREAK

MOST_COLUMNS = 16_384
"""As many as a sheet in Excel has."""
MOST_CELLS = 2_000_000
MOST_PAIRS = 10_000
"""Columns of dates times columns of last digits."""
HEAD_ROWS = 10
"""Rows a heading may stand in: title lines and empty rows come before it."""
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d*)\.\d+(?:[eE][-+]?\d+)?")
_WHOLE = re.compile(r"([1-9]\d{8,9})([.,]0+)?")
_POWER = re.compile(r"[1-9][.,]\d{6,}[eE]\+?0?[89]")
VALUE = re.compile(r"[\d\W_]*\d{4}[\d\W_]*")
"""A cell of digits and signs only, which its heading tells the meaning of."""
_LABEL = re.compile(
    r"(?i)(?:(?:borgers?|deltagers?|barnets)[ _]?)?(?:cpr|person(?:nummer|nr)|pnr|fødselsnummer)"
    r"(?:[-_. ]*(?:nr|nummer|numre|no))?[\W_]*"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_TEN = re.compile(r"[1-9]\d{9}")
_FOUR = re.compile(r"\d{1,4}")
_ISO = re.compile(r"((?:18|19|20)\d\d)-?(\d\d)-?(\d\d)(?:[ T]00:00(?::00)?)?")
_DAY = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d\d)|(\d\d)(\d\d)(\d{4}|\d\d)")
_BORN = re.compile(r"(?i)født|fødsel|fødedato|birth|\bdob\b|cpr")
_LAST = re.compile(
    r"(?i)l(?:ø|oe?)?be?(?:nr|nummer)|cpr|sidste|ciff?re|kontrol|endelse|personn|\bpnr\b|serie"
)
_OTHER = re.compile(
    r"(?i)beløb|\bkr\b|udgift|indtægt|budget|pris|\bår\b|postn|timer|antal|uger|dage|deltager|konto"
)


def check_size(place: str, rows: list[list[str]], most: int | None = None) -> None:
    """Stop at a table that takes longer to read than what stands in it can explain.

    Args:
        place: where the table stands.
        rows: its cells.
        most: how many columns it may have.

    Raises:
        Unreadable: it has too many columns, or is as wide as one row and as long as the others.
    """
    width = max(map(len, rows), default=0)
    if most is not None and width > most:
        wrong = f"har {number(width)} kolonner; højst {number(most)} kan læses igennem"
        raise Unreadable(place, wrong, "del tabellen, eller byt om på rækker og kolonner")
    cells = width * len(rows)
    if cells > MOST_CELLS and cells > 10 * sum(map(len, rows)):
        wrong = f"har {number(len(rows))} rækker og {number(width)} kolonner, næsten alle tomme"
        raise Unreadable(place, wrong, "del den i flere tabeller")


def headings(rows: list[list[str]]) -> list[str]:
    """What stands above the numbers of each column, without digits."""
    width = max((len(row) for row in rows), default=0)
    heads, done = [""] * width, [False] * width
    for row in rows[:HEAD_ROWS]:
        for column, cell in enumerate(row):
            if re.search(r"\d{5}", cell) or (heads[column] and VALUE.fullmatch(cell)):
                done[column] = True
            elif not done[column] and re.search(r"[^\W\d_]", cell):
                heads[column] = f"{heads[column]} {re.sub(r'[0-9]', '', cell)}".strip()[-60:]
    return heads


def said(rows: list[list[str]]) -> str:
    """The cells as one text, each value of only digits and signs after its heading.

    A cell with decimals is a number; whatever else stands in one is read as text.
    """
    heads = headings(rows)
    years = {
        column
        for row in rows[:HEAD_ROWS]
        for column, cell in enumerate(row)
        if not heads[column] and _YEAR.fullmatch(cell.strip())
    }

    def called(row: list[str], column: int) -> str:
        """What tells the meaning of a cell: its heading, or the year above and the row's name."""
        if heads[column] or not _TEN.fullmatch(row[column]):
            return heads[column]
        return "beløb pr. år" if column in years else re.sub(r"[0-9]", "", row[0])[-60:].strip()

    return BREAK.join(
        f"{head}: {cell}" if VALUE.fullmatch(cell) and (head := called(row, column)) else cell
        for row in rows
        for column, cell in enumerate(row)
        if not _DECIMAL.fullmatch(cell)
    )


def bare_number(name: str, value: int) -> list[str]:
    """A number without form, as a text to look at: nine digits may have lost a zero in front."""
    if named_cpr(name) and 10**8 <= value < 10**10:
        return [f"{name}: {value:010d}"]
    return [f"{name}: {value}"] if 10**9 <= value < 10**10 else []


def numbers(rows: list[list[str]], every: bool = False) -> list[str]:
    """Whole numbers a program wrote with decimals, or without the zero a CPR number begins with.

    Args:
        rows: the cells of a table.
        every: also ten digits as they are (where the cells were numbers, not text).
    """
    heads = headings(rows)
    found = []
    for column, head in enumerate(heads):
        values = [
            (value, odd)
            for row in rows
            if column < len(row) and (read := _whole(row[column].strip()))
            for value, odd in [read]
        ]
        lost = len(values) > 1 and all(is_born(f"{value:010d}") for value, _ in values)
        for value, odd in values:
            if lost and value < 10**9:
                found.append(f"{head}: {value:010d}")
            elif odd or every or value < 10**9:
                found += bare_number(head, value)
    return found + _labelled(rows)


def _labelled(rows: list[list[str]]) -> list[str]:
    """Nine digits right of a label that says CPR, as in a form or a table on its side."""
    found = []
    for row in rows:
        label = ""
        for cell in row:
            if re.search(r"[^\W\d_]", cell):
                label = cell.strip() if _LABEL.fullmatch(cell.strip()) else ""
            elif label and (read := _whole(cell.strip())) and is_born(f"{read[0]:010d}"):
                found.append(f"cpr: {read[0]:010d}")
    return found


def _whole(cell: str) -> tuple[int, bool] | None:
    """A whole number of nine or ten digits, and whether it was written in another way."""
    if whole := _WHOLE.fullmatch(cell):
        return int(whole[1]), bool(whole[2])
    if _POWER.fullmatch(cell):
        return round(float(cell.replace(",", "."))), True
    return None


def beside(place: str, rows: list[list[str]]) -> Iterator[Part]:
    """CPR numbers parted over two columns: the date of birth in one, the last four in another.

    Raises:
        Unreadable: so many columns may belong together that they cannot all be held together.
    """
    heads = headings(rows)
    lasts = {column for column, head in enumerate(heads) if _LAST.search(head)}
    dates = {at for row in rows for at, cell in enumerate(row) if cell and _date(cell.strip())}
    if len(dates) * len(lasts) > MOST_PAIRS:
        wrong = (
            f"har {number(len(dates))} kolonner med datoer og {number(len(lasts))} med "
            "løbenumre eller lignende"
        )
        raise Unreadable(place, wrong, "læg en tabel med færre kolonner ved")
    for date in sorted(dates):
        for last in sorted({date + 1, *lasts} - {date}):
            if last >= len(heads):
                continue
            head = heads[last]
            told = last in lasts and (bool(_BORN.search(heads[date])) or abs(date - last) == 1)
            if not told and (last != date + 1 or _OTHER.search(head)):
                continue
            pairs = [
                (_date(row[date].strip()), row[last].strip())
                for row in rows
                if max(date, last) < len(row) and re.search(r"\d", row[date] + row[last])
            ]
            whole = [
                (day, four.rjust(4, "0"))
                for day, four in pairs
                if day and _FOUR.fullmatch(four) and (told or len(four) == 4)
            ]
            if len(whole) * 2 <= len(pairs):
                continue
            if told:
                yield from (Part(place, f"cpr {day}-{four}") for day, four in whole)
            else:
                # One finding tells of two columns: postings look the same, row by row.
                yield Part(place, f"{whole[0][0]}|{whole[0][1]}")


def _date(cell: str) -> str:
    """A date in a cell as DDMMYYYY or DDMMYY, "" when it is none."""
    if match := _ISO.fullmatch(cell):
        day, month, year = match[3], match[2], match[1]
    elif match := _DAY.fullmatch(cell):
        day, month, year = match[1] or match[4], match[2] or match[5], match[3] or match[6]
    else:
        return ""
    digits = f"{day:0>2}{month:0>2}{year}"
    return digits if is_born(f"{digits}1111") else ""
