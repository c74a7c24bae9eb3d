"""Writing a set of files so that a reader never sees half of it.

All that is on its way lies in a hidden folder beside its place, which is locked while its
process lives.  First every target is tried, then all is written aside, then the files that
stand there are kept, and only then is the first of them replaced; a failure puts those kept
back.  A process that is killed leaves its hidden folders and a note of where they lie: the next
run of the program, whatever it does (:func:`heal`), and whoever writes there next, puts back what
it had begun to replace, in all its folders, and deletes them.

A file that is put by is part of the same plan: it has its new name before it loses its old one,
and it loses that before the first file is replaced.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any

from som_calc.case.problems import CaseError
from som_calc.resources import private_folder

ASIDE = ("." + "som-", ".ny")
"""How the names of our hidden folders begin and end."""
_INNER, _LOCK, _PLAN = "indhold", "lås", "plan.json"
EARLIER = "tidligere"
"""The folder in a report's folder for files of it that an earlier run made."""


def write_files(
    folder: Path,
    files: Mapping[str, bytes],
    *,
    new: bool = False,
    put_by: Mapping[str, str] | None = None,
) -> list[Path]:
    """Write all files, or none; what stood there before is kept on failure.

    Args:
        folder: made when it is not there.
        files: file name, perhaps with folders → content.
        new: refuse to replace a file.
        put_by: files of the folder that get another name in the same step: old name → new
            name, which no file has.

    Returns:
        The paths, in the order given.

    Raises:
        CaseError: the folder cannot be written to, the disk is full, or a file is open in
            another program (Word and Excel lock theirs on Windows) or locked.
    """
    return write_sets({folder: files}, new=new, put_by=put_by)


