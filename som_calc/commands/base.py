"""What the commands share: their arguments and options, worded once."""

from __future__ import annotations

import contextlib
import functools
import glob
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from som_calc.case.model import Case
    from som_calc.case.problems import Problem
    from som_calc.report.followup.loading import Followed

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

command = functools.partial(click.command, options_metavar="[VALG]")
"""``click.command`` with Danish wording."""


def case_argument(function: F) -> F:
    """One case file; arrives as ``case_file: str``."""
    return click.argument("case_file", metavar="SAG", type=str)(function)


def told_case(case_file: str, overrides: Iterable[str] = (), template: str | None = None) -> Case:
    """The case in a file; its warnings go to standard error.

    Raises:
        CaseError: the case cannot be used.
    """
    from som_calc.checking import check_case

    checked = check_case(case_file, overrides, template)
    tell(checked.problems)
    assert checked.case is not None
    return checked.case


def told_cases(
    case_files: Iterable[str], overrides: Iterable[str] = (), template: str | None = None
) -> None:
    """Tell the problems of several cases, each once, the errors of all of them together.

    Raises:
        CaseError: one of the cases cannot be used.
    """
    from som_calc.checking import check_case

    tell(
        problem for file in case_files for problem in check_case(file, overrides, template).problems
    )


def told_follow_ups(
    case_files: Iterable[str],
    year: int | None = None,
    folder: str | None = None,
    template: str | None = None,
) -> list[Followed]:
    """The cases followed; what is worth telling of them goes to standard error.

    Raises:
        CaseError: a case or a follow-up cannot be used.
    """
    from som_calc.checking import check_follow_up

    checked = [check_follow_up(file, year, folder, template) for file in case_files]
    tell(problem for each in checked for problem in each.problems)
    return [each.followed for each in checked if each.followed is not None]


def tell(problems: Iterable[Problem]) -> None:
    """Write warnings to standard error, each once, and stop at errors.

    Raises:
        CaseError: there are errors.
    """
    from som_calc.case.problems import CaseError

    found = list(dict.fromkeys(problems))
    for problem in found:
        if problem.warning:
            click.echo(str(problem), err=True)
    if errors := [problem for problem in found if not problem.warning]:
        raise CaseError(errors)


def warn(said: str) -> None:
    """A warning of what is no case, on standard error."""
    click.echo(f"advarsel: {said}", err=True)


def case_arguments(function: F) -> F:
    """One or more case files; arrive as ``case_files: tuple[str, ...]``."""
    return click.argument("case_files", metavar="SAG…", type=str, nargs=-1, required=True)(function)


def override_option(function: F) -> F:
    """``--sæt felt=værdi``, repeatable; arrives as ``overrides: tuple[str, ...]``."""
    return click.option(
        "--sæt",
        "--saet",
        "overrides",
        multiple=True,
        metavar="FELT=VÆRDI",
        help="Erstat et felt i sagen for denne kørsel, fx --sæt mereffekt=7%. Kan gentages.",
    )(function)


def seed_option(function: F) -> F:
    """``--frø TAL``; arrives as ``seed: int``, 2026 unless told."""
    return click.option(
        "--frø",
        "--froe",
        "seed",
        metavar="TAL",
        type=click.IntRange(min=0),
        default=2026,
        help="Tallet, der bestemmer de tilfældige træk. Samme tal giver samme resultat (2026).",
    )(function)


def spread_option(function: F) -> F:
    """``--standardudsving PROCENT``; arrives as ``default_spread: float | None`` (a share)."""
    return click.option(
        "--standardudsving",
        "default_spread",
        metavar="PROCENT",
        callback=_spread,
        help="Antag så stort et udsving for tal, hvor sagen ikke angiver usikkerhed, fx 20%.",
    )(function)


def _spread(ctx: click.Context, param: click.Parameter, value: str | None) -> float | None:
    if value is None:
        return None
    from som_calc.case.danish_input import parse_share
    from som_calc.case.problems import CaseError

    right = "skriv en procent over 0 og under 100, fx 20%"
    try:
        share = parse_share(value)
    except ValueError:
        raise CaseError.single(
            None, f"»{value}« kan ikke bruges", right, field="--standardudsving"
        ) from None
    if not 0 < share < 1:
        raise CaseError.single(None, f"»{value}« kan ikke bruges", right, field="--standardudsving")
    return share


