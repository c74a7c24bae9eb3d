"""Notebooks as a kommune makes them: ours, with cells of its own among them, run once."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from som_calc.resources import find, shipped
from som_calc.running.notebook import run_notebook
from som_calc.writing import aside

Cells = list[Any]

AFTER_PAGE_ONE: Cells = [
    new_markdown_cell("## Vores eget afsnit\n\nHer står **SÆRTEKST** om værkstedet."),
    new_code_cell("import pandas as pd\npd.DataFrame({'EGENKOLONNE': [17, 23]})"),
]
ORDINARY: Cells = [
    new_markdown_cell(
        "## Ventetid i Sønderby\n\nHer viser **Sønderby** sit *eget* tal[^tal]. Se "
        "[byens side](https://example.dk/venteliste) og formlen $n^2$.\n\n"
        "| Sted | Uger |\n|---|---|\n| Nordhuset | 11 |\n| Sydhuset | 19 |\n\n"
        "1. ring til stedet\n   - også om fredagen\n2. skriv et brev\n\n"
        "### Fremover\n\n$$\\bar{u} = \\frac{1}{n}\\sum_{i=1}^{n} u_i$$\n\n"
        "[^tal]: Talt op i maj."
    ),
    new_code_cell(
        "df = pd.DataFrame({'År': [2024, 2025, 2026],\n"
        "                   'Antal mødre': [112.5, 98, 1234567.891],\n"
        "                   'Andel': [0.123, 0.2, 0.345]})\ndf"
    ),
    new_code_cell(
        "#| billedtekst: Mødre pr. år\n"
        "import seaborn as sns\nimport matplotlib.pyplot as plt\n"
        "fig, ax = plt.subplots(figsize=(6, 3))\n"
        "sns.barplot(df, x='År', y='Antal mødre', ax=ax)\n"
        "ax.set_title('Unge mødre i Sønderby')\nplt.show()"
    ),
    new_code_cell("print('Kontrol:', round(df['Andel'].mean(), 3))"),
    new_code_cell("df.style.format({'Andel': '{:.1%}'}).set_caption('Andele i Sønderby')"),
    new_code_cell("#| alt: Andelen stiger hvert år\nsns.lineplot(df, x='År', y='Andel')"),
]
AWKWARD: Cells = [
    new_code_cell(
        "import io\nimport numpy as np\nimport pandas as pd\nimport matplotlib.pyplot as plt\n"
        "from IPython.display import HTML, JSON, SVG, Image, Latex, Markdown, display\n"
        "wide = pd.DataFrame({f'Udgift {n}': [123456789.25 + n, -1.5] for n in range(14)},\n"
        "                    index=pd.Index(['Nordhuset', 'Sydhuset'], name='Sted'))\nwide"
    ),
    new_code_cell(
        "from PIL import Image as Pil\n"
        "noise = np.random.default_rng(1).integers(0, 255, (1000, 1000, 3), dtype='uint8')\n"
        "out = io.BytesIO()\nPil.fromarray(noise).save(out, 'PNG')\n"
        "display(Image(out.getvalue(), alt='Støj på tre megabyte', width=400, height=400))"
    ),
    new_code_cell("pd.DataFrame({'TOMKOLONNE': []})"),
    new_code_cell(
        "pd.DataFrame([[1, None], [3, 4.5]],\n"
        "             index=pd.MultiIndex.from_tuples([('Øst', 'Hus A'), ('Øst', 'Hus B')],\n"
        "                                             names=['Bydel', 'Hus']),\n"
        "             columns=pd.MultiIndex.from_product([['Pladser'], ['Faste', 'Løse']]))"
    ),
    new_code_cell("print('\\x1b[1;31mRØDT TAL\\x1b[0m 🎉 ' + 'langtord' * 40)"),
    new_code_cell(
        "display(HTML('<h3>Fra en side</h3><p onclick=\"x()\">Sikker <b>tekst</b>"
        "<script>alert(\"ONDT\")</script></p>'))\n"
        "display(HTML('<div><iframe src=\"https://example.dk\"></iframe></div>'))"
    ),
    new_code_cell("display(Latex(r'$$E = \\sum_t \\frac{b_t}{(1+r)^t}$$'))"),
    new_code_cell("for n in range(3000):\n    print('udskrevet linje', n)"),
    new_code_cell("display(JSON({'nøgle': [1, 2]}))\ndisplay(Markdown('Sagt i **Markdown**.'))"),
    new_code_cell(
        "display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120\" height=\"60\">"
        "<title>En blå kasse</title><style>.k{fill:#0072B2}</style>"
        "<rect class=\"k\" width=\"120\" height=\"60\"/><script>alert(1)</script></svg>'))"
    ),
    new_code_cell(
        "#| alt: Varmekort over ugens dage\n"
        "plt.imshow(np.arange(12).reshape(3, 4)); plt.show()"
    ),
    new_code_cell("pd.Series([1.5, 2.25], index=['Hus C', 'Hus D'], name='SERIETAL')"),
    new_code_cell("print('MELLEMREGNING')"),
]  # fmt: skip
AWKWARD[-1].metadata["tags"] = ["skjul"]


def with_cells(*, after_page_one: Cells, later: Cells) -> Any:
    """Our notebook with cells after page one and before its last section."""
    notebook = nbformat.read(shipped("notebooks") / "beslutningsoplaeg.ipynb", as_version=4)
    cells = notebook.cells
    first = next(
        number for number, cell in enumerate(cells)
        if cell.cell_type == "code" and "rapport.front()" in cell.source
    )  # fmt: skip
    last = max(
        number for number, cell in enumerate(cells)
        if cell.cell_type == "markdown" and number < len(cells) - 1
    )  # fmt: skip
    parts = (cells[: first + 1], after_page_one, cells[first + 1 : last], later, cells[last:])
    notebook.cells = [copy.deepcopy(cell) for part in parts for cell in part]
    return notebook


def run(notebook: Any, engine: str | None = "som") -> Any:
    """The notebook executed for a shipped case."""
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"celle-{number}"
    with aside() as folder:
        path = Path(folder) / "egen.ipynb"
        nbformat.write(notebook, path)
        case = str(find("params", "aabenraa-ips.yaml"))
        return run_notebook(path, {"case": case}, engine=engine)


@cache
def ordinary() -> Any:
    """Texts, tables and figures as anyone makes them."""
    return run(with_cells(after_page_one=AFTER_PAGE_ONE, later=ORDINARY))


@cache
def awkward() -> Any:
    """What is hard to lay out, or cannot be."""
    return run(with_cells(after_page_one=[], later=AWKWARD))
