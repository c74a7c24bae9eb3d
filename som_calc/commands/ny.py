"""``som ny``: a new case, asked for in the terminal or written as an Excel form."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from som_calc.commands import base

if TYPE_CHECKING:
    import datetime as dt

    from som_calc.case.interview import KnownGroup, Question


@base.command(name="ny")
@click.argument("target", metavar="[FIL]", required=False, type=click.Path(path_type=Path))
@click.option("--excel", is_flag=True, help="Skriv et Excel-skema at udfylde i stedet for YAML.")
@click.option(
    "--fra",
    "source",
    metavar="SAG",
    help="Udfyld med en sag, der findes (YAML eller Excel); så stilles ingen spørgsmål.",
)
def command(target: Path | None, excel: bool, source: str | None) -> None:
    """Lav en ny sag: svar på nogle spørgsmål, eller få et Excel-skema at udfylde.

    »tilbage« går til det forrige spørgsmål. En fil, der findes, bliver aldrig overskrevet.
    """
    if target is not None:
        excel = excel or target.suffix.lower() == ".xlsx"
        _refuse_existing(target)
    if source is not None:
        _from_case(source, target, excel)
    elif excel:
        from som_calc.case.workbook.writing import workbook_bytes

        target = target or Path("min-sag.xlsx")
        _write(target, workbook_bytes(first_year=_today().year))
        click.echo(f"Udfyld det i Excel, og kør: som tjek {target}")
    else:
        _ask_for_case(target)


def _today() -> dt.date:
    import datetime as dt

    return dt.date.today()


def _refuse_existing(target: Path) -> None:
    from som_calc.case.problems import CaseError

    if target.suffix.lower() not in (".yaml", ".yml", ".xlsx"):
        raise CaseError.single(target, "endelsen kan ikke bruges", "brug .yaml eller .xlsx")
    if target.exists():
        raise CaseError.single(target, "findes i forvejen og bliver ikke rørt", "vælg et nyt navn")


def _write(target: Path, content: bytes) -> None:
    from som_calc.writing import write_files

    _refuse_existing(target)
    write_files(target.parent, {target.name: content}, new=True)
    click.echo(f"Skrev {target}.")


def _from_case(source: str, target: Path | None, excel: bool) -> None:
    from som_calc.case.problems import CaseError
    from som_calc.resources import case_path

    case = base.told_case(source)
    path = target or Path(case_path(source)).with_suffix(".xlsx" if excel else ".yaml")
    _refuse_existing(path)
    if excel:
        from som_calc.case.workbook.writing import TooLong, workbook_bytes

        try:
            content = workbook_bytes(case)
        except TooLong as error:
            wrong = "teksten er for lang til en celle i Excel"
            raise CaseError.single(source, wrong, "gør den kortere", field=str(error)) from None
        _write(path, content)
    else:
        from som_calc.case.yaml_writer import to_yaml

        _write(path, to_yaml(case, schema=_schema_line(path)).encode("utf-8"))


def _ask_for_case(target: Path | None) -> None:
    from som_calc.api import check_tree
    from som_calc.case.interview import COMMENTS, HEADING, Interview, case_data
    from som_calc.case.problems import CaseError
    from som_calc.case.yaml_reader import parse_yaml
    from som_calc.case.yaml_writer import to_yaml

    interview = Interview(_today(), _known_groups())
    click.echo("Svar på spørgsmålene. Enter tager forslaget i [ ]; »tilbage« går et spørgsmål op.")
    answers = interview.run(_ask, click.echo)
    path = target or Path("params") / f"{_file_name(answers['titel'])}.yaml"
    schema = _schema_line(path)
    text = to_yaml(case_data(interview, answers), HEADING, COMMENTS, schema=schema)
    errors = check_tree(parse_yaml(text, str(path))).errors
    _write(path, text.encode("utf-8"))
    if errors:  # answers are never thrown away
        raise CaseError(errors)
    click.echo(f"Næste skridt: ret den til, og kør: som tjek {path}")


def _ask(question: Question, earlier: str) -> str:
    from som_calc.case.problems import CaseError

    click.echo("")
    click.echo(question.text)
    if question.help:
        click.echo(f"  {question.help}.")
    for number, option in enumerate(question.options, 1):
        click.echo(f"  {number}) {option}")
    suggestion = earlier or question.default
    click.echo(f"  [{suggestion}] > " if suggestion else "  > ", nl=False)
    line = sys.stdin.readline()
    if not line:
        click.echo("")
        raise CaseError.single(
            None, f"svarene slap op ved spørgsmålet »{question.text}«", "intet er skrevet"
        )
    return line.removesuffix("\n")


def _known_groups() -> tuple[KnownGroup, ...]:
    """Target groups of the knowledge base; none when it cannot be read."""
    from collections import Counter

    from som_calc.case.interview import KnownGroup
    from som_calc.case.problems import CaseError
    from som_calc.knowledge.database import ILLUSTRATIVE
    from som_calc.knowledge.loading import load_knowledge

    try:
        knowledge = load_knowledge()
    except CaseError:
        return ()
    found = []
    for one, row in knowledge.rows("maalgrupper"):
        group = str(row["id"])
        goals = [goal for goal in knowledge.goals(one, group) if goal["målgruppe"]]
        named = tuple((str(goal["id"]), str(goal["navn"])) for goal in goals)
        rich = any(one.consequences(group, goal) for goal, _ in named)
        made_up = one.name == ILLUSTRATIVE
        name = f"{row['navn']} (illustrative tal)" if made_up else str(row["navn"])
        years = Counter(price["prisniveau"] for price in one.rows("priser"))
        year = years.most_common(1)[0][0] if years else None
        found.append(KnownGroup(group, name, named, made_up, rich, year))
    return tuple(found)


def _schema_line(path: Path) -> str | None:
    """The line that lets editors check the file, where the schema lies beside it."""
    from som_calc.case.yaml_writer import SCHEMA_FILE, SCHEMA_LINE

    return SCHEMA_LINE if (path.parent / SCHEMA_FILE).is_file() else None


def _file_name(title: str) -> str:
    import re

    from som_calc.case.glossary import fold

    return re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:60] or "ny-sag"
