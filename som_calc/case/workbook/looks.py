"""How the Excel form looks: formats by what a cell holds, protection, drop-down lists."""

from __future__ import annotations

from typing import Any

from som_calc.case.shape import Shape

INK, RULE, HEAD, LABEL, FILL = "#1F2937", "#C9CFD6", "#E8ECF0", "#F5F7F9", "#FFFDF2"
_NUMBERS = {
    "kroner": "#,##0.00",
    "share": "0.0##%",
    "count": "#,##0",
    "year": "0",
    "date": "dd-mm-yyyy",
    "number": "General",
    "length": "General",
    "amount": "General",
}


class Looks:
    """Formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}

    def _format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top"}
            self._made[key] = self._book.add_format(base | properties)
        return self._made[key]

    @property
    def title(self) -> Any:
        return self._format(bold=True, font_size=16)

    @property
    def about(self) -> Any:
        return self._format(font_color="#4B5563")

    @property
    def heading(self) -> Any:
        return self._format(bold=True, font_size=12, bottom=1, bottom_color=INK)

    @property
    def label(self) -> Any:
        return self._format(bg_color=LABEL, border=1, border_color=RULE, text_wrap=True)

    @property
    def help(self) -> Any:
        return self._format(font_color="#4B5563", text_wrap=True, font_size=9)

    @property
    def head(self) -> Any:
        return self._format(
            bg_color=HEAD, bold=True, border=1, border_color=RULE, text_wrap=True, valign="bottom"
        )

    def key(self, shape: Shape | None) -> Any:
        """A heading or label the user may change: a year, an actor, a committee."""
        number = {"num_format": "0"} if shape is not None and shape.key != "text" else {}
        return self._format(
            bg_color=HEAD, bold=True, border=1, border_color=RULE, locked=False, text_wrap=True,
            valign="bottom", align="left", **number,
        )  # fmt: skip

    def entry(self, shape: Shape, value: Any = None) -> Any:
        """A cell to fill in."""
        number = _NUMBERS.get(shape.kind, "@")
        if shape.kind == "kroner" and isinstance(value, int | float) and value == int(value):
            number = "#,##0"
        if shape.form != "value":
            number = "@"
        return self._format(
            num_format=number,
            locked=False,
            border=1,
            border_color=RULE,
            bg_color=FILL,
            text_wrap=number == "@",
            align="left" if number in ("@", "0", "dd-mm-yyyy") else "right",
            indent=1,
        )


def validation(shape: Shape, label: str, text: str) -> dict[str, Any] | None:
    """A drop-down or a help text for a cell; None when there is nothing to say."""
    rule: dict[str, Any] = {"validate": "any"}
    words = list(shape.choices) if shape.kind == "choice" else []
    if shape.kind == "yes_no":
        words = ["ja", "nej"]
    if words:
        rule = {
            "validate": "list",
            "source": words,
            "error_title": "Vælg fra listen",
            "error_message": f"Vælg {', '.join(words)}."[:255],
        }
    elif shape.kind == "year":
        rule = {
            "validate": "integer",
            "criteria": "between",
            "minimum": 1990,
            "maximum": 2150,
            "error_title": "Et årstal",
            "error_message": "Skriv et årstal med fire cifre, fx 2026.",
        }
    if text:
        rule |= {"input_title": label[:32], "input_message": text[:255]}
    return rule if words or text or rule["validate"] != "any" else None
