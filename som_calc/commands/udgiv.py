"""``som udgiv``: a case package for erfaringsdatabasen."""

from __future__ import annotations

from pathlib import Path

import click

from som_calc.commands import base


@base.command(name="udgiv")
@base.case_argument
@base.folder_option("Mappen, pakken lægges i. Ellers reports/<sagens filnavn>/.")
@base.formats_option
@click.option(
    "--opfoelgning",
    "--opfølgning",
    "follow_up",
    is_flag=True,
    help="Tag sagens opfølgninger og den nyeste opfølgningsrapport med.",
)
@click.option("--bilag", "attachments", metavar="FIL", multiple=True,
              type=click.Path(path_type=Path),
              help="En fil, der udgives med. Kan gentages.")  # fmt: skip
@click.option("--mindste-gruppe", "smallest", metavar="ANTAL", type=click.IntRange(2, 100),
              default=5, show_default=True,
              help="Grupper med færre personer udgives ikke.")  # fmt: skip
@click.option(
    "--godkend",
    "approved",
    metavar="FUND",
    multiple=True,
    help="Et fund om personoplysninger, der godkendes. Kan gentages.",
)
@click.option("--godkendt-af", "approved_by", metavar="NAVN", help="Den, der godkender fundene.")
@click.option("--begrundelse", "reason", metavar="TEKST",
              help="Hvorfor fundene kan godkendes; gemmes ved sagen og i pakken.")  # fmt: skip
def command(
    case_file: str,
    folder: Path | None,
    formats: str | None,
    follow_up: bool,
    attachments: tuple[Path, ...],
    smallest: int,
    approved: tuple[str, ...],
    approved_by: str | None,
    reason: str | None,
) -> None:
    """Lav en pakke, som andre kan finde, hente og regne igen.

    Pakken er én zip-fil med siden til erfaringsdatabasen, »Kort fortalt«, hele rapporten,
    sagsfilen, tallene og de kørte notebooks. Før noget udgives, ses der efter
    personoplysninger og små grupper.
    """
    from som_calc.formats.registry import parse_formats
    from som_calc.library.approvals import Approval
    from som_calc.library.publishing import publish

    if not bool(approved) == bool(approved_by) == bool(reason):
        raise click.UsageError("--godkend, --godkendt-af og --begrundelse skal gives sammen")
    wanted = parse_formats(formats)
    approval = Approval(approved_by, reason, approved) if approved_by and reason else None
    base.told_case(case_file)
    if follow_up:
        base.told_follow_ups([case_file])
    target = folder or Path("reports") / Path(case_file).stem
    with base.progress("Udgiver", len(wanted) + 7) as step:
        made = base.run_or_keep(
            lambda: publish(
                Path(case_file), target, wanted, attachments=attachments, approval=approval,
                follow_up=follow_up,
                smallest=smallest, progress=step,
            ),
            target,
            "erfaringscase",
        )  # fmt: skip
    if made.approved:
        count = len(made.approved)
        click.echo(f"{count} godkendte fund om personoplysninger står i pakken med begrundelse.")
    click.echo(made.record.title)
    click.echo(made.record.result_sentence)
    click.echo(f"Id: {made.record.id}")
    click.echo(str(made.path))
