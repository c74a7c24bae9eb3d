"""How a native chart looks: the meaning in colours, a zero line, nothing for show."""

from __future__ import annotations

from typing import Any

from som_calc.report.document import Chart

INK = "1B1F24"
MUTED = "535C68"
RULE = "DDE1E6"
FONT_POINTS = 9
LABELLED = {"column": 14, "bar": 30}
"""Up to so many bars carry their own number; then the value axis has none."""
LABEL_ROOM = 75
"""Characters there is room for along the bottom; beyond that only some are named."""
CHART_URI = "http://schemas.openxmlformats.org/drawingml/2006/chart"
MOST_NAMED = 10
"""So many categories are always all named."""
DANISH = "[$-406]"
"""Danish decimal comma where the program, unlike Word, does not take it from the system."""


def shape(space: Any, chart: Chart) -> None:
    """Give python-pptx's default chart the report's look.

    Args:
        space: the ``c:chartSpace`` element, changed in place.
        chart: what is drawn.
    """
    from pptx.chart.chart import Chart as Shaper
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    shaper = Shaper(space, None)
    shaper.has_title = False
    shaper.font.size = Pt(FONT_POINTS)
    shaper.font.color.rgb = RGBColor.from_string(INK)
    _danish_and_frameless(space)
    _axes(shaper, chart)
    _legend(shaper, chart)
    plot = shaper.plots[0]
    if chart.type == "line":
        _lines(plot, chart)
    else:
        _bars(plot, chart)


def number_format(chart: Chart) -> str:
    """The chart's number format with a real minus sign for losses."""
    return f'{DANISH}{chart.number_format};"\u2212"{chart.number_format}'


def labelled(chart: Chart) -> bool:
    """Whether each bar carries its own number."""
    bars = len(chart.categories) * len(chart.series)
    return bars <= LABELLED.get(chart.type, 0)


def _axes(shaper: Any, chart: Chart) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_AXIS_CROSSES, XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Pt

    category, value = shaper.category_axis, shaper.value_axis
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    category.major_tick_mark = XL_TICK_MARK.NONE
    category.format.line.color.rgb = RGBColor.from_string(INK)
    category.format.line.width = Pt(1)
    if chart.type == "bar":  # first category on top, value axis still at the bottom
        category.reverse_order = True
        category.crosses = XL_AXIS_CROSSES.MAXIMUM
    value.major_tick_mark = XL_TICK_MARK.NONE
    value.has_major_gridlines = True
    value.major_gridlines.format.line.color.rgb = RGBColor.from_string(RULE)
    value.major_gridlines.format.line.width = Pt(0.5)
    value.format.line.fill.background()
    if labelled(chart):
        value.has_major_gridlines = False
        value.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    value.tick_labels.number_format = number_format(chart)
    value.tick_labels.number_format_is_linked = False
    value.tick_labels.font.color.rgb = RGBColor.from_string(MUTED)
    value.tick_labels.font.size = Pt(FONT_POINTS)
    _title(value, chart.unit if chart.type == "bar" else chart.y_title or chart.unit)
    if chart.type != "bar":
        _thin_out_labels(category, chart.categories)
        if chart.x_title:
            _title(category, chart.x_title)


