"""The decided version of a case: a sealed copy that follow-up measures against.

``som vedtag`` lays ``<sag>/vedtaget/<dato>/`` beside the case: ``sag.yaml`` (or ``.xlsx``), a
copy byte for byte, and ``vedtaget.yaml``, which holds its SHA-256, the date and text of the
decision, the discount rates and the net result at the time, and a seal over all of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from som_calc.case.file_tree import FileTree, dotted
from som_calc.case.model import Case
from som_calc.case.problems import CaseError, Problem
from som_calc.case.reading import Completers, check_tree, read_tree
from som_calc.case.validation import validate
from som_calc.case.values import CaseModel, Date, Kroner, Share, Text
from som_calc.case.yaml_reader import read_yaml

FOLDER = "vedtaget"
COPY = "sag"
"""Stem of the copy; its ending is the case file's own."""
SEAL = "vedtaget.yaml"

__all__ = ["Decision", "Frozen", "changes_since", "freeze", "load_frozen"]


class Decision(CaseModel):
    """What was decided, when, and on which numbers."""

    file: Text
    """Name of the case file that was frozen."""
    case_version: Text
    sha256: Text
    date: Date
    decision: Text
    discount_rate: dict[int, Share]
    """Rate (share) by the project year from which it holds."""
    net_result: dict[Text, Kroner]
    """Present value in kr. by actor, as it was calculated."""
    seal: Text


@dataclass(frozen=True)
class Frozen:
    """A frozen case, read and checked."""

    case: Case
    decision: Decision
    folder: Path
    tree: FileTree


def decided_folder(case_file: str | Path) -> Path:
    """Where the frozen versions of a case lie."""
    return Path(case_file).with_suffix("") / FOLDER


def freeze(
    case_file: Path,
    case: Case,
    date: dt.date,
    decision: str,
    *,
    discount_rate: dict[int, float],
    net_result: dict[str, float],
) -> tuple[Path, dict[str, bytes]]:
    """The folder and files of a sealed copy; nothing is written here.

    The folder may hold what an interrupted adoption left; nothing else is replaced.

    Args:
        case_file: the case as decided.
        case: what stands in it.
        date: the day of the decision.
        decision: its wording.
        discount_rate: rate (share) by first project year.
        net_result: kr. by actor.

    Raises:
        CaseError: there is a sealed copy of that date already.
    """
    folder = decided_folder(case_file) / date.isoformat()
    if _complete(folder) or (folder.exists() and not _is_remains(folder)):
        raise CaseError.single(
            folder,
            "sagen er allerede vedtaget den dag",
            "en vedtagelse rettes ikke; brug en ny dato med --dato",
        )
    content = case_file.read_bytes()
    given: dict[str, Any] = {
        "fil": case_file.name,
        "sagsversion": case.version,
        "sha256": _hash(content),
        "dato": date.isoformat(),
        "beslutning": " ".join(decision.split()),
        "diskonteringsrente": {str(year): repr(rate) for year, rate in discount_rate.items()},
        "nettoresultat": {name: f"{kr:.2f}".replace(".", ",") for name, kr in net_result.items()},
    }
    lines = [
        "# Vedtaget version af en sag. Filerne i mappen må ikke rettes: opfølgningen opdager det.",
        *(_yaml_line(key, value) for key, value in given.items()),
        f"segl: {_seal(given)}",
    ]
    copy = f"{COPY}{case_file.suffix.lower()}"
    return folder, {copy: content, SEAL: ("\n".join(lines) + "\n").encode("utf-8")}


