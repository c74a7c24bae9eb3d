"""When a report is unchanged: the fingerprint of all that it is made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from som_calc.case.problems import CaseError
from som_calc.resources import find, search_path
from som_calc.running.series.orders import Order

LIBRARIES = (
    "contourpy",
    "jinja2",
    "matplotlib",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "pikepdf",
    "python-docx",
    "scipy",
    "seaborn",
    "som-rapport",
    "typst",
    "xlsxwriter",
)


def keyed(order: Order) -> Order:
    """The order with the fingerprint of all that its report is made from.

    The case file counts to the letter, for the report prints its hash.  A case file that
    cannot be read gives no fingerprint.
    """
    try:
        content = Path(order.case_file).read_bytes()
    except OSError:
        return order
    return replace(order, key=_digest([_shared(order), _asked(order), content]))


def _asked(order: Order) -> bytes:
    asked = [order.case_file, order.overrides, order.template, order.formats, order.notebook]
    return json.dumps(asked, ensure_ascii=False).encode("utf-8")


def _shared(order: Order) -> bytes:
    """What all cases of a series share: notebook code, data files, templates and versions."""
    return _shared_digest(order.notebook, order.template, str(Path.cwd()))


@lru_cache(maxsize=8)
def _shared_digest(notebook: str, template: str | None, folder: str) -> bytes:
    parts: list[bytes] = [f"{name} {_version(name)}".encode() for name in LIBRARIES]
    parts += [_code_of(find("notebooks", notebook))]
    for name, path in _files(search_path("templates", template)):
        parts += [name.encode(), path.read_bytes()]
    for name, path in _files(data_folders()):
        parts += [name.encode(), path.read_bytes()]
    for name, path in _files([Path(__file__).parents[2]], "*.py"):
        parts += [name.encode(), path.read_bytes()]
    return _digest(parts).encode()


def data_folders() -> list[Path]:
    """Folders below ``params`` (rates, vidensdatabase); what lies beside them are cases."""
    return [
        path
        for place in search_path("params")
        for path in sorted(place.iterdir())
        if path.is_dir() and not path.name.startswith((".", "__"))
    ]


def forget() -> None:
    """Read notebooks, templates and data anew the next time (they may have changed)."""
    _shared_digest.cache_clear()


def _files(folders: Sequence[Path], pattern: str = "*") -> Iterable[tuple[str, Path]]:
    for folder in folders:
        for path in sorted(folder.rglob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(folder).as_posix(), path


def _code_of(notebook: Path) -> bytes:
    """The cells of a notebook: outputs and the editor's marks make no difference."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        kept = [(c["cell_type"], c["source"], c["metadata"].get("tags")) for c in cells]
    except (ValueError, KeyError, TypeError):
        raise CaseError.single(
            notebook, "er ikke en notebook", "gem den igen fra Jupyter"
        ) from None
    return json.dumps(kept).encode()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "mangler"


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()
