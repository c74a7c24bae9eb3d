"""Nettoprisindekset: the kommune's own file of index values, used where a case has none.

No values ship with us: they are Danmarks Statistik's, and a kommune enters those it needs
with their source in ``params/satser/nettoprisindeks.yaml``::

    beskrivelse: Nettoprisindeks, årsgennemsnit
    enhed: indeks
    værdier:
      2024: {værdi: "…", kilde: Danmarks Statistik}

An amount is brought from one year to another by index(to) / index(from).
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Annotated

from pydantic import Field

from som_calc.case.file_tree import FileTree
from som_calc.case.model import PriceIndex
from som_calc.case.problems import CaseError
from som_calc.case.validation import validate
from som_calc.case.values import CaseModel, Number, Text, Year
from som_calc.case.yaml_reader import read_yaml
from som_calc.resources import find

FILE = "satser/nettoprisindeks.yaml"
NAME = "Nettoprisindeks"


class IndexValue(CaseModel):
    """The index of one year, and where it is from."""

    value: Annotated[Number, Field(gt=0)] = Field(alias="værdi")
    source: Text = Field(alias="kilde")
    note: Text | None = Field(default=None, alias="note")


class IndexFile(CaseModel):
    """A whole index file."""

    description: Text = Field(alias="beskrivelse")
    unit: Text = Field(alias="enhed")
    values: Annotated[dict[Year, IndexValue], Field(min_length=1)] = Field(alias="værdier")


def load_price_index(path: Path | None = None) -> PriceIndex | None:
    """The index in a file; left out, the one in ``params/satser``, or None without one.

    Raises:
        CaseError: every fault in the file, with line; unknown keys are faults.
    """
    if path is None:
        try:
            path = find("params", FILE)
        except FileNotFoundError:
            return None
    file, problems, _ = validate(read_yaml(path), IndexFile)
    if file is None:
        raise CaseError(problems)
    sources = dict.fromkeys(value.source for value in file.values.values())
    return PriceIndex(
        name=NAME,
        values={year: value.value for year, value in file.values.items()},
        source="; ".join(sources),
        status="publiceret",
    )


def complete(tree: FileTree) -> FileTree:
    """A copy of the tree with the kommune's own index, where there is one.

    Raises:
        CaseError: the index file is faulty.
    """
    index = load_price_index()
    if index is None:
        return tree
    changed = FileTree(tree.file, copy.deepcopy(tree.data), tree.places, dict(tree.typed))
    changed.data["prisindeks"] = index.model_dump(by_alias=True, mode="json")
    changed.typed[("prisindeks",)] = f"params/{FILE}"
    return changed
