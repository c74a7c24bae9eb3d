"""The yearly follow-up (opfølgning)."""

from __future__ import annotations

from pathlib import Path

from som_calc.report.followup.report import FollowUpReport


def follow_up_report(
    case_file: str | Path,
    year: int | None = None,
    *,
    folder: str | Path | None = None,
    template: str | None = None,
) -> FollowUpReport:
    """The follow-up of a case for one year (the newest when left out).

    Raises:
        CaseError: a file cannot be used, or a frozen file has been tampered with.

    >>> from som_calc.resources import find
    >>> rapport = follow_up_report(find("params", "aabenraa-ips.yaml"), 2026)
    >>> rapport.facts.aar, rapport.facts.status
    (2026, 'uafklaret')
    """
    from som_calc.report.followup.loading import follow

    return FollowUpReport(follow(case_file, year, folder), template=template)


__all__ = ["FollowUpReport", "follow_up_report"]
