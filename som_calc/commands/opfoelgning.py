"""``som opfoelgning``: actual numbers against the decided case."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import click

from som_calc.commands import base

if TYPE_CHECKING:
    from som_calc.running.pipeline import Job


# A blank value is let through to the check, so that its advice reaches who wants the form.
_template_option = functools.partial(
    base.template_option,
    right="angiv en mappe med skabeloner (et skema at udfylde laves med "
    "»som opfoelgning --skema SAG ÅR«)",
    is_flag=False,
    flag_value="",
)


@base.command(name="opfoelgning")
@click.argument("arguments", metavar="[SAG…] [ÅR]", type=str, nargs=-1)
@click.option("--år", "--aar", "year", metavar="ÅR", help="Opfølgningsåret. Ellers det nyeste.")
@click.option(
    "--skema",
    "form",
    is_flag=True,
    help="Skriv et Excel-skema at udfylde: som opfoelgning --skema SAG 2026.",
)
@click.option(
    "--realiseret",
    is_flag=True,
    help="Kommunens egen tabel over investering, nettobesparelse og nettoafkast (en fil eller den "
    "medfølgende).",
)
@click.option(
    "--opfølgninger",
    "--opfoelgninger",
    "source",
    metavar="MAPPE",
    help="Mappen med opfølgninger. Ellers <sag>/opfoelgning.",
)
@click.option(
    "--titel",
    "title",
    metavar="TEKST",
    help="Titlen på en samlet opfølgning af flere sager, fx Ungeløftet.",
)
@base.formats_option
@base.folder_option("Mappen, rapporten eller skemaet lægges i. Ellers reports/<sagens filnavn>/.")
@_template_option
def command(
    arguments: tuple[str, ...],
    year: str | None,
    form: bool,
    realiseret: bool,
    source: str | None,
    title: str | None,
    formats: str | None,
    folder: Path | None,
    template: str | None,
) -> None:
    """Følg en sag op med faktiske tal, eller flere sager under ét.

    De faktiske tal ligger i <sag>/opfoelgning/<år>.yaml eller .xlsx. Ukendte tal udelades
    eller skrives »ukendt«. Der måles mod den version, som er frosset med »som vedtag«.
    """
    from som_calc.commands import base as shared

    said = ""
    if form:
        click.echo(str(_write_form(arguments, year, folder)))
        return
    if realiseret:
        job = _realised(arguments, folder, template)
    elif not arguments:
        raise click.UsageError("angiv en sag, fx params/aabenraa-ips.yaml")
    else:
        names = list(arguments)
        if (
            year is None
            and len(names) > 1
            and names[-1].isdecimal()
            and not Path(names[-1]).exists()
        ):
            year = names.pop()
        cases = shared.expand(names)
        wanted = _year(year)
        if len(cases) == 1:
            job, said = _single(cases[0], wanted, source, folder, template)
        else:
            job, said = _several(cases, wanted, title, folder, template)
    _make(job, formats, template)
    if said:
        click.echo(f"\n{said}")


def _make(job: Job, formats: str | None, template: str | None) -> None:
    from dataclasses import replace

    base.collect_seldom()
    from som_calc.formats.registry import parse_formats
    from som_calc.running.pipeline import make_report

    job = replace(job, formats=parse_formats(formats), template=template, tell=base.warn)
    with base.progress("Opfølgning", len(job.formats) + 3) as step:
        paths = base.run_or_keep(lambda: make_report(job, step), job.folder, job.stem)
    for path in paths:
        click.echo(str(path))


def _single(
    case: str, year: int | None, source: str | None, folder: Path | None, template: str | None
) -> tuple[Job, str]:
    """The report of one case, and its answer in one sentence."""
    from som_calc.report.followup import FollowUpReport
    from som_calc.running.pipeline import Job

    (followed,) = base.told_follow_ups([case], year, source, template)
    at = followed.tracking.year
    answer = FollowUpReport(followed, template=template).answer
    job = Job(
        notebook="opfoelgning.ipynb",
        stem=f"opfoelgning-{at}",
        folder=folder or Path("reports") / Path(case).stem,
        parameters={"case": case, "aar": at, "opfoelgninger": source, "skabelon": template},
        formats=(),
    )
    return job, answer


def _several(
    cases: list[str],
    year: int | None,
    title: str | None,
    folder: Path | None,
    template: str | None,
) -> tuple[Job, str]:
    """The report of several cases, and its answer in one sentence."""
    from som_calc.report.followup.programme import ProgrammeReport
    from som_calc.running.pipeline import Job

    followed = base.told_follow_ups(cases, year, template=template)
    report = ProgrammeReport(followed, title=title, template=template)
    job = Job(
        notebook="opfoelgning-samlet.ipynb",
        stem="opfoelgning-samlet",
        folder=folder or Path("reports") / "opfoelgning-samlet",
        parameters={"cases": cases, "aar": year, "titel": title, "skabelon": template},
        formats=(),
    )
    return job, report.answer


def _realised(arguments: tuple[str, ...], folder: Path | None, template: str | None) -> Job:
    from som_calc.resources import find
    from som_calc.running.pipeline import Job

    file = arguments[0] if arguments else str(find("params", "realiseret/aabenraa-2018-2022.yaml"))
    return Job(
        notebook="realiseret.ipynb",
        stem="realiseret",
        folder=folder or Path("reports") / Path(file).stem,
        parameters={"fil": file, "skabelon": template},
        formats=(),
    )


def _year(text: str | None) -> int | None:
    from som_calc.case.danish_input import parse_year
    from som_calc.case.problems import CaseError

    if text is None:
        return None
    try:
        return parse_year(text)
    except ValueError as fault:
        wrong, _, right = str(fault).partition("; ")
        raise CaseError.single(None, wrong, right, field="--år") from None


def _write_form(arguments: tuple[str, ...], year: str | None, folder: Path | None) -> Path:
    from som_calc.case.followup_form_writing import form_bytes
    from som_calc.case.followup_reading import follow_up_folder
    from som_calc.case.problems import CaseError
    from som_calc.checking import measured_against
    from som_calc.report.followup.form import expected_of
    from som_calc.writing import write_files

    given = [*arguments, *([] if year is None else [year])]
    if len(given) != 2:
        raise click.UsageError("angiv en sag og et år: som opfoelgning --skema SAG 2026")
    case_file, at = given[0], _year(given[1])
    assert at is not None
    base.told_case(str(measured_against(case_file)))
    place = folder or follow_up_folder(case_file)
    for ending in (".xlsx", ".yaml", ".yml"):
        if (place / f"{at}{ending}").exists():
            raise CaseError.single(
                place / f"{at}{ending}", "findes i forvejen", "ret i den, eller vælg --ud MAPPE"
            )
    content = form_bytes(expected_of(case_file, at))
    return write_files(place, {f"{at}.xlsx": content})[0]
