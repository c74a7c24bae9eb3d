"""A small report with every kind of block, for the exporter tests."""

from __future__ import annotations

import nbformat

from som_calc.document.danish import kroner, number
from som_calc.document.display import mimebundle
from som_calc.document.model import (
    BulletList,
    CalloutBlock,
    Cell,
    Chart,
    Column,
    FigureBlock,
    FrontMatter,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Row,
    Run,
    SectionSpec,
    Series,
    SliderActor,
    SliderBlock,
    SliderBreakEven,
    Table,
    TableBlock,
    TextBlock,
)

ACTORS = {
    "I alt": 1071273.0,
    "Kommune": 4121031.0,
    "Region": 286577.0,
    "Stat": 299375.0,
    "Statslig tilskud": -3635710.0,
}
COLOURS = {
    "I alt": "#1a1a1a",
    "Kommune": "#0072B2",
    "Region": "#009E73",
    "Stat": "#D55E00",
    "Statslig tilskud": "#CC79A7",
}
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} #eval(1) =1+1 `x` \\input $x$ & \"q\" 'z'"

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 300" width="700" height="300">'
    '<rect x="200" y="30" width="120" height="30" fill="#1a1a1a"/>'
    '<rect x="200" y="80" width="440" height="30" fill="#0072B2"/>'
    '<text x="10" y="50" font-family="Source Sans 3" font-size="16">I alt</text>'
    '<text x="10" y="100" font-family="Source Sans 3" font-size="16">Kommune</text></svg>'
)


def text(words: str) -> list[Paragraph]:
    return [Paragraph(runs=[Run(text=words)])]


def actor_table(rows: int = 1) -> Table:
    body = [
        Row(
            cells=[
                Cell(text=name),
                Cell(text=number(value), value=value, notes=[1] if i == 0 else []),
            ],
            role="total" if i == 0 else "normal",
        )
        for i, (name, value) in enumerate(ACTORS.items())
    ]
    return Table(
        id="tabel-2-1",
        caption="Tabel til Figur 2.1: Nettoresultat fordelt på aktører, nutidsværdi 2026, kr.",
        subline="Periode: 2025-2037, 2025-priser, Alle aktører",
        columns=[
            Column(label="Aktører", width=2),
            Column(label="Nettoresultat", kind="kr", unit="kr."),
        ],
        rows=body * rows,
        notes=["Rækkerne er afrundet hver for sig og summer derfor ikke altid."],
        source="Egen beregning i SØM's beregningsramme.",
    )


def figure(
    section: str = "oekonomi", *, chart_type: str = "bar", id: str = "figur-2-1"
) -> FigureBlock:
    if chart_type == "line":
        categories = [str(year) for year in range(2025, 2038)]
        series = [
            Series(
                name=name,
                colour=COLOURS[name],
                values=[v * i / 12 for i in range(13)],
                dashed=name != "I alt",
            )
            for name, v in ACTORS.items()
        ]
    else:
        categories = list(ACTORS)
        series = [
            Series(
                name="Nettoresultat",
                values=list(ACTORS.values()),
                colour=COLOURS["Kommune"],
                point_colours=[COLOURS[name] for name in ACTORS],
            )
        ]
    return FigureBlock(
        section=section,
        id=id,
        number="2.1",
        finding="Kommunen får det største overskud, fordi staten betaler 56 pct. af udgiften",
        caption="Figur 2.1: Nettoresultat fordelt på aktører, nutidsværdi 2026, kr.",
        subline="Periode: 2025-2037, 2025-priser, Alle aktører",
        alt="Vandret søjlediagram. Kommune 4,1 mio. kr., Statslig tilskud −3,6 mio. kr.",
        chart=Chart(
            type=chart_type, categories=categories, series=series, unit="mio. kr.", scale=1e6
        ),
        table=actor_table(),
        source="Aabenraa Kommunes SØM-beregning (publiceret).",
        notes=["Konsekvenserne er tilbageregnet fra det publicerede resultat."],
        svg=SVG,
    )


