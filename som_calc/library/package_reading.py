"""Reading a case package that anyone may have made: nothing in it is trusted.

A package is one zip with ``case.json`` (the record) and the files the record lists.
Everything is checked before anything is used: names, kinds and sizes of the members, what
they really unpack to, the record's own hash, and each file's hash.
"""

from __future__ import annotations

import hashlib
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from som_calc.case.problems import CaseError
from som_calc.library.record import (
    CRATE_FILE,
    RECORD_FILE,
    CaseRecord,
    PackageFile,
    parse_record,
    safe_name,
)

# How large a package may be: far above what the publisher makes, far below what hurts.
PACKAGE_BYTES = 100 * 2**20
"""The zip itself."""
MEMBERS = 200
UNPACKED_BYTES = 200 * 2**20
"""All members together, unpacked."""
MEMBER_BYTES = 60 * 2**20
NOTEBOOK_BYTES = 30 * 2**20
"""A notebook: its outputs are what grows."""
RECORD_BYTES = 2 * 2**20
RATIO = 250
"""Unpacked to packed; deflate's own ceiling, which bombs reach, is about 1.030."""
RATIO_FROM = 2**20
"""Members below this many bytes unpacked may have any ratio."""

_FROM_PUBLISHER = "hent pakken igen fra den, der har udgivet den"
_CHUNK = 2**18
_NO_ZIP = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, OSError,
)  # fmt: skip
"""What reading a damaged zip ends in; a place before the file's beginning is an OSError."""
_ENCRYPTED = 0x1
_MADE_ON_UNIX = 3


def read_package(path: str | Path) -> tuple[CaseRecord, dict[str, bytes]]:
    """Read and check a whole package.

    Returns:
        The record, and every file it lists by name.  ``ro-crate-metadata.json`` is among
        them when the package holds it; ``case.json`` is not.

    Raises:
        CaseError: the package is not one of ours, is damaged, forged, or made to do harm.
    """
    path = Path(path)
    with _opened(path) as archive:
        members = _checked_members(archive, path)
        record = _record(archive, members, path)
        listed = {file.name: file for file in record.files}
        _same_names(path, set(members), set(listed))
        files = {}
        for name in sorted(set(members) - {RECORD_FILE}):
            content = _content(archive, members[name], path)
            if name in listed:
                _verify(listed[name], content, path)
            files[name] = content
    return record, files


def read_file(path: str | Path, file: PackageFile) -> bytes:
    """One file out of a package that was checked when it was added; its hash is checked again.

    Raises:
        CaseError: the package is gone, or has been changed on disk.
    """
    path = Path(path)
    with _opened(path) as archive:
        try:
            member = archive.getinfo(file.name)
        except KeyError:
            raise _refuse(path, "mangler i pakken", field=file.name) from None
        content = _content(archive, member, path)
    _verify(file, content, path)
    return content


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        if path.stat().st_size > PACKAGE_BYTES:
            most = f"en pakke må højst fylde {_size(PACKAGE_BYTES)}"
            raise _refuse(path, "er for stor", most)
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError:
        raise _refuse(path, "findes ikke", "ret stien") from None
    except PermissionError:
        raise _refuse(path, "kan ikke læses (ingen adgang)", "kontrollér adgangen") from None
    except _NO_ZIP:
        raise _refuse(path, "er ikke en hel zip-fil") from None


def _checked_members(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """The files of the archive by name; refuses whatever could do harm when unpacked."""
    infos = archive.infolist()
    if len(infos) > MEMBERS:
        raise _refuse(path, f"har flere end {MEMBERS} filer")
    members: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for info in infos:
        shown = _shown(info.filename)
        try:
            # ``orig_filename``: the name as written, before zipfile cuts at a zero byte.
            safe_name(info.orig_filename.removesuffix("/"))
        except ValueError:
            raise _refuse(path, f"filnavnet »{shown}« peger uden for pakken") from None
        kind = stat.S_IFMT(info.external_attr >> 16) if info.create_system == _MADE_ON_UNIX else 0
        if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise _refuse(path, f"»{shown}« er en genvej (symbolsk link) og ikke en fil")
        if info.flag_bits & _ENCRYPTED:
            raise _refuse(path, f"»{shown}« er krypteret")
        folded = unicodedata.normalize("NFC", info.filename).casefold().removesuffix("/")
        if folded in seen:
            raise _refuse(path, f"der er to filer med navnet »{shown}«")
        seen.add(folded)
        if not info.is_dir():
            members[info.filename] = info
    _check_sizes(list(members.values()), path)
    return members


def _check_sizes(members: list[zipfile.ZipInfo], path: Path) -> None:
    for info in members:
        _check_size(info, info.file_size, path)
        if info.file_size >= RATIO_FROM and (info.file_size > RATIO * max(info.compress_size, 1)):
            wrong = f"»{_shown(info.filename)}« pakker ud til mere end {RATIO} gange sig selv"
            raise _refuse(path, wrong)
    if sum(info.file_size for info in members) > UNPACKED_BYTES:
        raise _refuse(path, f"fylder mere end {_size(UNPACKED_BYTES)} pakket ud")


def _check_size(info: zipfile.ZipInfo, size: int, path: Path) -> None:
    name = info.filename
    most = NOTEBOOK_BYTES if name.lower().endswith(".ipynb") else MEMBER_BYTES
    most = RECORD_BYTES if name in {RECORD_FILE, CRATE_FILE} else most
    if size > most:
        raise _refuse(path, f"»{_shown(name)}« fylder mere end {_size(most)}")


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> bytes:
    """Unpack one member and never more of it than its header says."""
    parts, size = [], 0
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > info.file_size:
                raise _refuse(path, f"»{_shown(info.filename)}« er større, end pakken siger")
            parts.append(chunk)
    return b"".join(parts)


def _record(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], path: Path
) -> CaseRecord:
    if RECORD_FILE not in members:
        wrong = f"er ikke en sagspakke; den indeholder ingen {RECORD_FILE}"
        raise _refuse(path, wrong, "lav pakken med som udgiv")
    return parse_record(_content(archive, members[RECORD_FILE], path), f"{path.name}/{RECORD_FILE}")


def _same_names(path: Path, members: set[str], listed: set[str]) -> None:
    if missing := sorted(listed - members):
        raise _refuse(path, f"mangler filen »{_shown(missing[0])}«")
    if extra := sorted(members - listed - {RECORD_FILE, CRATE_FILE}):
        raise _refuse(path, f"indeholder filen »{_shown(extra[0])}«, som sagen ikke nævner")


def _verify(file: PackageFile, content: bytes, path: Path) -> None:
    if len(content) != file.size or hashlib.sha256(content).hexdigest() != file.sha256:
        raise _refuse(path, f"filen »{_shown(file.name)}« er ændret, efter at sagen blev udgivet")


def _refuse(
    path: Path, wrong: str, right: str = _FROM_PUBLISHER, field: str | None = None
) -> CaseError:
    return CaseError.single(path, wrong, right, field=field)


def _shown(name: str) -> str:
    """A name from the package, safe to print on a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in name[:120])


def _size(count: int) -> str:
    return f"{count // 2**20} MB"
