"""Text files as they arrive from all kinds of machines."""

from __future__ import annotations

import codecs
import stat
from pathlib import Path

from som_calc.case.problems import CaseError

MAX_BYTES = 500_000
_OTHER_FORMATS = {
    b"PK\x03\x04": "en Excel-, Word- eller zipfil",
    b"%PDF": "en PDF",
    b"\xd0\xcf\x11\xe0": "en ældre Excel- eller Wordfil",
    b"\x89PNG": "et billede",
}


def read_text(path: Path, *, wanted: str = "en YAML-fil", max_bytes: int = MAX_BYTES) -> str:
    """The text of a UTF-8 file, with or without byte order mark.

    Args:
        path: the file.
        wanted: the kind of file that would be right, for messages.
        max_bytes: a larger file is refused.

    Raises:
        CaseError: missing, unreadable, too large, or not UTF-8 (names the likely encoding
            and the first line in it).
    """
    raw = read_bytes(path, max_bytes)
    for start, kind in _OTHER_FORMATS.items():
        if raw.startswith(start):
            raise CaseError.single(path, f"filen er {kind}, ikke tekst", f"angiv {wanted}")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CaseError.single(path, "filen er gemt som UTF-16", "gem den som UTF-8", line=1)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, raw, error.start, wanted) from None


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """The content of a file of any kind.

    Raises:
        CaseError: missing, a folder, unreadable or larger than ``max_bytes``.
    """
    _refuse_name(path)
    try:
        if path.is_dir():
            raise CaseError.single(path, "er en mappe", "angiv en fil, fx params/min-sag.yaml")
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would wait, a device never end
            raise CaseError.single(path, "er ikke en almindelig fil", "angiv en fil på disken")
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)
    except FileNotFoundError:
        raise CaseError.single(path, "filen findes ikke", _neighbours(path)) from None
    except OSError as error:
        reason = "ingen adgang" if isinstance(error, PermissionError) else "diskfejl"
        raise CaseError.single(path, f"filen kan ikke læses ({reason})") from None
    if len(raw) > max_bytes:
        size = f"{max_bytes // 1_000_000} MB" if max_bytes >= 1_000_000 else "500 kB"
        right = "en sag fylder nogle få kB" if max_bytes == MAX_BYTES else "del den i flere"
        raise CaseError.single(path, f"filen er over {size}", right)
    return raw


def has_halves(text: str) -> bool:
    """Whether a text holds half of a character: it can be written nowhere.

    >>> has_halves("sag"), has_halves("sag\\ud83d")
    (False, True)
    """
    return not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text)


def _refuse_name(path: Path) -> None:
    """A name that is no text could stand in no report.

    Raises:
        CaseError: the file's name or folder is written in another encoding than UTF-8.
    """
    if has_halves(str(path)):
        raise CaseError.single(
            path, "filens navn eller mappe rummer tegn, som ikke er tekst", "omdøb den"
        )


def _neighbours(path: Path) -> str:
    from som_calc.case.suggest import nearest

    folder = path.parent if path.parent.is_dir() else Path()
    names = [item.name for item in folder.iterdir() if item.suffix in {".yaml", ".yml", ".xlsx"}]
    near = nearest(path.name, names)
    return f"mente du {folder / near}?" if near else "kontrollér mappe og filnavn"


def _not_utf8(path: Path, raw: bytes, position: int, wanted: str) -> CaseError:
    line = raw.count(b"\n", 0, position) + 1
    begin = raw.rfind(b"\n", 0, position) + 1
    end = raw.find(b"\n", position)
    words = raw[begin : end if end >= 0 else None].strip()[:60]
    if b"\x00" in raw[:4096]:
        return CaseError.single(path, "filen er ikke tekst", f"angiv {wanted}", line=line)
    readings = ((words.decode(name, "replace"), label) for name, label in _LIKELY)
    shown, label = next((r for r in readings if _looks_danish(r[0])), ("", ""))
    if not label:
        return CaseError.single(
            path, "filen er ikke gemt som UTF-8", "gem den som UTF-8", line=line
        )
    wrong = f"filen er gemt som {label}, ikke UTF-8 (linjen læses dér »{shown}«)"
    return CaseError.single(path, wrong, "gem den som UTF-8", line=line)


_LIKELY = (("cp1252", "Windows-1252"), ("mac_roman", "MacRoman"), ("cp865", "DOS (cp865)"))


def _looks_danish(text: str) -> bool:
    odd = [c for c in text if ord(c) > 127]
    return bool(odd) and all(c in "æøåÆØÅéÉüäöÜÄÖ»«–—’“”…€§½·°" for c in odd)
