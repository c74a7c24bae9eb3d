"""The XML of a native chart: the meaning in colours, a zero line, nothing for show.

It is put together as text: the parts of a chart are few and always the same, and a general
writer of charts spends ten times as long on building and searching them.  Whatever comes from
a case is escaped on its way in.
"""

from __future__ import annotations

import math
from html import escape

from som_calc.document import palette
from som_calc.document.model import Chart, Series
from som_calc.formats.ooxml import clean

SHEET = "Data"
"""The sheet behind the chart: categories in column A, a series per column."""
INK, MUTED, RULE = (
    colour.lstrip("#").upper() for colour in (palette.INK, palette.MUTED, palette.GRID)
)
SIZE = 900
"""Of all words on paper, in hundredths of a point."""
LABELLED = {"column": 14, "bar": 30}
"""Up to so many bars carry their own number; then the value axis has none."""
LABEL_ROOM = 75
"""Characters there is room for along the bottom; beyond that only some are named."""
CHART_URI = "http://schemas.openxmlformats.org/drawingml/2006/chart"
MOST_NAMED = 10
"""So many categories are always all named."""
DANISH = "[$-406]"
"""Danish decimal comma where the program, unlike Word, does not take it from the system."""
MARKERS = ("circle", "square", "triangle", "diamond", "x")
NAMESPACES = (
    f'xmlns:c="{CHART_URI}" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_AXES = ("2118791784", "2140495176")
_NO_LINE = "<a:ln><a:noFill/></a:ln>"
_DANISH_END = '<a:endParaRPr lang="da-DK"/>'
_LABELS_SHOW = (
    '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
    '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    '<c:showLeaderLines val="1"/>'
)


def chart_xml(chart: Chart, workbook_relation: str, size: int = SIZE) -> bytes:
    """The chart part's XML.  Values are divided by ``chart.scale``; all words are set in
    ``size`` hundredths of a point."""
    line = chart.type == "line"
    parts = [
        f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<c:chartSpace {NAMESPACES}>",
        '<c:date1904 val="0"/><c:lang val="da-DK"/><c:roundedCorners val="0"/>',
        '<c:chart><c:autoTitleDeleted val="1"/><c:plotArea>',
        _lines(chart) if line else _bars(chart, size),
        _category_axis(chart, *_AXES, size),
        _value_axis(chart, *_AXES, size),
        "</c:plotArea>",
        _legend(line, size) if len(chart.series) > 1 else "",
        '<c:plotVisOnly val="1"/>' if line else "",
        '<c:dispBlanksAs val="gap"/>',
        '<c:showDLblsOverMax val="0"/>' if line else "",
        f"</c:chart><c:spPr><a:noFill/>{_NO_LINE}</c:spPr>",
        _font(size, _fill(INK), end=_DANISH_END),
        f'<c:externalData r:id="{escape(workbook_relation)}"><c:autoUpdate val="0"/>',
        "</c:externalData></c:chartSpace>",
    ]
    return "".join(parts).encode()


def scaled(chart: Chart, values: list[float | None]) -> list[float | None]:
    """Values in the chart's unit; what is no finite number becomes a gap."""
    return [
        value / chart.scale if value is not None and math.isfinite(value) else None
        for value in values
    ]


def number_format(chart: Chart) -> str:
    """The chart's number format with a real minus sign for losses."""
    return f'{DANISH}{chart.number_format};"\u2212"{chart.number_format}'


def labelled(chart: Chart) -> bool:
    """Whether each bar carries its own number."""
    bars = len(chart.categories) * len(chart.series)
    return bars <= LABELLED.get(chart.type, 0)


def _bars(chart: Chart, size: int) -> str:
    stacked = chart.type == "stacked_column"
    # A thin white line keeps stacked parts apart without colour.
    edge = f'<a:ln w="9525">{_fill("FFFFFF")}</a:ln>' if stacked else ""
    series = []
    for index, one in enumerate(chart.series):
        look = f"<c:spPr>{_fill(_hex(one.colour))}{edge}</c:spPr>{_points(chart, one)}"
        series.append(_series(chart, index, look))
    overlap = '<c:overlap val="100"/>' if stacked else ""
    labels = ""
    if labelled(chart):
        font = _font(size, attributes=' b="1"')
        labels = (
            f'<c:dLbls>{_number_format(chart)}{font}<c:dLblPos val="outEnd"/>'
            f"{_LABELS_SHOW}</c:dLbls>"
        )
    return (
        f'<c:barChart><c:barDir val="{"bar" if chart.type == "bar" else "col"}"/>'
        f'<c:grouping val="{"stacked" if stacked else "clustered"}"/>{"".join(series)}{labels}'
        f'<c:gapWidth val="55"/>{overlap}'
        f'<c:axId val="{_AXES[0]}"/><c:axId val="{_AXES[1]}"/></c:barChart>'
    )


def _points(chart: Chart, series: Series) -> str:
    """Bars of their own colour.  Word paints a negative one white unless the bar forbids it."""
    colours = (series.point_colours or [])[: len(chart.categories)]
    return "".join(
        f'<c:dPt><c:idx val="{index}"/><c:invertIfNegative val="0"/>'
        f"<c:spPr>{_fill(_hex(colour))}</c:spPr></c:dPt>"
        for index, colour in enumerate(colours)
    )


def _lines(chart: Chart) -> str:
    parts = []
    for index, series in enumerate(chart.series):
        fill = _fill(_hex(series.colour))
        dash = '<a:prstDash val="dash"/>' if series.dashed else ""
        look = (
            f'<c:spPr><a:ln w="28575">{fill}{dash}</a:ln></c:spPr>'
            f'<c:marker><c:symbol val="{MARKERS[index % len(MARKERS)]}"/><c:size val="5"/>'
            f"<c:spPr>{fill}<a:ln>{fill}</a:ln></c:spPr></c:marker>"
        )
        parts.append(_series(chart, index, look, '<c:smooth val="0"/>'))
    return (
        '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
        f'{"".join(parts)}<c:marker val="1"/><c:smooth val="0"/>'
        f'<c:axId val="{_AXES[0]}"/><c:axId val="{_AXES[1]}"/></c:lineChart>'
    )


def _series(chart: Chart, index: int, look: str, end: str = "") -> str:
    """Series number ``index`` with its name, look, categories and values."""
    series = chart.series[index]
    column, last = column_letters(index + 1), len(chart.categories) + 1
    values = scaled(chart, series.values)
    named = _text_cache([series.name])
    numbers = "".join(
        f'<c:pt idx="{place}"><c:v>{value}</c:v></c:pt>'
        for place, value in enumerate(values)
        if value is not None
    )
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/>'
        f"<c:tx><c:strRef><c:f>{SHEET}!${column}$1</c:f>{named}</c:strRef></c:tx>{look}"
        f"<c:cat><c:strRef><c:f>{SHEET}!$A$2:$A${last}</c:f>{_text_cache(chart.categories)}"
        f"</c:strRef></c:cat><c:val><c:numRef><c:f>{SHEET}!${column}$2:${column}${last}</c:f>"
        f'<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>'
        f"{numbers}</c:numCache></c:numRef></c:val>{end}</c:ser>"
    )


