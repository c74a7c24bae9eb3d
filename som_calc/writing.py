"""Writing a set of files so that a reader never sees half of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from som_calc.case.problems import CaseError


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write all files, each complete or not at all; what stood there before is kept on failure.

    Every file is first written beside its place under a temporary name; only when all are
    on disk are they moved into place.

    Args:
        folder: made when it is not there.
        files: file name → content.

    Returns:
        The paths, in the order given.

    Raises:
        CaseError: the folder cannot be written to, the disk is full, or a file is open in
            another program (Word and Excel lock theirs on Windows).
    """
    staged: list[tuple[Path, Path]] = []
    target = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            target = folder / name
            handle, temporary = tempfile.mkstemp(prefix=f".{name}.", suffix=".ny", dir=folder)
            staged.append((Path(temporary), target))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o644)
        for source, target in staged:
            os.replace(source, target)
    except OSError as failure:
        raise CaseError.single(
            target, f"kan ikke skrives: {_why(failure)}", _remedy(failure)
        ) from None
    finally:
        for source, _ in staged:
            source.unlink(missing_ok=True)
    return [target for _, target in staged]


def _why(failure: OSError) -> str:
    return {
        13: "der er ikke adgang, eller filen er åben i et andet program",
        28: "disken er fuld",
        30: "drevet er skrivebeskyttet",
        20: "en del af stien er en fil, ikke en mappe",
    }.get(failure.errno or 0, failure.strerror or str(failure))


def _remedy(failure: OSError) -> str:
    if failure.errno == 28:
        return "gør plads, og prøv igen"
    return "luk filen, eller vælg en anden mappe med --ud"
