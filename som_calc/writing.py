"""Writing a set of files so that a reader never sees half of it.

All that is on its way lies in a hidden folder beside its place, which is locked while its
process lives.  First every target is tried, then all is written aside, then the files that
stand there are kept, and only then is the first of them replaced; a failure puts those kept
back.  A process that is killed leaves its hidden folder: whoever writes there next puts back
what it had begun to replace, and deletes it.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from som_calc.case.problems import CaseError

ASIDE = ("." + "som-", ".ny")
"""How the names of our hidden folders begin and end."""
_INNER, _LOCK, _PLAN = "indhold", "lås", "plan.json"


def write_files(folder: Path, files: Mapping[str, bytes], *, new: bool = False) -> list[Path]:
    """Write all files, or none; what stood there before is kept on failure.

    Args:
        folder: made when it is not there.
        files: file name, perhaps with folders → content.
        new: refuse to replace a file.

    Returns:
        The paths, in the order given.

    Raises:
        CaseError: the folder cannot be written to, the disk is full, or a file is open in
            another program (Word and Excel lock theirs on Windows) or locked.
    """
    return write_sets({folder: files}, new=new)


def write_sets(sets: Mapping[Path, Mapping[str, bytes]], *, new: bool = False) -> list[Path]:
    """:func:`write_files` for several folders at once: all of it, or none.

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
            for move in moves:
                at = move.target
                _check_replaceable(at, new)
            for move, content in zip(moves, _contents(sets), strict=True):
                at = move.target
                _make_folder(at.parent, made)
                _write(move.source, content)
            for move in moves:
                at = move.target
                move.keep()
            _note(moves)
            try:
                for move in moves:
                    at = move.target
                    os.replace(move.source, at)
            except BaseException:
                _put_back(moves)
                raise
            finally:
                _forget(moves)
    except BaseException as failure:
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(failure, OSError):
            raise _refused(at, failure) from None
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
            raise _refused(target, failure) from None
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
    work, handle = _locked_folder(parent)
    try:
        inner = work / _INNER
        inner.mkdir()
        yield inner
    finally:
        os.close(handle)
        shutil.rmtree(work, ignore_errors=True)


def sweep(parent: Path, *, deep: bool = False) -> None:
    """Put back what killed processes had begun to replace in a folder, and clear up after them.

    Args:
        parent: the folder.
        deep: its folders too.
    """
    begin, end = ASIDE
    with suppress(OSError):
        for work in parent.glob(f"{'**/' if deep else ''}{begin}*{end}"):
            if work.is_symlink() or not work.is_dir() or not _own(work):
                continue
            with suppress(OSError):
                work.rmdir()  # killed before it was locked: nothing is in it
                continue
            with suppress(OSError):
                handle = os.open(work / _LOCK, os.O_RDWR)
                try:
                    if not _take(handle):
                        continue
                    if (work / _INNER / _PLAN).is_file():
                        _undo(work / _INNER, unless_whole=True)
                finally:
                    os.close(handle)
                shutil.rmtree(work, ignore_errors=True)


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


def _note(moves: list[_Move]) -> None:
    """Write down what is to be replaced, for the one who comes after a kill."""
    for work in {move.work for move in moves}:
        plan = [(m.number, m.name, _stamp(m.source)) for m in moves if m.work == work]
        _write(work / "udkast", json.dumps(plan).encode("utf-8"))
        os.replace(work / "udkast", work / _PLAN)


def _put_back(moves: list[_Move]) -> None:
    for work in {move.work for move in moves}:
        _undo(work)


def _undo(work: Path, *, unless_whole: bool = False) -> None:
    """Put back what the plan of a killed or failed run says it was replacing."""
    plan = json.loads((work / _PLAN).read_bytes())
    moves = [(_Move(work, number, work.parent.parent, name), stamp) for number, name, stamp in plan]
    if unless_whole and not any(move.source.exists() for move, _ in moves):
        return
    for move, stamp in reversed(moves):
        move.put_back(stamp)


def _forget(moves: list[_Move]) -> None:
    for work in {move.work for move in moves}:
        (work / _PLAN).unlink(missing_ok=True)


def _stamp(path: Path) -> list[int]:
    found = path.stat()
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
        if _take(handle) and (work / _LOCK).exists():
            return work, handle
        os.close(handle)


def _take(handle: int) -> bool:
    """Lock an open file unless another process has; True too where nothing can be locked."""
    try:
        import fcntl
    except ImportError:
        return _take_on_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as failure:
        return failure.errno not in {errno.EWOULDBLOCK, errno.EACCES}
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


def _refused(target: Path, failure: OSError) -> CaseError:
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