def earlier_names(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The files of these names that stand in a folder → a free name for each below
    :data:`EARLIER`, with the day it was made.

    >>> earlier_names(Path("findes-ikke"), ["rapport.pdf"])
    {}
    """
    found = {}
    for name in names:
        path = folder / name
        if not path.is_file():
            continue
        made = dt.datetime.fromtimestamp(path.stat().st_mtime).date().isoformat()
        numbered = (f"-{number}" for number in count(2))
        for end in chain([""], numbered):
            free = f"{EARLIER}/{path.stem}-{made}{end}{path.suffix}"
            if not (folder / free).exists():
                break
        found[name] = free
    return found


def write_sets(
    sets: Mapping[Path, Mapping[str, bytes]],
    *,
    new: bool = False,
    put_by: Mapping[str, str] | None = None,
) -> list[Path]:
    """:func:`write_files` for several folders at once: all of it, or none.

    ``put_by`` concerns the first of them.

    Raises:
        CaseError: as :func:`write_files`.
    """
    at = next(iter(sets))
    made: list[Path] = []
    try:
        with ExitStack() as stack:
            moves: list[_Move] = []
            for folder, files in sets.items():
                at = folder
                _make_folder(folder, made)
                work = stack.enter_context(aside(folder))
                moves += [
                    _Move(work, str(number), folder, name) for number, name in enumerate(files)
                ]
            first = next(iter(sets))
            gone = [
                _Move(moves[0].work, f"væk-{number}", first, name)
                for number, name in enumerate(put_by or {})
            ]
            for move in moves:
                at = move.target
                _check_replaceable(at, new)
            for move in gone:
                at = move.target
                _check_replaceable(at, new=False)
            for move, content in zip(moves, _contents(sets), strict=True):
                at = move.target
                _make_folder(at.parent, made)
                _write(move.source, content)
            for move in (*moves, *gone):
                at = move.target
                move.keep()
            by = []
            for move, name in zip(gone, (put_by or {}).values(), strict=True):
                by.append(_Move(move.work, f"{move.number}-til", first, name))
                at = by[-1].target
                _check_replaceable(at, new=True)
                _make_folder(at.parent, made)
                shutil.copy2(move.kept, by[-1].source)
                _reach_disk(by[-1].source)
            plan = [*by, *gone, *moves]
            _note(plan)
            try:
                for move in by:
                    at = move.target
                    os.replace(move.source, at)
                for move in gone:
                    at = move.target
                    at.unlink()
                for move in moves:
                    at = move.target
                    os.replace(move.source, at)
            except BaseException:
                _put_back(plan)
                raise
            finally:
                _forget(plan)
    except BaseException as failure:
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(failure, OSError):
            raise refused(at, failure) from None
        raise
    return [move.target for move in moves]


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder to fill, which takes the place of ``target`` at the end, whole.

    What stood at ``target`` is gone then; when filling fails it is left as it was.

    Raises:
        CaseError: the folder cannot be written.
    """
    made: list[Path] = []
    try:
        _make_folder(target.parent, made)
        with aside(target.parent) as work:
            move = _Move(work, "0", target.parent, target.name)
            move.source.mkdir()
            yield move.source
            for path in move.source.rglob("*"):
                if path.is_file():
                    _reach_disk(path)
            _note([move])
            try:
                if target.exists():
                    os.replace(target, move.kept)
                os.replace(move.source, target)
            except BaseException:
                _put_back([move])
                raise
            finally:
                _forget([move])
    except BaseException as failure:
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(failure, OSError):
            raise refused(target, failure) from None
        raise


@contextmanager
def aside(parent: Path | None = None) -> Iterator[Path]:
    """A hidden folder for what is on its way, gone afterwards also with what is in it.

    Those that killed processes left in ``parent`` are swept first.

    Args:
        parent: an existing folder; the machine's folder for temporary files when left out.
    """
    parent = Path(tempfile.gettempdir()) if parent is None else parent
    sweep(parent)
    with _noted(parent):
        work, handle = _locked_folder(parent)
        try:
            inner = work / _INNER
            inner.mkdir()
            yield inner
        finally:
            os.close(handle)
            _delete(work)


def heal() -> None:
    """Sweep every folder that a killed process of this user's noted it was writing in."""
    notes = _notes()
    with suppress(OSError):
        for note in notes.iterdir() if notes else ():
            with suppress(OSError, ValueError):
                _follow(note)


def _follow(note: Path) -> None:
    with _held(note) as handle:
        if handle is None:
            return
        parent = os.read(handle, 100_000).decode("utf-8", "surrogateescape")
        if parent:
            sweep(Path(parent))
    note.unlink()


def sweep(parent: Path, *, deep: bool = False) -> None:
    """Put back what killed processes had begun to replace in a folder, and clear up after them.

    Args:
        parent: the folder.
        deep: its folders too.
    """
    begin, end = ASIDE
    with suppress(OSError):
        for work in parent.glob(f"{'**/' if deep else ''}{begin}*{end}"):
            with suppress(OSError, ValueError):
                _clear(work)


def _clear(work: Path) -> None:
    """Undo and delete a hidden folder, and those of the same plan, unless its process lives."""
    if work.is_symlink() or not work.is_dir() or not _own(work):
        return
    with suppress(OSError):
        work.rmdir()  # killed before it was locked: nothing is in it
        return
    if not (work / _LOCK).exists() and not (work / _INNER).is_dir():
        return  # not one of ours
    with ExitStack() as stack:
        handles = [stack.enter_context(_held(work))]
        moves = _planned(work / _INNER)
        together = list(dict.fromkeys(m.work.parent for m, _ in moves if m.work.is_dir()))
        others = [place for place in together if place != work]
        handles += [stack.enter_context(_held(place)) for place in others]
        if None in handles:
            return
        if any(move.source.exists() for move, _ in moves):
            _undo(moves)
        _forget([move for move, _ in moves])
    for place in (work, *others):
        _delete(place)


@contextmanager
def _held(path: Path) -> Iterator[int | None]:
    """The handle of a file, or of a hidden folder's lock, that is ours now; None when another
    process holds it."""
    at = path / _LOCK if path.is_dir() else path
    handle = os.open(at, os.O_RDWR | (os.O_CREAT if at != path else 0), 0o600)
    try:
        yield handle if _take(handle) else None
    finally:
        os.close(handle)


def _delete(work: Path) -> None:
    """The lock goes last, so that what a kill leaves is still known to be ours."""
    shutil.rmtree(work / _INNER, ignore_errors=True)
    shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _noted(parent: Path) -> Iterator[None]:
    """Leave word of where to look for the next run, should this one be killed."""
    notes, handle, name = _notes(), None, ""
    if notes is not None:
        with suppress(OSError):
            handle, name = tempfile.mkstemp(dir=notes)
            _take(handle, anyway=True)
            os.write(handle, os.path.abspath(parent).encode("utf-8", "surrogateescape"))
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)
            with suppress(OSError):
                os.unlink(name)


def _notes() -> Path | None:
    from platformdirs import user_cache_path

    return private_folder(user_cache_path("som-rapport", appauthor=False) / "undervejs")


@dataclass(frozen=True)
class _Move:
    """One file (or folder) on its way from ``work`` to its name below ``folder``."""

    work: Path
    number: str
    folder: Path
    name: str

    @property
    def source(self) -> Path:
        return self.work / self.number

    @property
    def kept(self) -> Path:
        return self.work / f"{self.number}.før"

    @property
    def target(self) -> Path:
        return self.folder / self.name

    def keep(self) -> None:
        """A second name for what stands there, so that it never is without one."""
        if not self.target.exists():
            return
        try:
            os.link(self.target, self.kept)
        except OSError:  # not every file system has links
            shutil.copy2(self.target, self.kept)

    def put_back(self, stamp: Any) -> None:
        """Undo, where ``target`` is what we put there and nobody has changed it since."""
        with suppress(OSError):
            if self.target.exists():
                if _stamp(self.target) != stamp:
                    return
                if self.target.is_dir() or not self.kept.exists():
                    os.replace(self.target, self.source)
            if self.kept.exists():
                os.replace(self.kept, self.target)


_Planned = list[tuple[_Move, Any]]
"""What a plan says: each file on its way, and what marks it as the one we put in place."""


