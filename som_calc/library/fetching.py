"""Loading a published case back as the beginning of a new one."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import LiteralScalarString

from som_calc.case.glossary import FIELDS, fold
from som_calc.case.model import Case
from som_calc.case.problems import CaseError, Problem
from som_calc.case.reading import ORIGINALS
from som_calc.case.rules.fetched import MARK
from som_calc.checking import check_case, load_case
from som_calc.library.package_reading import read_package
from som_calc.library.record import CaseRecord
from som_calc.writing import aside, sweep, write_files

TABLES = "params"
VALUE_KEYS = {fold(FIELDS[name]) for name in ("value", "source", "status", "note")}
LOCAL: dict[str, tuple[str, ...]] = {
    "participants": (),
    "completion": (),
    "success_rate": (),
    "costs": ("per_year", "per_participant"),
    "grants": ("share", "per_year"),
    "alternative": ("per_participant",),
    "consequences": ("change", "during_course"),
    "prices": ("municipality", "region", "state", "gross"),
}
"""Fields that are the other kommune's own: the top key, and in lists the number in each item."""
BY_STATUS = ("consequences", "prices")
"""Of these fields only the numbers whose status says they are local."""


@dataclass(frozen=True)
class Fetched:
    """Where the new case and the original were put, and what must be replaced."""

    path: Path
    original: Path
    record: CaseRecord
    marked: list[str]
    tables: Path | None = None
    """The other kommune's own ``params`` tables, when the case is calculated with any."""


def find_package(which: str) -> Path:
    """A package by path, or by its id in the experience database.

    Raises:
        CaseError: there is none.
    """
    path = Path(which)
    if path.is_file():
        return path
    if path.is_dir():
        found = sorted(path.glob("*.zip"))
        if len(found) == 1:
            return found[0]
        raise CaseError.single(path, f"rummer {len(found)} pakker", "angiv selve zip-filen")
    from som_calc.library.database import Library, default_path

    if path.suffix == ".zip" or not default_path().is_file():
        raise CaseError.single(which, "findes ikke", "angiv en zip-fil eller et id fra databasen")
    with Library() as library:
        return library.package(which)


def fetch(which: str, folder: Path, municipality: str | None = None) -> Fetched:
    """Unpack a case as a new one with lineage and its local numbers marked.

    Args:
        which: a package, a folder with one, or an id in the database.
        folder: where the new case is put, usually ``params``.
        municipality: the new kommune; marked as missing when left out.

    Returns:
        Paths, record and the fields that were marked.

    Raises:
        CaseError: the package cannot be trusted, its case is not YAML, or the files are
            there already.
    """
    record, files = read_package(find_package(which))
    name = next((file.name for file in record.files if file.role == "sag"), None)
    if name is None:
        raise CaseError.single(which, "pakken rummer ingen sagsfil", "hent en anden pakke")
    suffix = Path(name).suffix
    new, original = folder / f"{record.slug}.yaml", folder / ORIGINALS / f"{record.id}{suffix}"
    sweep(folder)
    if new.exists():
        raise CaseError.single(
            new, "findes i forvejen og røres ikke", "flyt eller omdøb filen, og prøv igen"
        )
    carried = {original.relative_to(folder).as_posix(): files[name]}
    carried |= _own_tables(files, original.relative_to(folder).with_suffix(""))
    tables = original.with_suffix("") if len(carried) > 1 else None
    case = _load(original.relative_to(folder), carried, folder)
    if suffix == ".xlsx":
        from som_calc.case.plain_case import plain_case

        plain = io.StringIO()
        YAML().dump(plain_case(case), plain)
        source = plain.getvalue()
    else:
        source = files[name].decode("utf-8-sig")
    text, marked = _adapted(source, record, original, folder, municipality)
    carried[new.name] = text.encode("utf-8")
    _load(Path(new.name), carried, folder)
    write_files(folder, carried)
    return Fetched(new, original, record, marked, tables and tables / TABLES)


def case_problems(package: str | Path) -> list[Problem]:
    """Every problem of the case in a package, with the tables it was made with.

    Raises:
        CaseError: the package cannot be trusted.
    """
    record, files = read_package(package)
    name = next((file.name for file in record.files if file.role == "sag"), None)
    if name is None:
        return []
    carried = {name: files[name], **_own_tables(files, Path())}
    with _laid_out(carried) as place, contextlib.chdir(place):
        return check_case(name).problems


