"""The follow-up in a case package: its files, its report, and forecast against outcome."""

from __future__ import annotations

from collections.abc import Callable

from som_calc.case.followup import FollowUp
from som_calc.library.record import FollowUpRecord

FORMATS = ("html", "pdf")
NOTEBOOK = "opfoelgning.ipynb"


def build_follow_up(
    case_name: str, progress: Callable[[str], None]
) -> tuple[dict[str, bytes], FollowUpRecord, tuple[FollowUp, ...]]:
    """Run the newest follow-up of the case in the current folder.

    Returns:
        The follow-up's own files and its report, by name; what the record says of it
        (kr. in present value by actor, the believed success rate as a share); and the
        follow-ups as read, oldest first.

    Raises:
        CaseError: there are no follow-ups, or one cannot be used.
        NotebookFailed: the notebook broke.
    """
    import nbformat

    from som_calc.case.followup_frozen import sealed_files
    from som_calc.case.names import ACTORS, TOTAL
    from som_calc.document.executed import read_document
    from som_calc.formats.registry import export
    from som_calc.report.followup.loading import follow
    from som_calc.resources import shipped
    from som_calc.running.notebook import run_notebook

    found = follow(case_name)
    tracking = found.tracking
    progress("Kører opfoelgning.ipynb")
    executed = run_notebook(shipped("notebooks") / NOTEBOOK, {"case": case_name})
    stem = f"opfoelgning-{tracking.year}"
    made = export(read_document(executed), FORMATS)
    files = {f"{stem}.{format}": content for format, content in made.items()}
    files[f"{stem}.ipynb"] = nbformat.writes(executed).encode("utf-8")
    # Only what the report was made from: other files may lie beside the follow-ups.
    read = list(found.files)
    if found.decision is not None:
        read += sealed_files(case_name)
    for path in read:
        files[path.as_posix()] = path.read_bytes()
    then, now = tracking.decided.by_actor(), tracking.forecast.by_actor()
    names = (TOTAL, *ACTORS)
    started = tracking.to_date("started")
    outcome = FollowUpRecord(
        as_of=tracking.latest.date,
        forecast={name: float(then[name]) for name in names},
        outcome={name: float(now[name]) for name in names},
        success_rate=None if tracking.known.effect is None else tracking.share_of_all(),
        participants=None if started is None else round(started[1]),
        note=(
            "Udfaldet er den fornyede prognose: faktiske tal til og med opfølgningsåret og "
            "forventede tal derefter."
        ),
    )
    return files, outcome, tracking.follow_ups