def formats_option(function: F) -> F:
    """``--format html,pdf``; arrives as ``formats: str | None``."""
    return click.option(
        "--format",
        "formats",
        metavar="FORMATER",
        help="De formater, du vil have, fx html,pptx. Ellers html, pdf, docx og xlsx; pptx er "
        "lysbilleder til mødet.",
    )(function)


def folder_option(what: str) -> Callable[[F], F]:
    """``--ud MAPPE``, described by ``what``; arrives as ``folder: Path | None``."""
    return click.option(
        "--ud", "folder", metavar="MAPPE", type=click.Path(path_type=Path), help=what
    )


def template_option(
    function: F, *, right: str = "angiv en mappe med skabeloner; se som start", **more: Any
) -> F:
    """``--skabelon MAPPE``; arrives as ``template: str | None``, checked to be a folder.

    ``right`` is told where it is none; ``more`` goes to :func:`click.option`.
    """

    def existing(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        import os

        if value is not None and not os.path.isdir(value):
            from som_calc.case.problems import CaseError

            wrong = "er ikke en mappe" if value else "mangler en mappe"
            raise CaseError.single(value or None, wrong, right, field="--skabelon")
        return value

    return click.option(
        "--skabelon",
        "template",
        metavar="MAPPE",
        callback=existing,
        help="Kommunens egne skabeloner (html, typst, word, tekst, farver.yaml).",
        **more,
    )(function)


@contextlib.contextmanager
def progress(what: str, steps: int) -> Iterator[Callable[[str], None]]:
    """A progress bar on standard error; call the result with the name of each step begun.

    Only in a terminal: in a pipe or a log each step is silent.
    """
    if not _may_be_seen():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.completed:.0f} af {task.total:.0f}"),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(what, total=steps)

        def step(name: str) -> None:
            bar.update(task, description=name, advance=1)

        yield step


def _may_be_seen() -> bool:
    """Whether rich could find a terminal; asked first, because rich takes a while to load."""
    import os
    import sys

    forced = ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
    return sys.stderr.isatty() or any(os.environ.get(name) for name in forced)


@contextlib.contextmanager
def steady_progress(
    what: str, steps: int
) -> Iterator[tuple[Callable[[str], None], Callable[[], None]]]:
    """A progress bar with the time left that starts no thread (the program may fork).

    Gives ``(step, beat)``: call ``step`` with the name of what is done, and ``beat`` now and
    then so that the clock goes on.  Only in a terminal.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.completed:.0f} af {task.total:.0f}"),
        TimeElapsedColumn(),
        TextColumn("tilbage"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(
        *columns,
        console=console,
        transient=True,
        auto_refresh=False,
        disable=not console.is_terminal,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bar:
        task = bar.add_task(what, total=steps)

        def step(name: str) -> None:
            bar.update(task, description=name[:40], advance=1, refresh=True)

        yield step, bar.refresh


def run_or_keep(make: Callable[[], T], folder: Path, stem: str) -> T:
    """Make a report; when its notebook breaks, keep what was executed and say where.

    Raises:
        click.ClickException: the notebook broke (exit code 1).
    """
    from som_calc.running.notebook import NotebookFailed

    try:
        return make()
    except NotebookFailed as failed:
        said = f"{failed}"
        if failed.notebook is not None:
            import nbformat

            from som_calc.writing import write_files

            content = nbformat.writes(failed.notebook).encode("utf-8")
            kept = write_files(folder, {f"{stem}.fejl.ipynb": content})[0]
            said += f"\nNotebooken frem til fejlen ligger i {kept}. Den forrige rapport er urørt."
        raise click.ClickException(said) from None


def run_briefly() -> None:
    """For commands that are over in a second: collecting garbage would take a fifth of it."""
    import gc

    gc.disable()


def collect_seldom() -> None:
    """For commands that make reports: looking for garbage that often takes a tenth of one."""
    import gc

    gc.set_threshold(50_000, 20, 100)


def expand(names: Iterable[str]) -> list[str]:
    """File names with ``*`` and ``?`` spelled out (not every shell does it).

    A pattern that fits nothing is kept, so that the reader can say the file is missing.
    """
    found: list[str] = []
    for name in names:
        matches = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []
        found += matches or [name]
    return list(dict.fromkeys(found))