def load_frozen(case_file: str | Path, completers: Completers) -> Frozen | None:
    """The newest frozen version of a case; None when it was never frozen.

    Folders without a seal are what an interrupted adoption left, and are passed over
    (:func:`incomplete_decisions` tells of them).  ``completers`` fill in what the case
    refers to.

    Raises:
        CaseError: a frozen file is missing, unreadable or has been tampered with.
    """
    files = sealed_files(case_file)
    if not files:
        return None
    seal, copy = files
    tree = read_yaml(seal)
    decision, problems, _ = validate(tree, Decision)
    if decision is None:
        raise CaseError(problems)
    remedy = "hent den oprindelige fil frem igen (fx fra sikkerhedskopien)"
    written = {key: value for key, value in tree.data.items() if key != "segl"}
    if _seal(written) != decision.seal:
        raise CaseError.single(seal, "den vedtagne fil er ændret, efter den blev forseglet", remedy)
    if not copy.is_file():
        raise CaseError.single(copy, "mangler", remedy)
    content = copy.read_bytes()
    if _hash(content) != decision.sha256:
        raise CaseError.single(copy, "den vedtagne sag er ændret, efter den blev forseglet", remedy)
    found = check_tree(read_tree(copy), completers)
    if found.case is None:
        raise CaseError(found.errors)
    # Reading a case fills in references; what changed since is told as it was written.
    return Frozen(found.case, decision, seal.parent, read_tree(copy))


def changes_since(frozen: Frozen, case_file: str | Path) -> list[tuple[str, str, str]]:
    """What was changed in the case file since: (field, decided, now); empty when nothing was.

    Raises:
        CaseError: the case file cannot be read.
    """
    now = read_tree(case_file)
    before, after = dict(_leaves(frozen.tree.data, ())), dict(_leaves(now.data, ()))
    fields = list(dict.fromkeys([*before, *after]))
    return [
        (dotted(path), before.get(path, "–"), after.get(path, "–"))
        for path in fields
        if before.get(path) != after.get(path)
    ]


def _leaves(data: Any, path: tuple[Any, ...]) -> list[tuple[tuple[Any, ...], str]]:
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in _leaves(value, (*path, key))]
    if isinstance(data, list):
        return [leaf for i, value in enumerate(data) for leaf in _leaves(value, (*path, i))]
    return [(path, "" if data is None else " ".join(str(data).split()))]


def _hash(content: bytes) -> str:
    """SHA-256 of the text; line endings do not count, for git may change them on Windows."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _seal(given: dict[str, Any]) -> str:
    canonical = json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _yaml_line(key: str, value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join([f"{key}:", *(f"  {name}: {text}" for name, text in value.items())])
    return f"{key}: {json.dumps(value, ensure_ascii=False)}"


def incomplete_decisions(case_file: str | Path) -> list[Problem]:
    """A note for each folder that an interrupted adoption left without a seal."""
    return [
        Problem(
            str(folder),
            None,
            None,
            "vedtagelsen er ufuldstændig og bliver ikke brugt",
            f"kør »som vedtag {case_file} --dato {folder.name}« igen, eller slet mappen",
            warning=True,
        )
        for folder in _dated(case_file)
        if not _complete(folder)
    ]


def _dated(case_file: str | Path) -> list[Path]:
    """The folders of adoptions, oldest first; others that lie there are not ours."""
    base = decided_folder(case_file)
    found = base.iterdir() if base.is_dir() else ()
    return sorted(path for path in found if path.is_dir() and _is_date(path.name))


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def sealed_files(case_file: str | Path) -> list[Path]:
    """The seal and the copy of the newest adoption; none when there is none."""
    dated = [path for path in _dated(case_file) if _complete(path)]
    return [dated[-1] / SEAL, _copy(dated[-1])] if dated else []


def _copy(folder: Path) -> Path:
    return next(iter(sorted(folder.glob(f"{COPY}.*"))), folder / f"{COPY}.yaml")


def _complete(folder: Path) -> bool:
    return (folder / SEAL).is_file()


def _is_remains(folder: Path) -> bool:
    """Whether nothing lies there but what an interrupted adoption can have left."""
    return folder.is_dir() and all(
        path.stem == COPY or (path.name.startswith(".") and path.suffix == ".ny")
        for path in folder.iterdir()
    )


def missing_decision(case_file: str | Path) -> Problem:
    """The note that a case was never frozen."""
    return Problem(
        str(case_file),
        None,
        None,
        "sagen er ikke vedtaget, så opfølgningen måler mod filen, som den ser ud nu",
        f"frys den med »som vedtag {case_file}«",
        warning=True,
    )