def _category_axis(chart: Chart, own: str, other: str, size: int) -> str:
    bar = chart.type == "bar"
    title = _title(chart.x_title, size) if chart.x_title and not bar else ""
    room = sum(len(category) + 1 for category in chart.categories)
    step = 1 if bar or len(chart.categories) <= MOST_NAMED else -(-room // LABEL_ROOM)
    skip = f'<c:tickLblSkip val="{step}"/>' if step > 1 else ""
    return (
        # The first category stands on top, as in a table.
        f"<c:catAx>{_axis(own, 'maxMin' if bar else 'minMax', 'l' if bar else 'b')}{title}"
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'<c:spPr><a:ln w="12700">{_fill(INK)}</a:ln></c:spPr><c:crossAx val="{other}"/>'
        '<c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/>'
        f'<c:lblOffset val="100"/>{skip}<c:noMultiLvlLbl val="0"/></c:catAx>'
    )


def _value_axis(chart: Chart, other: str, own: str, size: int) -> str:
    bare = labelled(chart)
    rules = f'<a:ln w="6350">{_fill(RULE)}</a:ln>'
    gridlines = "" if bare else f"<c:majorGridlines><c:spPr>{rules}</c:spPr></c:majorGridlines>"
    title = chart.unit if chart.type == "bar" else chart.y_title or chart.unit
    return (
        f"<c:valAx>{_axis(own, '', 'b' if chart.type == 'bar' else 'l')}{gridlines}"
        f"{_title(title, size)}"
        f'{_number_format(chart)}<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{"none" if bare else "nextTo"}"/><c:spPr>{_NO_LINE}</c:spPr>'
        f'{_font(size, _fill(MUTED))}<c:crossAx val="{other}"/><c:crosses val="autoZero"/>'
        "</c:valAx>"
    )


def _axis(own: str, order: str, place: str) -> str:
    scaling = f'<c:scaling><c:orientation val="{order}"/></c:scaling>' if order else "<c:scaling/>"
    return f'<c:axId val="{own}"/>{scaling}<c:delete val="0"/><c:axPos val="{place}"/>'


def _title(text: str, size: int) -> str:
    first, *rest = clean(text).split("\n")
    look = f'<a:rPr sz="{size}" b="0">{_fill(MUTED)}</a:rPr>'
    lines = [f"<a:p><a:r>{look}<a:t>{_safe(first)}</a:t></a:r></a:p>" if first else "<a:p/>"]
    lines += [
        f"<a:p><a:r><a:t>{_safe(line)}</a:t></a:r></a:p>" if line else "<a:p/>" for line in rest
    ]
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/>{''.join(lines)}</c:rich></c:tx>"
        '<c:layout/><c:overlay val="0"/></c:title>'
    )


def _legend(line: bool, size: int) -> str:
    layout = "<c:layout/>" if line else ""
    return f'<c:legend><c:legendPos val="t"/>{layout}<c:overlay val="0"/>{_font(size)}</c:legend>'


def _font(size: int, fill: str = "", *, attributes: str = "", end: str = "") -> str:
    look = f'<a:defRPr sz="{size}"{attributes}' + (f">{fill}</a:defRPr>" if fill else "/>")
    return f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{look}</a:pPr>{end}</a:p></c:txPr>"


def _fill(digits: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{digits}"/></a:solidFill>'


def _number_format(chart: Chart) -> str:
    return f'<c:numFmt formatCode="{escape(number_format(chart))}" sourceLinked="0"/>'


def _text_cache(texts: list[str]) -> str:
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{_safe(clean(text))}</c:v></c:pt>'
        for index, text in enumerate(texts)
    )
    return f'<c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache>'


def _safe(text: str) -> str:
    return escape(text, quote=False)


def column_letters(number: int) -> str:
    """The letters of a column, counted from 0."""
    letters = ""
    while number >= 0:
        letters = chr(65 + number % 26) + letters
        number = number // 26 - 1
    return letters


def _hex(colour: str) -> str:
    digits = colour.strip().lstrip("#")
    valid = len(digits) == 6 and all(digit in "0123456789abcdefABCDEF" for digit in digits)
    return digits.upper() if valid else INK