def sample_blocks(stamp: str | None = None, title: str = "IPS til unge i Aabenraa") -> list:
    return [
        FrontMatter(
            report_kind="Beslutningsoplæg",
            file_stem="beslutningsoplaeg",
            eyebrow=["Aabenraa Kommune", "Beslutningsoplæg", "1. maj 2025", "Version 1.0"],
            title=title,
            answer="Indsatsen giver det offentlige et overskud på 1,1 mio. kr. frem til 2037.",
            municipality="Aabenraa Kommune",
            date="2025-05-01",
            date_text="1. maj 2025",
            version="1.0",
            stamp=stamp,
            palette=COLOURS,
            sections=[
                SectionSpec(id="side1", heading="Resultatet", show_heading=False),
                SectionSpec(id="baggrund", heading="Baggrund"),
                SectionSpec(id="indstilling", heading="Indstilling"),
                SectionSpec(id="oekonomi", heading="Økonomi"),
                SectionSpec(id="metode", heading="Bilag: Metode", appendix=True),
            ],
            sign_off=text("Økonomiafdelingen, Aabenraa Kommune"),
            provenance=[("Sagsfil", "sha256 0123abcd"), ("Program", "som-rapport 0.1.0")],
            keywords=["SØM", "IPS"],
        ),
        KeyFigures(
            section="side1",
            items=[
                KeyFigure(
                    label="Samlet nettoresultat",
                    value="1,1",
                    unit="mio. kr.",
                    basis="nutidsværdi 2026",
                    tone="gain",
                ),
                KeyFigure(
                    label="Kommunens nettoresultat",
                    value="4,1",
                    unit="mio. kr.",
                    basis="med tilskud",
                    tone="gain",
                ),
                KeyFigure(
                    label="Break-even", value="4,0", unit="pct.", basis="forventet mereffekt 5 pct."
                ),
                KeyFigure(
                    label="Kommunen uden tilskud",
                    value="0,5",
                    unit="mio. kr.",
                    basis="break-even 4,5 pct.",
                    tone="gain",
                ),
            ],
        ),
        figure("side1", id="figur-2-1-side1").model_copy(update={"show_table": False}),
        CalloutBlock(
            section="side1",
            title="Det skal I vide",
            tone="warning",
            content=text("Uden tilskuddet skal mereffekten være 4,5 pct. " + HOSTILE),
        ),
        TextBlock(
            section="baggrund", content=[*text("Unge med psykiske lidelser. " * 12), *text(HOSTILE)]
        ),
        TextBlock(
            section="indstilling",
            role="recommendation",
            content=[
                BulletList(
                    ordered=True,
                    items=[
                        [Run(text="At udvalget godkender indsatsen.")],
                        [
                            Run(text="At "),
                            Run(text="resultatet", bold=True),
                            Run(text=" følges op.", italic=True),
                        ],
                    ],
                )
            ],
        ),
        SliderBlock(
            section="oekonomi",
            label="Mereffekt",
            maximum=0.15,
            rate=0.05,
            actors=[
                SliderActor(name="I alt", fixed=-4250184.0, slope=106429000.0, role="total"),
                SliderActor(name="Kommune", fixed=-614476.0, slope=94710000.0),
                SliderActor(name="Statslig tilskud", fixed=-3635710.0, slope=0.0),
            ],
            break_even=[
                SliderBreakEven(label="I alt", rate=0.03993, verdict="krydser"),
                SliderBreakEven(label="Region", rate=None, verdict="overskud ved enhver mereffekt"),
            ],
            note="Træk i skyderen for at se resultatet ved en anden mereffekt.",
        ),
        figure(),
        figure(chart_type="line", id="figur-2-2a"),
        figure(chart_type="column", id="figur-2-2b"),
        TableBlock(
            section="oekonomi", table=actor_table(rows=9).model_copy(update={"id": "lang-tabel"})
        ),
        TextBlock(
            section="metode",
            heading="Diskontering",
            content=text(f"Første projektår har faktor 1. {kroner(-3635710)}"),
        ),
    ]


def notebook_of(blocks: list) -> nbformat.NotebookNode:
    cells = []
    for block in blocks:
        cell = nbformat.v4.new_code_cell("vis(blok)")
        cell.outputs = [nbformat.v4.new_output("display_data", data=mimebundle(block))]
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells)


def sample_notebook(**options: str) -> nbformat.NotebookNode:
    return notebook_of(sample_blocks(**options))
