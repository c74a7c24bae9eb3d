"""``ro-crate-metadata.json``: the package as a Research Object Crate (library ``rocrate``)."""

from __future__ import annotations

import io
import json
from typing import Any

from som_calc.library.record import CaseRecord

CASE_ID = "case.json"


def crate_metadata(record: CaseRecord, run: dict[str, Any]) -> bytes:
    """Metadata of the package: its files, who made it, and the run that made them.

    Args:
        record: the sealed record; its files are the crate's.
        run: versions and hashes, from :func:`som_calc.library.provenance.run_record`.
    """
    from rocrate.model.contextentity import ContextEntity
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version="1.1")
    crate.name = record.title
    crate.description = record.result_sentence
    crate.root_dataset["datePublished"] = record.date.isoformat()
    crate.root_dataset["identifier"] = record.id
    crate.root_dataset["version"] = record.version
    crate.root_dataset["inLanguage"] = "da"
    if record.licence:
        crate.root_dataset["license"] = record.licence
    author = crate.add(
        ContextEntity(
            crate,
            "#beregnet-af",
            properties={"@type": "Organization", "name": record.calculated_by},
        )
    )
    crate.root_dataset["author"] = author
    tools = [
        crate.add(
            ContextEntity(
                crate,
                f"#{name}",
                properties={
                    "@type": "SoftwareApplication",
                    "name": name,
                    "softwareVersion": number,
                },
            )
        )
        for name, number in sorted(run["program"].items())
    ]
    made = []
    for file in record.files:
        made.append(
            crate.add_file(
                io.StringIO(""),
                file.name,
                properties={
                    "name": file.title or file.name,
                    "encodingFormat": file.media_type,
                    "contentSize": str(file.size),
                    "sha256": file.sha256,
                },
            )
        )
    inputs = [file for file, given in zip(made, record.files, strict=True) if given.role == "sag"]
    outputs = [file for file in made if file not in inputs]
    crate.add_file(io.StringIO(""), CASE_ID, properties={"encodingFormat": "application/json"})
    action = crate.add(
        ContextEntity(
            crate,
            "#koersel",
            properties={
                "@type": "CreateAction",
                "name": "Beregning og rapport",
                "description": f"Frø {run['frø']}, {run['træk']} træk; hashværdier i koersel.json",
            },
        )
    )
    action["instrument"] = tools
    action["object"] = inputs
    action["result"] = outputs
    crate.root_dataset["mentions"] = [action]
    metadata = crate.metadata.generate()
    return (json.dumps(metadata, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
