"""Addresses inside the database's pages: relative, so that they hold below any address.

The server and the static site have the same pages; only how they are addressed differs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from som_calc.library.record import CaseRecord, PackageFile

_ACTIVE_TYPE = re.compile(r"[/+](x?html|xml|svg|(x-)?(java|ecma)script)$")
_ACTIVE_NAME = re.compile(r"\.(x?html?|shtml|svgz?|xml|xsl|xslt|m?js|mhtml?)$")


@dataclass(frozen=True)
class Links:
    """Addresses from a page that lies ``root`` (``""`` or ``"../"``) below the front page."""

    root: str
    static: bool

    def asset(self, name: str) -> str:
        """A style sheet, script or font."""
        return f"{self.root}statisk/{name}"

    def search(self, **arguments: Any) -> str:
        """The front page; list values are repeated, empty ones left out."""
        if self.static:
            return f"{self.root}index.html{_query(arguments)}"
        return (self.root or "./") + _query(arguments)

    def case(self, case_id: str) -> str:
        """A case's page."""
        return f"{self.root}sag/{quote(case_id)}{'.html' if self.static else ''}"

    def compare(self, **arguments: Any) -> str:
        """The comparison."""
        if self.static:
            return f"{self.root}sammenlign.html{_query(arguments)}"
        return f"{self.root}sammenlign{_query(arguments)}"

    def across(self) -> str:
        """The page across the cases."""
        return f"{self.root}paa-tvaers{'.html' if self.static else ''}"

    def data(self, view: str, form: str, **arguments: Any) -> str:
        """A view as ``json`` or ``csv``; ``view`` is sager, sammenlign, paa-tvaers or sag/ID."""
        address = f"{self.root}{quote(view)}.{form}"
        return address if self.static else address + _query(arguments)

    def download(self, record: CaseRecord, file: PackageFile) -> str:
        """One file of a case."""
        return f"{self.root}hent/{quote(record.id)}/{quote(file.name)}"

    def package(self, record: CaseRecord) -> str:
        """The whole package."""
        return f"{self.root}hent/{quote(record.id)}.zip"


def offered(record: CaseRecord) -> list[PackageFile]:
    """The files a page offers one by one; the others are found inside the package."""
    return [file for file in record.files if not is_active(file)]


def is_active(file: PackageFile) -> bool:
    """Whether a browser could run what is in the file: it is offered only inside the package.

    A page from a package would otherwise run as one of ours.
    """
    kind, name = file.media_type.lower(), file.name.lower()
    return bool(_ACTIVE_TYPE.search(kind) or _ACTIVE_NAME.search(name))


def _query(arguments: dict[str, Any]) -> str:
    kept = {name: value for name, value in arguments.items() if value not in (None, "", [])}
    return f"?{urlencode(kept, doseq=True)}" if kept else ""
