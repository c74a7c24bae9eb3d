"""What the program stands on: ``.venv/bin/python docs/afhaengigheder.py [FOLDER]``.

Looks up known advisories for the pinned libraries (pip-audit), and writes ``sbom.cdx.json``
(CycloneDX 1.6, made from the lock file) and ``licenser.md`` (from the installed libraries' own
metadata).  Without a folder they are built, checked and dropped.

Exit code 1 where an advisory is known or a library states no licence.  Where the source of
advisories cannot be reached that is said, and is no fault of the libraries.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
_PIN = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)(?: *; *([^\\]+?))? *\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def pinned(lock: Path = LOCK) -> Iterator[tuple[str, str, str | None, list[str]]]:
    """Name, version, the machines it is for (None: all) and the SHA-256 of each file."""
    for part in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8")):
        if found := _PIN.match(part.partition("\n")[0]):
            yield found[1], found[2], found[3], _HASH.findall(part)


def sbom(lock: Path = LOCK) -> str:
    """The software bill of materials as CycloneDX JSON.

    Raises:
        ValueError: it breaks CycloneDX's own schema.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bom = Bom()
    root = Component(
        name=project["name"], version=project["version"], type=ComponentType.APPLICATION
    )
    bom.metadata.component = root
    parts = [
        Component(
            name=name,
            version=version,
            purl=PackageURL("pypi", name=name, version=version),
            bom_ref=f"{name}=={version}",
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in sorted(hashes)],
            properties=[Property(name="som:marker", value=marker)] if marker else [],
        )
        for name, version, marker, hashes in pinned(lock)
    ]
    bom.components.update(parts)
    bom.register_dependency(root, parts)
    written = JsonV1Dot6(bom).output_as_string(indent=2)
    if fault := JsonStrictValidator(SchemaVersion.V1_6).validate_str(written):
        raise ValueError(f"sbom.cdx.json følger ikke CycloneDX' skema: {fault}")
    return written


def licence(installed: Distribution) -> str:
    """What a library says of its licence: an expression, its classifiers, else its own words."""
    about = installed.metadata
    if expression := about.get("License-Expression"):
        return expression
    classified = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or []
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    own = (about.get("License") or "").strip().partition("\n")[0]
    return ", ".join(classified) or own


def licences(lock: Path = LOCK) -> tuple[str, list[str]]:
    """The page of licences, and the libraries that state none."""
    rows, unstated, elsewhere = [], [], []
    for name, version, marker, _ in pinned(lock):
        try:
            said = licence(distribution(name))
        except PackageNotFoundError:
            elsewhere.append(f"{name} {version} ({marker})" if marker else f"{name} {version}")
            continue
        if not said:
            unstated.append(name)
        rows.append(f"| {name} | {version} | {said.replace('|', '/')} |")
    page = [
        "# Licenser",
        "",
        "De biblioteker, programmet bruger, og den licens, hvert af dem selv oplyser.",
        "Programmets egen licens står i LICENSE, skriftens i templates/skrift/OFL.txt.",
        "",
        "| Bibliotek | Version | Licens |",
        "| --- | --- | --- |",
        *rows,
    ]
    if elsewhere:
        page += ["", f"Kun på andre maskiner end den, listen er lavet på: {', '.join(elsewhere)}."]
    return "\n".join([*page, ""]), unstated


def advisories(lock: Path = LOCK) -> tuple[list[str], str]:
    """Known advisories, and what could not be looked up (empty when all could)."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes"]
    options = ["--disable-pip", "--format=json", "--progress-spinner=off", "--timeout=10"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, encoding="utf-8")
    try:
        told: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        why = (done.stderr.strip().splitlines() or ["intet svar"])[-1]
        return [], f"ingen biblioteker kunne slås op ({why})"
    found = [
        f"{one['name']} {one['version']}: {fault['id']}"
        + (f", rettet i {', '.join(fault['fix_versions'])}" if fault.get("fix_versions") else "")
        for one in told
        for fault in one.get("vulns", [])
    ]
    skipped = sum("skip_reason" in one for one in told)
    return found, f"{skipped} af {len(told)} biblioteker kunne ikke slås op" if skipped else ""


def main(folder: Path) -> int:
    """Build both files in ``folder`` and look advisories up; the exit code."""
    (folder / "sbom.cdx.json").write_text(sbom(), encoding="utf-8")
    page, unstated = licences()
    (folder / "licenser.md").write_text(page, encoding="utf-8")
    found, unasked = advisories()
    for name in unstated:
        print(f"{name} oplyser ingen licens")
    for line in found:
        print(f"Kendt sårbarhed: {line}")
    if unasked:
        print(f"Sårbarheder er IKKE efterset: {unasked}. Kør igen, hvor kilden kan nås.")
    return 1 if found or unstated else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as nowhere:
        target = Path(*sys.argv[1:] or [nowhere])
        target.mkdir(parents=True, exist_ok=True)
        sys.exit(main(target))
