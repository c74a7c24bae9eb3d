"""Findings of the privacy gate that a person has approved, kept beside the case.

They stand in ``<sag>/godkendt.yaml``, so that the next version of the case asks only about
what is new::

    godkendte_fund:
      - id: 3fa9c1
        fundet: "sag.yaml:12: ligner et personnavn (Peter Jensen)"
        begrundelse: Forskeren bag undersøgelsen
        af: Økonomichefen
        dato: 2026-03-01
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError
from ruamel.yaml import YAML

from som_calc.case.problems import CaseError, Problem
from som_calc.case.yaml_reader import read_yaml
from som_calc.library.privacy import Finding
from som_calc.library.record import ApprovedFinding, RecordModel

FILE = "godkendt.yaml"
_HEAD = "# Fund om personoplysninger, som en navngiven person har godkendt til udgivelse.\n"


@dataclass(frozen=True)
class Approval:
    """A named person lets findings through, each named by its id, for one reason."""

    by: str
    reason: str
    findings: tuple[str, ...]


class _Approvals(RecordModel):
    approvals: list[ApprovedFinding] = Field(default_factory=list)


def approvals_file(case_file: Path) -> Path:
    """Where the approvals of a case lie."""
    return case_file.with_suffix("") / FILE


def read_approvals(case_file: Path) -> list[ApprovedFinding]:
    """What has been approved before; nothing when there is no file.

    Raises:
        CaseError: the file is not one of ours.
    """
    path = approvals_file(case_file)
    if not path.is_file():
        return []
    tree = read_yaml(path)
    try:
        return _Approvals.model_validate(tree.data).approvals
    except ValidationError as error:
        places = [".".join(str(part) for part in detail["loc"]) for detail in error.errors()]
        raise CaseError(
            Problem(str(path), None, place or None, "kan ikke læses",
                    "hvert fund skal have id, fundet, begrundelse, af og dato")
            for place in places
        ) from None  # fmt: skip


def approved_now(found: Sequence[Finding], approval: Approval) -> list[ApprovedFinding]:
    """The findings a person approves, one by one.

    Raises:
        CaseError: an id names no finding, or one that can never be approved.
    """
    known = {finding.id: finding for finding in found}
    problems = []
    for one in approval.findings:
        if one not in known:
            right = f"vælg mellem {', '.join(sorted(known))}" if known else "der er ingen fund"
            problems.append(Problem(None, None, "--godkend", f"der er intet fund »{one}«", right))
        elif known[one].final:
            problems.append(
                Problem(None, None, "--godkend", f"»{one}« kan aldrig godkendes", known[one].remedy)
            )
    if problems:
        raise CaseError(problems)
    today = dt.date.today()
    return [
        ApprovedFinding(
            id=one, finding=_said(known[one]), reason=approval.reason, by=approval.by, date=today
        )
        for one in dict.fromkeys(approval.findings)
    ]


def approvals_bytes(approved: Sequence[ApprovedFinding]) -> bytes:
    """The content of the file of approvals."""
    out = io.StringIO()
    yaml = YAML()
    yaml.width = 100
    yaml.dump(_Approvals(approvals=list(approved)).model_dump(mode="json", by_alias=True), out)
    return (_HEAD + out.getvalue()).encode("utf-8")


def _said(finding: Finding) -> str:
    return f"{finding.place}: {finding.wrong}"[:500]
