"""``som rapport``: the decision report in all its formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from som_calc.commands import base

if TYPE_CHECKING:
    from som_calc.engine.result import Result


@base.command(name="rapport")
@base.case_argument
@base.formats_option
@base.folder_option("Mappen, rapporten lægges i. Ellers reports/<sagens filnavn>/.")
@base.template_option
@base.override_option
@click.option("--åbn", "--aabn", "opened", is_flag=True, help="Åbn rapporten, når den er lavet.")
@click.option(
    "--følg",
    "--foelg",
    "followed",
    is_flag=True,
    help="Lav rapporten igen, når sagen, en skabelon eller en notebook gemmes. Ctrl-C slutter.",
)
def command(
    case_file: str,
    formats: str | None,
    folder: Path | None,
    template: str | None,
    overrides: tuple[str, ...],
    opened: bool,
    followed: bool,
) -> None:
    """Lav beslutningsoplægget for en sag som HTML, PDF, Word og Excel.

    Mappen får også den kørte notebook og resultat.json. Går noget galt, står den forrige
    rapport urørt.
    """
    base.collect_seldom()
    from som_calc.commands.opening import follow, open_result
    from som_calc.commands.tell.summary import three_lines
    from som_calc.formats.registry import parse_formats

    wanted = parse_formats(formats)
    if not followed:
        paths, result = _make(case_file, wanted, folder, template, overrides)
        for path in paths:
            click.echo(str(path))
        click.echo("")
        for line in three_lines(result):
            click.echo(line)
        if opened:
            open_result(paths)
        return
    from som_calc.document.palette import forget as forget_colours
    from som_calc.report.sections import forget as forget_sections
    from som_calc.resources import case_path, search_path

    to_open = opened

    def again() -> None:
        nonlocal to_open
        forget_colours()
        forget_sections()
        paths, result = _make(case_file, wanted, folder, template, overrides)
        click.echo(f"{paths[0]}: {next(iter(three_lines(result)))}")
        if to_open:
            open_result(paths)
        to_open = False

    kinds = (*search_path("notebooks"), *search_path("templates", template))
    follow(again, [case_path(case_file), *kinds])


def _make(
    case_file: str,
    wanted: list[str],
    folder: Path | None,
    template: str | None,
    overrides: tuple[str, ...],
) -> tuple[list[Path], Result]:
    """The report's files and its result.

    Raises:
        CaseError: the case, a template or the folder cannot be used.
        click.ClickException: the notebook broke.
    """
    from som_calc.running.pipeline import Job, make_report

    case = base.told_case(case_file, overrides, template)
    target = folder or Path("reports") / Path(case_file).stem
    with base.progress(f"{case.title}", len(wanted) + 4) as step:
        step("Regner")
        from som_calc.api import calculate

        result = calculate(case)
        job = Job(
            notebook="beslutningsoplaeg.ipynb",
            stem="beslutningsoplaeg",
            folder=target,
            parameters={"case": case_file, "saet": list(overrides), "skabelon": template},
            formats=wanted,
            template=template,
            tell=base.warn,
        )
        return base.run_or_keep(lambda: make_report(job, step), target, job.stem), result
