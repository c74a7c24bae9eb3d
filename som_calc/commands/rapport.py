"""``som rapport``: the decision report in all its formats."""

from __future__ import annotations

from pathlib import Path

import click

from som_calc.commands import base


@base.command(name="rapport")
@base.case_argument
@base.formats_option
@base.folder_option("Mappen, rapporten lægges i. Ellers reports/<sagens filnavn>/.")
@base.template_option
@base.override_option
def command(
    case_file: str,
    formats: str | None,
    folder: Path | None,
    template: str | None,
    overrides: tuple[str, ...],
) -> None:
    """Lav beslutningsoplægget for en sag som HTML, PDF, Word og Excel.

    Mappen får også den kørte notebook og resultat.json. Går noget galt, står den forrige
    rapport urørt.
    """
    base.collect_seldom()
    from som_calc.commands.tell.summary import three_lines
    from som_calc.formats.registry import parse_formats
    from som_calc.running.pipeline import Job, make_report

    wanted = parse_formats(formats)
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
        paths = base.run_or_keep(lambda: make_report(job, step), target, job.stem)
    for path in paths:
        click.echo(str(path))
    click.echo("")
    for line in three_lines(result):
        click.echo(line)