def _thin_out_labels(axis: Any, categories: list[str]) -> None:
    from pptx.oxml import parse_xml

    step = -(-sum(len(category) + 1 for category in categories) // LABEL_ROOM)
    if step > 1 and len(categories) > MOST_NAMED:
        skip = parse_xml(f'<c:tickLblSkip xmlns:c="{CHART_URI}" val="{step}"/>')
        axis._element.find(f"{{{CHART_URI}}}noMultiLvlLbl").addprevious(skip)


def _title(axis: Any, text: str) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    from som_calc.report.exporters.word.xml import clean

    axis.has_title = True
    frame = axis.axis_title.text_frame
    frame.text = clean(text)
    font = frame.paragraphs[0].runs[0].font if frame.paragraphs[0].runs else None
    if font is not None:
        font.size, font.bold = Pt(FONT_POINTS), False
        font.color.rgb = RGBColor.from_string(MUTED)


def _legend(shaper: Any, chart: Chart) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    shaper.has_legend = len(chart.series) > 1
    if shaper.has_legend:
        shaper.legend.position = XL_LEGEND_POSITION.TOP
        shaper.legend.include_in_layout = False
        shaper.legend.font.size = Pt(FONT_POINTS)


def _bars(plot: Any, chart: Chart) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    stacked = chart.type == "stacked_column"
    plot.gap_width = 55
    plot.overlap = 100 if stacked else 0
    for drawn, series in zip(plot.series, chart.series, strict=True):
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = RGBColor.from_string(_hex(series.colour))
        if stacked:  # a thin white line keeps the parts apart without colour
            drawn.format.line.color.rgb = RGBColor(255, 255, 255)
            drawn.format.line.width = Pt(0.75)
        colours = (series.point_colours or [])[: len(chart.categories)]
        for index, colour in enumerate(colours):
            point = drawn.points[index]
            point.format.fill.solid()
            point.format.fill.fore_color.rgb = RGBColor.from_string(_hex(colour))
        _keep_colour_of_losses(drawn)
    if labelled(chart):
        plot.has_data_labels = True
        labels = plot.data_labels
        labels.number_format = number_format(chart)
        labels.number_format_is_linked = False
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
        labels.show_value = True
        labels.font.size = Pt(FONT_POINTS)
        labels.font.bold = True


def _lines(plot: Any, chart: Chart) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    markers = [
        XL_MARKER_STYLE.CIRCLE,
        XL_MARKER_STYLE.SQUARE,
        XL_MARKER_STYLE.TRIANGLE,
        XL_MARKER_STYLE.DIAMOND,
        XL_MARKER_STYLE.X,
    ]
    for index, (drawn, series) in enumerate(zip(plot.series, chart.series, strict=True)):
        colour = RGBColor.from_string(_hex(series.colour))
        drawn.smooth = False
        drawn.format.line.color.rgb = colour
        drawn.format.line.width = Pt(2.25)
        if series.dashed:
            drawn.format.line.dash_style = MSO_LINE.DASH
        drawn.marker.style = markers[index % len(markers)]
        drawn.marker.size = 5
        drawn.marker.format.fill.solid()
        drawn.marker.format.fill.fore_color.rgb = colour
        drawn.marker.format.line.color.rgb = colour


def _keep_colour_of_losses(drawn: Any) -> None:
    """Word paints a negative point white unless the point itself forbids it."""
    from pptx.oxml import parse_xml

    uri = CHART_URI
    for point in drawn._element.findall(f"{{{uri}}}dPt"):
        if point.find(f"{{{uri}}}invertIfNegative") is None:
            element = parse_xml(f'<c:invertIfNegative xmlns:c="{uri}" val="0"/>')
            point.find(f"{{{uri}}}idx").addnext(element)


def _danish_and_frameless(space: Any) -> None:
    from pptx.oxml import parse_xml

    uri = CHART_URI
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    language = parse_xml(f'<c:lang xmlns:c="{uri}" val="da-DK"/>')
    corners = parse_xml(f'<c:roundedCorners xmlns:c="{uri}" val="0"/>')
    space.find(f"{{{uri}}}date1904").addnext(language)
    language.addnext(corners)
    frameless = parse_xml(
        f'<c:spPr xmlns:c="{uri}" xmlns:a="{drawing}"><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
    )
    space.find(f"{{{uri}}}chart").addnext(frameless)
    for end in space.iter(f"{{{drawing}}}endParaRPr"):
        end.set("lang", "da-DK")


def _hex(colour: str) -> str:
    digits = colour.strip().lstrip("#")
    valid = len(digits) == 6 and all(digit in "0123456789abcdefABCDEF" for digit in digits)
    return digits.upper() if valid else INK
