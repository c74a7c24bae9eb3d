"""The gate for what leaves beside a package: sites, packages of others, reasons, extracts."""

from __future__ import annotations

from collections.abc import Mapping

from som_calc.case.problems import CaseError, Problem
from som_calc.library.privacy import check_files
from som_calc.library.privacy.numbers import SMALLEST_GROUP


def refuse_persons(
    files: Mapping[str, bytes],
    remedy: str,
    *,
    nothing: str,
    written: bool = False,
    smallest: int = SMALLEST_GROUP,
) -> None:
    """Stop when something in what is to be written, or taken in, points at a person.

    Args:
        files: what is looked at, by name.
        remedy: what can be done.
        nothing: tells what has not happened, e.g. »siden er ikke skrevet«.
        written: someone wrote it just now, so that names, addresses and small groups stop it
            too.  A published package has been through all of that, and a person may have
            approved a finding: in it only CPR numbers and files no one can read stop.
        smallest: smallest group of persons that is let through.

    Raises:
        CaseError: one problem per finding.
    """
    names = set(files) if written else set()
    found = check_files(files, written=names, attached=names, smallest=smallest)
    stopping = [one for one in found if one.final or written]
    if stopping:
        problems = [Problem(None, None, one.place, one.wrong, remedy) for one in stopping]
        raise CaseError([*problems, Problem(None, None, None, nothing, remedy)])