def _note(moves: list[_Move]) -> None:
    """Write down, in each hidden folder, all that is to be replaced or go."""
    plan = [(os.path.abspath(m.work), m.number, m.name, _stamp(m.source)) for m in moves]
    for work in {move.work for move in moves}:
        _write(work / "udkast", json.dumps([os.path.abspath(work), plan]).encode("utf-8"))
        os.replace(work / "udkast", work / _PLAN)


def _planned(work: Path) -> _Planned:
    """What the plan of a killed or failed run says it was replacing; nothing without a plan."""
    try:
        own, plan = json.loads((work / _PLAN).read_bytes())
    except FileNotFoundError:
        return []
    found = []
    for place, number, name, stamp in plan:
        # The folder itself may have been moved since.
        at = work if place == own else Path(place)
        found.append((_Move(at, number, at.parent.parent, name), stamp))
    return found


def _put_back(moves: list[_Move]) -> None:
    _undo(_planned(moves[0].work))


def _undo(moves: _Planned) -> None:
    for move, stamp in reversed(moves):
        move.put_back(stamp)


def _forget(moves: list[_Move]) -> None:
    for work in {move.work for move in moves}:
        (work / _PLAN).unlink(missing_ok=True)


def _stamp(path: Path) -> list[int] | None:
    """What marks a file as the one we put in place; None where we only take one away."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return [found.st_ino, found.st_mtime_ns]


def _contents(sets: Mapping[Path, Mapping[str, bytes]]) -> Iterator[bytes]:
    for files in sets.values():
        yield from files.values()


def _make_folder(folder: Path, made: list[Path]) -> None:
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(exist_ok=True)
        made.append(place)


def _check_replaceable(target: Path, new: bool) -> None:
    """Find out whether a file can be replaced, without touching it.

    Raises:
        CaseError: something else is in its place, or it must not be replaced.
        OSError: it is locked, or open in another program.
    """
    try:
        found = target.stat()
    except FileNotFoundError:
        return
    if new:
        raise CaseError.single(
            target, "findes i forvejen og røres ikke", "flyt eller omdøb filen, og prøv igen"
        )
    if stat.S_ISDIR(found.st_mode):
        raise CaseError.single(target, "er en mappe", "flyt den, eller vælg et andet sted")
    if not stat.S_ISREG(found.st_mode):
        raise CaseError.single(target, "er ikke en almindelig fil", "vælg et andet sted")
    if not found.st_mode & 0o222:
        raise CaseError.single(
            target,
            "kan ikke skrives: filen er skrivebeskyttet",
            "fjern skrivebeskyttelsen, eller vælg en anden mappe med --ud",
        )
    os.close(os.open(target, os.O_RDWR))


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def _reach_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _locked_folder(parent: Path) -> tuple[Path, int]:
    """A new hidden folder and the handle that keeps it ours."""
    begin, end = ASIDE
    while True:
        work = Path(tempfile.mkdtemp(prefix=begin, suffix=end, dir=parent))
        try:
            handle = os.open(work / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:  # swept by another before it had a lock
            continue
        except OSError:
            work.rmdir()
            raise
        if _take(handle, anyway=True) and (work / _LOCK).exists():
            return work, handle
        os.close(handle)


def _take(handle: int, *, anyway: bool = False) -> bool:
    """Lock an open file unless another process has.

    Args:
        handle: the file.
        anyway: the answer on a drive where nothing can be locked.  What lies there may belong
            to a process that lives, so it is never swept.
    """
    try:
        import fcntl
    except ImportError:
        return _take_on_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as failure:
        return anyway and failure.errno not in {errno.EWOULDBLOCK, errno.EACCES}
    return True


def _take_on_windows(handle: int) -> bool:
    import msvcrt

    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True


def _own(path: Path) -> bool:
    """Whether a folder is this user's (others' must be left alone where many share one)."""
    return not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()


def refused(target: Path, failure: OSError) -> CaseError:
    """What to say of a file that could not be written."""
    return CaseError.single(target, f"kan ikke skrives: {_why(failure)}", _remedy(failure))


def _why(failure: OSError) -> str:
    return {
        errno.EPERM: "filen eller mappen er låst",
        errno.EACCES: "der er ikke adgang, eller filen er åben i et andet program",
        errno.ENOTDIR: "en del af stien er en fil, ikke en mappe",
        errno.EEXIST: "en del af stien er en fil, ikke en mappe",
        errno.ENOSPC: "disken er fuld",
        errno.EDQUOT: "pladsen er brugt op",
        errno.EFBIG: "filen er større, end den må være her",
        errno.EROFS: "drevet er skrivebeskyttet",
        errno.ENAMETOOLONG: "navnet er for langt",
        errno.EIO: "diskfejl",
    }.get(failure.errno or 0, failure.strerror or str(failure))


def _remedy(failure: OSError) -> str:
    if failure.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "gør plads, og prøv igen"
    return "luk filen, eller vælg en anden mappe med --ud"
