"""What a run depended on: parameter files, notebooks, templates and software versions."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from som_calc.report.decision.certainty import DRAWS, SEED
from som_calc.resources import shipped

PACKAGES = (
    "som-rapport", "numpy", "pandas", "matplotlib", "seaborn", "jinja2", "papermill", "nbconvert",
    "typst", "python-docx", "xlsxwriter",
)  # fmt: skip
DATA, SOFTWARE, LAYOUT = "data", "program", "udseende"
"""Why a re-run may differ: numbers behind it, software, or templates and notebooks."""
_KINDS = {"params": DATA, "notebooks": LAYOUT, "templates": LAYOUT}


def run_record(folder: Path) -> dict[str, Any]:
    """Hashes and versions of everything but the case itself.

    Args:
        folder: the working folder of the run; its own ``params`` go before the shipped ones.

    Returns:
        ``data``, ``udseende``: path → SHA-256; ``program``: package → version; ``frø`` and
        ``træk`` of the Monte Carlo.
    """
    record: dict[str, Any] = {DATA: {}, LAYOUT: {}}
    for kind, group in _KINDS.items():
        for root in (shipped(kind), folder / kind):
            for path in sorted(root.rglob("*")) if root.is_dir() else []:
                if path.is_file() and _counts(kind, path.relative_to(root)):
                    name = f"{kind}/{path.relative_to(root).as_posix()}"
                    record[group][name] = hashlib.sha256(path.read_bytes()).hexdigest()
    record[SOFTWARE] = {name: version(name) for name in PACKAGES}
    return record | {"frø": SEED, "træk": DRAWS}


def _counts(kind: str, path: Path) -> bool:
    if "__pycache__" in path.parts or path.name.startswith("."):
        return False
    # Cases are inputs of their own; only rates and the knowledge base are data to them all.
    return kind != "params" or path.parts[0] in {"satser", "viden"}


def record_json(record: dict[str, Any]) -> bytes:
    """The record as the bytes of ``koersel.json``."""
    return (json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8")


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str]]:
    """What differs between two records, by cause; empty lists are left out."""
    found: dict[str, list[str]] = {}
    for group in (DATA, SOFTWARE, LAYOUT):
        old, new = before.get(group, {}), after.get(group, {})
        names = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
        if names:
            found[group] = [_change(name, old.get(name), new.get(name), group) for name in names]
    return found


def _change(name: str, old: str | None, new: str | None, group: str) -> str:
    if old is None:
        return f"{name} er kommet til"
    if new is None:
        return f"{name} findes ikke mere"
    return f"{name} {old} → {new}" if group == SOFTWARE else f"{name} er ændret"