def _own_tables(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """The tables a package carries, by where they are to lie."""
    return {
        (folder / name).as_posix(): content
        for name, content in files.items()
        if PurePosixPath(name).parts[0] == TABLES
    }


def _load(name: Path, files: Mapping[str, bytes], folder: Path) -> Case:
    """A case as it will lie in ``folder``, read before anything is written there.

    With the tables it was made with: it may refer to lines only they have.
    """
    with _laid_out(files) as place:
        own = next(place.glob(f"{ORIGINALS}/*/"), None)
        try:
            with contextlib.chdir(own) if own else contextlib.nullcontext():
                return load_case(place / name)
        except CaseError as fault:
            told = (
                replace(p, file=str(p.file).replace(str(place), str(folder)))
                for p in fault.problems
            )
            raise CaseError(told) from None


@contextlib.contextmanager
def _laid_out(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Files by relative name, in a folder that is gone afterwards."""
    with aside() as place:
        for file, content in files.items():
            (place / file).parent.mkdir(parents=True, exist_ok=True)
            (place / file).write_bytes(content)
        yield place


def _adapted(
    source: str, record: CaseRecord, original: Path, folder: Path, municipality: str | None
) -> tuple[str, list[str]]:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 100
    data = yaml.load(source)
    keys = {fold(str(key)): key for key in data}
    owner = record.municipality
    marked = []
    for field, inner in LOCAL.items():
        key = keys.get(fold(FIELDS[field]))
        if key is None:
            continue
        if not inner:
            data[key] = _marked(data[key], owner)
            marked.append(str(key))
            continue
        items = data[key] if isinstance(data[key], list) else [data[key]]
        for item in items:
            for part in inner:
                if (name := _key(item, FIELDS[part])) is not None:
                    if field in BY_STATUS and not _local(item, item[name]):
                        continue
                    item[name] = _marked(item[name], owner)
                    label = item.get("navn") or item.get("ydelse") or ""
                    marked.append(f"{key}.{label}.{name}")
    data[keys["kommune"]] = municipality or f"{MARK} (hentet fra {owner})"
    if municipality is None:
        marked.append("kommune")
    for field in ("published", "prepared_by", "contact"):
        if (key := keys.get(fold(FIELDS[field]))) is not None:
            del data[key]
    marked += _mark_texts(data, owner)
    data[FIELDS["builds_on"]] = {
        "id": record.id,
        "titel": record.title,
        "version": record.version,
        "fil": original.relative_to(folder).as_posix(),
        "kommune": owner,
        "dato": str(data[keys["dato"]]),
    }
    out = io.StringIO()
    yaml.dump(data, out)
    head = (
        f"# Bygger på »{record.title}« fra {owner}, version {record.version}.\n"
        f"# Tal og tekster med »{MARK}« er {owner}s egne, og det er datoen også.\n"
        "# Skriv jeres egne, og slet mærket.\n#\n"
    )
    return head + out.getvalue(), marked


def _mark_texts(data: Any, owner: str) -> list[str]:
    """Mark the sender's own words; gives the fields."""
    top = _key(data, FIELDS["report"])
    report = data[top] if top is not None else None
    if not isinstance(report, dict):
        return []
    note = f"{MARK} (fra {owner}):"
    marked = []
    for key, value in report.items():
        if fold(str(key)) == fold(FIELDS["texts"]) and isinstance(value, dict):
            for name, text in value.items():
                value[name] = LiteralScalarString(f"{note}\n\n{text}")
                marked.append(f"{top}.{key}.{name}")
        elif fold(str(key)) == fold(FIELDS["recommendation"]):
            points = value if isinstance(value, list) else [value]
            report[key] = [f"{note} {point}" for point in points]
            marked.append(f"{top}.{key}")
    return marked


def _local(item: Any, number: Any) -> bool:
    """Whether a number, or else its row, has the status »lokalt tal«; a zero is nobody's own."""
    status = ""
    for group in (item, number):
        if isinstance(group, dict) and (key := _key(group, FIELDS["status"])) is not None:
            status = str(group[key])
    value = _key(number, FIELDS["value"]) if isinstance(number, dict) else None
    bare = number if value is None else number[value]
    return fold(status) == "lokalt tal" and str(bare).strip() not in ("0", "0.0", "0,0")


def _key(item: Any, name: str) -> str | None:
    return next((key for key in item if fold(str(key)) == fold(name)), None)


def _marked(value: Any, owner: str) -> Any:
    note = f"{MARK}: tallet er fra {owner}"
    if isinstance(value, dict) and any(fold(str(key)) in VALUE_KEYS for key in value):
        said = value.get("note")
        value["note"] = f"{note}. {said}" if said else note
        value["status"] = "antagelse"
        return value
    return CommentedMap({"værdi": value, "status": "antagelse", "note": note})
