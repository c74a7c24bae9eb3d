"""A small knowledge set, and a way to spoil it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ORIGIN = "Et notat;2026-03-01;1.0;lokalt tal"
TABLES = {
    "maalgrupper": f"id;navn;kilde;dato;version;status\nunge;Unge ledige;{ORIGIN}\n",
    "succesmaal": (
        f"id;målgruppe;navn;succesandel;kilde;dato;version;status\njob;unge;I job;25 %;{ORIGIN}\n"
    ),
    "konsekvenser": (
        "målgruppe;succesmål;ydelse;enhed;hvornår;år;estimat;standardfejl;signifikant;"
        "kilde;dato;version;status\n"
        f"unge;job;Kontanthjælp;uger;efter;0;-10,5;1,5;ja;{ORIGIN}\n"
        f"unge;job;Kontanthjælp;uger;efter;1;-8;1,2;ja;{ORIGIN}\n"
        f"unge;job;Skadestue;besøg;efter;0;-0,2;0,4;nej;{ORIGIN}\n"
    ),
    "priser": (
        "ydelse;enhed;kommune;region;stat;prisniveau;kilde;dato;version;status\n"
        f"Kontanthjælp;uger;2.400,50;0;600;2026;{ORIGIN}\n"
        f"Skadestue;besøg;0;900;0;2026;{ORIGIN}\n"
    ),
}
Write = Callable[..., Path]


@pytest.fixture
def write_set(tmp_path: Path) -> Write:
    """``write_set(("priser", "før", "efter"), …)`` writes the small set with texts replaced."""

    def write(*changes: tuple[str, str, str], encoding: str = "utf-8") -> Path:
        folder = tmp_path / "viden"
        folder.mkdir(exist_ok=True)
        texts = dict(TABLES)
        for table, before, after in changes:
            assert before in texts[table]
            texts[table] = texts[table].replace(before, after, 1)
        for table, text in texts.items():
            (folder / f"{table}.csv").write_bytes(text.encode(encoding))
        return folder

    return write
