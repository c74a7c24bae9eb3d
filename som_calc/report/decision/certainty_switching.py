"""What must be true: the value of each input at which a purse goes to zero."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor
from typing import Any

import pandas as pd

from som_calc.analysis.labels import NONE_FOUND
from som_calc.analysis.switching import AT_LEAST, AT_MOST, switching_values
from som_calc.case.names import MUNICIPALITY, OF_COMMITTEE, OTHER_COMMITTEES, TOTAL, WITHOUT_GRANTS
from som_calc.document import blocks, danish
from som_calc.document.model import Cell, Column, Row, Table
from som_calc.engine.inputs import SUCCESS_RATE_ID
from som_calc.engine.result import Result
from som_calc.report.decision.certainty_tables import in_unit

NOTHING_LEFT = 0.995
PURSES = (TOTAL, MUNICIPALITY, WITHOUT_GRANTS)


def break_evens(result: Result) -> pd.DataFrame:
    """Break-even of every input for the purses and committees the tables show."""
    names = [*PURSES, *committee_names(result)]
    frame = switching_values(result.case, result.schedule, names, result.frame)
    people = frame["unit"] == "deltagere"
    frame["root"] = frame["break_even"]
    frame.loc[people, "break_even"] = frame[people].apply(_whole_people, axis=1)
    frame.loc[people, "change"] = frame["break_even"] / frame["value"] - 1
    return frame


def _whole_people(row: pd.Series) -> float:
    """The first whole number of people at which the result has changed side.

    None (NaN) where only having nobody at all would do.
    """
    root = round(float(row["break_even"]), 6) if pd.notna(row["break_even"]) else float("nan")
    if pd.isna(root) or root == int(root):
        return root or float("nan")
    up = bool(row["gains_above"]) != (float(row["net"]) >= 0)
    return float(ceil(root) if up else floor(root)) or float("nan")


def committee_names(result: Result) -> list[str]:
    """The committees, when the case names any but »Øvrige udvalg«."""
    names = [str(name) for name in result.by_committee().index if name != TOTAL]
    return names if set(names) - {OTHER_COMMITTEES} else []


def switching(frame: pd.DataFrame, limit: int = 12) -> Table | None:
    """Break-even of the inputs that lie closest to tipping the total.

    ``frame`` is that of :func:`break_evens`.
    """
    total = frame[(frame["name"] == TOTAL) & frame["break_even"].notna() & frame["change"].notna()]
    # A number that must vanish altogether says nothing, except of the effect.
    total = total[(total["change"] > -NOTHING_LEFT) | (total["id"] == SUCCESS_RATE_ID)]
    total = total.sort_values("change", key=_size, kind="stable").head(limit)
    if total.empty:
        return None
    at = {(row["id"], row["name"]): row for row in frame.to_dict("records")}
    rows = [
        Row(
            cells=[
                blocks.words(str(row["label"])),
                blocks.words(in_unit(row["value"], row["unit"])),
                *(_root(at[row["id"], name]) for name in PURSES),
                Cell(text=_signed_percent(row["change"]), value=float(row["change"])),
            ]
        )
        for row in total.to_dict("records")
    ]
    return Table(
        id="tabel-vippepunkter",
        caption="Hvad skal der til, før resultatet er nul? Én forudsætning ad gangen",
        columns=[
            Column(label="Forudsætning", width=2.2),
            Column(label="I sagen", kind="number"),
            *(Column(label=name, kind="number") for name in PURSES),
            Column(label="Ændring, I alt", kind="pct"),
        ],
        rows=rows,
        notes=[
            "De forudsætninger, der skal ændre sig mindst, før det offentlige går i nul, står "
            "øverst. Alt andet holdes fast. »Findes ikke« betyder, at ingen mulig værdi giver nul. "
            "Deltagere er hele personer: det første antal, hvor resultatet har skiftet fortegn, og "
            "det sidste, hvor det ikke har."
        ],
    )


def committees(result: Result, frame: pd.DataFrame) -> Table | None:
    """Per committee: the success rate that gives zero, and what is closest to tipping it."""
    names = committee_names(result)
    if not names:
        return None
    frame = frame[frame["kind"] == OF_COMMITTEE]
    rows = []
    for name in names:
        part = frame[frame["name"] == name]
        net = float(part["net"].iloc[0])
        if abs(net) < 0.005:
            continue
        rate = part[part["id"] == "mereffekt"].iloc[0]
        # A number that must vanish altogether says nothing about how close the line is.
        near = part[part["break_even"].notna() & (part["change"] > -NOTHING_LEFT)]
        near = near.sort_values("change", key=_size, kind="stable")
        cells = [blocks.words(name), blocks.kroner(net), _root(rate)]
        if near.empty:
            cells += [blocks.words("ingen enkelt forudsætning"), blocks.words("–")]
        else:
            first = near.iloc[0]
            cells += [
                blocks.words(str(first["label"])),
                Cell(text=_signed_percent(first["change"]), value=float(first["change"])),
            ]
        rows.append(Row(cells=cells))
    return Table(
        id="tabel-vippepunkter-udvalg",
        caption="Hvad skal der til, før hvert udvalg går i nul?",
        columns=[
            Column(label="Udvalg", width=1.6),
            Column(label="Netto", kind="kr", unit="kr."),
            Column(label="Break-even, mereffekt", kind="pct"),
            Column(label="Nærmest at vende resultatet", width=2.0),
            Column(label="Ændring", kind="pct"),
        ],
        rows=rows,
        notes=["Nutidsværdi med tilskud. Én forudsætning ad gangen, alt andet holdes fast."],
    )


def _root(row: Mapping[Any, Any] | pd.Series) -> Cell:
    if pd.isna(row["break_even"]) or row["verdict"] not in (AT_LEAST, AT_MOST):
        # Of an effect where gain does not become loss it is told on which side the result is.
        told = row["verdict"] not in (AT_LEAST, AT_MOST)
        return blocks.words(row["verdict"] if told else NONE_FOUND)
    value = float(row["break_even"])
    text = in_unit(value, row["unit"])
    if row["unit"] == "deltagere":
        text += _sides(value, float(row["root"]), gains_above=bool(row["gains_above"]))
    return Cell(text=text, value=value)


def _sides(people: float, root: float, *, gains_above: bool) -> str:
    """What a number of people gives, and its neighbour on the other side of zero.

    >>> _sides(17, 17.59, gains_above=True), _sides(18, 18.0, gains_above=True)
    (': underskud; 18: overskud', ': nul')
    """
    if round(root, 6) == people:
        return ": nul"
    beside = ceil(root) if people < root else floor(root)
    signs = ["underskud", "overskud"] if gains_above else ["overskud", "underskud"]
    return f": {signs[people > root]}; {danish.number(beside)}: {signs[people < root]}"


def _signed_percent(change: float) -> str:
    sign = "+" if change > 0 else ""
    return f"{sign}{danish.percent_sign(float(change))}"


def _size(change: pd.Series) -> pd.Series:
    """What changes are sorted by: those alike but for rounding keep the case's order."""
    return change.abs().round(9)
