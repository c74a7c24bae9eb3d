"""Making everything a case package holds, in a clean folder of its own.

The folder is what makes a package repeatable: whoever publishes, and wherever, the program
sees the same ``sag.yaml`` beside the same ``params``, and nothing of the machine.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from som_calc.case.followup import FollowUp
from som_calc.case.glossary import fold
from som_calc.case.model import Case
from som_calc.case.text_file import read_bytes
from som_calc.engine.result import Result
from som_calc.library import provenance
from som_calc.library.record import FollowUpRecord
from som_calc.library.results_csv import results_csv, table_schema
from som_calc.resources import case_path
from som_calc.writing import aside

CASE_NAME = "sag"
OWN_DATA = ("satser", "viden")
REPORT = "beslutningsoplaeg"
PAGE = "erfaringscase"
RUN_RECORD = "koersel.json"
ATTACHED = "bilag/"
"""Where attachments lie in a package."""
BESIDE_KINDS = {".yaml", ".yml", ".xlsx"}
MOST_BYTES = 5_000_000
BESIDE = ("opfoelgning", "vedtaget")
"""Folders beside a case (in ``<sag>/``) that its follow-up is made from."""


@dataclass(frozen=True)
class Built:
    """What was made: files by name below the package's root, and what they say."""

    case: Case
    result: Result
    files: dict[str, bytes]
    title: str
    lead: str
    result_sentence: str
    bullets: list[str]
    about: str
    run: dict[str, Any]
    follow_up: FollowUpRecord | None = None
    followed: tuple[FollowUp, ...] = ()
    """The follow-ups in the package, as read; oldest first."""


def build(
    case_file: Path,
    formats: Sequence[str],
    *,
    data_folder: Path | None = None,
    follow_up: bool = False,
    progress: Callable[[str], None] = lambda step: None,
) -> Built:
    """Run the notebooks and export everything a package holds.

    Args:
        case_file: the case.
        formats: formats of the full report.
        data_folder: a folder whose ``params/satser`` and ``params/viden`` go before the
            shipped ones (where the user stands).
        follow_up: take the follow-ups beside the case with, and their newest report.
        progress: told the name of each step.

    Raises:
        CaseError: the case, a follow-up or a template cannot be used.
        NotebookFailed: a notebook broke.
    """
    with _clean_folder(case_path(case_file), data_folder) as name:
        built = _build(name, formats, progress)
        if not follow_up:
            return built
        from som_calc.library.follow_up import build_follow_up

        files, outcome, followed = build_follow_up(name, progress)
        return replace(built, files={**built.files, **files}, follow_up=outcome, followed=followed)


def _build(name: str, formats: Sequence[str], progress: Callable[[str], None]) -> Built:
    import nbformat

    from som_calc.analysis.result_data import result_data, result_json
    from som_calc.api import calculate
    from som_calc.checking import load_case
    from som_calc.document.executed import read_document
    from som_calc.document.text import plain
    from som_calc.formats.html import html_page
    from som_calc.formats.pdf import compile_pdf
    from som_calc.formats.registry import export
    from som_calc.report.experience import ExperiencePage
    from som_calc.resources import shipped
    from som_calc.running.notebook import run_notebook

    case = load_case(name)
    result = calculate(case)
    page = ExperiencePage(result, case_file=name)
    files = {name: Path(name).read_bytes()}
    for path in sorted(Path("params").rglob("*")):
        if path.is_file():
            files[path.as_posix()] = path.read_bytes()
    notebooks = {}
    for stem in (PAGE, REPORT):
        progress(f"Kører {stem}.ipynb")
        executed = run_notebook(shipped("notebooks") / f"{stem}.ipynb", {"case": name})
        notebooks[stem] = executed
        files[f"{stem}.ipynb"] = nbformat.writes(executed).encode("utf-8")
    progress("Skriver siden")
    short = read_document(notebooks[PAGE])
    files[f"{PAGE}.html"] = html_page(short).encode("utf-8")
    files["kort-fortalt.pdf"] = compile_pdf(short, template="kort.typ")
    made = export(read_document(notebooks[REPORT]), formats, progress=progress)
    files |= {f"{REPORT}.{format}": content for format, content in made.items()}
    files["resultat.json"] = result_json(result_data(result))
    files["resultater.csv"] = results_csv(result)
    files["datapackage.json"] = table_schema(result)
    run = provenance.run_record(Path.cwd())
    files[RUN_RECORD] = provenance.record_json(run)
    return Built(
        case=case,
        result=result,
        files=files,
        title=page.title,
        lead=page.lead,
        result_sentence=page.answer,
        bullets=page.bullets(),
        about=plain(page.text("indsatsen")),
        run=run,
    )


@contextlib.contextmanager
def _clean_folder(case_file: Path, data_folder: Path | None) -> Iterator[str]:
    """A folder with the case as ``sag.yaml`` (or ``.xlsx``) and own data; work happens in it."""
    with aside() as folder:
        name = f"{CASE_NAME}{case_file.suffix.lower()}"
        (folder / name).write_bytes(read_bytes(case_file, MOST_BYTES))
        for kind in BESIDE:
            if (beside := case_file.with_suffix("") / kind).is_dir():
                _copy_files(beside, folder / CASE_NAME / kind)
        for kind in OWN_DATA:
            own = (data_folder or Path.cwd()) / "params" / kind
            if own.is_dir() and not _is_shipped(own):
                _copy_needed(own, folder / "params" / kind)
        with contextlib.chdir(folder):
            yield name


def _copy_files(source: Path, target: Path) -> None:
    """Copy the follow-ups and adopted cases below a folder, and nothing else that lies there.

    Raises:
        CaseError: one of them is a pipe, a device or a link to nothing, or is too large.
    """
    for path in sorted(source.rglob("*")):
        place = path.relative_to(source)
        hidden = any(part.startswith(".") for part in place.parts)
        if hidden or path.is_dir() or path.suffix.lower() not in BESIDE_KINDS:
            continue
        made = target / place
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(read_bytes(path, MOST_BYTES))


def _copy_needed(own: Path, target: Path) -> None:
    """Copy the tables and rates a calculation can read, and nothing that lies beside them."""
    from som_calc.analysis.evidence import WEIGHTS_FILE
    from som_calc.knowledge.price_index import FILE
    from som_calc.knowledge.rates import STEPS
    from som_calc.knowledge.schema import TABLES

    rates = {*STEPS, Path(FILE).stem, Path(WEIGHTS_FILE).stem}
    inner = [path for path in own.iterdir() if path.is_dir()] if own.name == "viden" else []
    for place in (own, *inner):
        for path in sorted(place.iterdir()):
            rate = path.suffix == ".yaml" and path.stem in rates
            table = path.suffix == ".csv" and fold(path.stem) in TABLES
            if path.is_file() and (table if own.name == "viden" else rate):
                made = target / path.relative_to(own)
                made.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, made)


def _is_shipped(folder: Path) -> bool:
    """Whether a folder is the one that ships (the user stands in a checkout)."""
    from som_calc.resources import shipped

    return folder.resolve() == (shipped("params") / folder.name).resolve()
