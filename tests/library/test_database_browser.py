"""A real browser searches, filters, opens, compares and downloads: served and as files."""

from __future__ import annotations

import datetime as dt
import functools
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from som_calc.library import search as asked
from som_calc.library.database import Library
from som_calc.library.package_reading import read_package
from som_calc.library.record import FollowUpRecord, PriceIndexRecord
from som_calc.library.site import write_site

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)></script>"
INDEX = PriceIndexRecord(name="Nettoprisindeks", values={2019: 100.0, 2025: 120.0}, source="DST")


@pytest.fixture(scope="module")
def database(packages: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    follow = FollowUpRecord(
        as_of=dt.date(2027, 1, 1), forecast={"I alt": 9e5}, outcome={"I alt": 7e5}
    )
    records = [
        packages.record(follow_up=follow, title="IPS til unge"),
        packages.record(
            title="ACT til hjemløse",
            municipality="Randers Kommune",
            price_year=2019,
            price_index=INDEX,
            net_result={"Kommune": 1000.0},
            net_result_per_participant={"Kommune": 40.0},
            about_intervention="Et gadeplansteam.",
        ),
        packages.record(title=EVIL, lead=EVIL, target_group=EVIL, municipality=EVIL, slug="ond"),
        *(packages.generated(number) for number in range(60)),
    ]
    with Library(folder / "e.db") as library:
        library.add([packages.write_package(folder / "p", record) for record in records])
        write_site(library, folder / "side")
    return folder


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing in the test's output."""


@dataclass
class Opened:
    """A page, and everything it did that it must not do."""

    page: Any
    origin: str
    suffix: str
    faults: list[str] = field(default_factory=list)

    def go(self, address: str) -> Any:
        self.page.goto(self.origin + address)
        return self.page


@pytest.fixture(scope="module")
def served(database: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "som_calc", "database", "aabn", "--port", "0"]
    with subprocess.Popen(
        [*command, "--database", str(database / "e.db")], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        yield process.stdout.readline().split()[-1]
        process.terminate()


@pytest.fixture(scope="module")
def hosted(database: Path) -> Iterator[str]:
    """The static site on a web server that knows nothing but files."""
    handler = functools.partial(Quiet, directory=str(database / "side"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(params=["datasette", "statisk"])
def opened(
    request: pytest.FixtureRequest, chromium: Any, served: str, hosted: str
) -> Iterator[Opened]:
    static = request.param == "statisk"
    yield from visit(chromium, hosted if static else served, ".html" if static else "")


@pytest.fixture
def on_disk(chromium: Any, database: Path) -> Iterator[Opened]:
    """The static site straight from a folder, without any server."""
    yield from visit(chromium, (database / "side").as_uri() + "/", ".html")


def visit(chromium: Any, origin: str, suffix: str) -> Iterator[Opened]:
    context = chromium.new_context(locale="da-DK", accept_downloads=True)
    page = context.new_page()
    found = Opened(page, origin, suffix)

    def ask(asked: Any) -> None:
        if not asked.url.startswith((origin, "blob:", "data:")):
            found.faults.append(f"asks {asked.url}")

    page.on("request", ask)
    page.on("dialog", lambda dialog: (found.faults.append("dialog"), dialog.dismiss()))
    page.on("pageerror", lambda error: found.faults.append(str(error)))
    page.on(
        "console",
        lambda line: line.type in {"error", "warning"} and found.faults.append(line.text),
    )
    yield found
    context.close()
    assert not found.faults


def titles(page: Any) -> list[str]:
    return [title.strip() for title in page.locator("li.sag:visible h3").all_inner_texts()]


def search(opened: Opened, text: str) -> Any:
    page = opened.go("index.html" if opened.suffix else "")
    page.fill("#q", text)
    page.press("#q", "Enter")
    page.wait_for_load_state()
    return page


def test_it_searches_filters_opens_compares_and_downloads(
    opened: Opened, packages: ModuleType, tmp_path: Path
) -> None:
    page = search(opened, "hjemløs gadeplan")
    assert titles(page) == ["ACT til hjemløse"]
    page.locator("li.sag:visible input[name=sag]").check()

    page.fill("#q", "støttet beskæftigelse")
    page.press("#q", "Enter")
    page.wait_for_load_state()
    page.locator("summary", has_text="Kommune").first.click()
    page.locator("input[name=kommune][value='Aabenraa Kommune']").check()
    if not opened.suffix:
        page.locator("button[type=submit]:visible").first.click()
        page.wait_for_load_state()
    assert titles(page) == ["IPS til unge"]
    page.locator("li.sag:visible input[name=sag]").check()

    page.get_by_text("Sammenlign de valgte").locator("visible=true").click()
    page.wait_for_url("**/sammenlign*")
    assert "omregnet fra 2019 og 2025-priser til 2025-priser" in page.inner_text("main")
    table = page.locator("table.side-om-side")
    named = page.get_by_role("rowheader", name="Kommune", exact=True)
    own = table.locator("tbody tr", has=named).first
    kommune = own.locator("td").all_inner_texts()
    assert sorted(kommune) == ["18.397", "48"]
    page.select_option("#prisniveau", "2019")
    if not opened.suffix:
        page.get_by_role("button", name="Vis").click()
        page.wait_for_load_state()
    kommune = own.locator("td").all_inner_texts()
    assert sorted(kommune) == ["15.331", "40"]
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    waiting.value.save_as(tmp_path / "s.csv")
    lines = (tmp_path / "s.csv").read_text(encoding="utf-8-sig").splitlines()
    assert sum("pr. deltager, kr., 2019-priser" in line for line in lines) == 5

    table.get_by_role("link", name="IPS til unge").click()
    page.wait_for_url("**/sag/**")
    assert page.locator("h1").inner_text() == "IPS til unge"
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Hent hele pakken (zip)").click()
    waiting.value.save_as(tmp_path / "pakke.zip")
    assert read_package(tmp_path / "pakke.zip")[0].title == "IPS til unge"
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Sagsfilen").click()
    waiting.value.save_as(tmp_path / "sag.yaml")
    assert (tmp_path / "sag.yaml").read_bytes() == packages.FILES["sag.yaml"][0]


def test_the_data_of_a_view_can_be_downloaded(opened: Opened, tmp_path: Path) -> None:
    page = opened.go("index.html" if opened.suffix else "")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="JSON").click()
    waiting.value.save_as(tmp_path / "s.json")
    found = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert len(found if isinstance(found, list) else found["sager"]) == 63


@pytest.mark.parametrize(
    "text",
    [
        "",
        "støtte",
        "unge job",
        "nr. 4",
        "e",
        "ing",
        "kommune støtte",
        "til unge til",
        "hjemløs 18",
        '"job eller"',
        '"støttet" beskæftigelse',
        "zzz",
        "-",
    ],
)
def test_both_forms_find_the_same_in_the_same_order(
    opened: Opened, database: Path, text: str
) -> None:
    page = search(opened, text)
    for order in asked.ORDERS:
        page.select_option("select[name=orden]", order)
        if not opened.suffix:
            page.locator("button[type=submit]:visible").first.click()
            page.wait_for_load_state()
        with Library(database / "e.db") as library:
            found = asked.search(library.connection, asked.Query(text, order=order))
        assert titles(page)[:20] == [row["titel"].strip() for row in found.rows], order

    told = {0: "Nul sager", 1: "En sag", 2: "To sager", 3: "Tre sager"}
    if found.total in told or found.total > 10:
        assert page.inner_text("#antal") == told.get(found.total, f"{found.total}\xa0sager")
    counts = page.locator("input[name=evidensniveau]").evaluate_all(
        "boxes => Object.fromEntries(boxes.map(b => [b.value, "
        "b.closest('label').querySelector('[data-antal]').textContent]))"
    )
    assert {v: n for v, n in counts.items() if n != "0"} == {
        value: str(count) for value, count in found.facets["evidensniveau"]
    }


def test_scripts_in_a_case_do_not_run(opened: Opened, database: Path) -> None:
    page = search(opened, "alert")
    assert titles(page) == [EVIL]
    page.locator("li.sag:visible h3 a").click()
    page.wait_for_url("**/sag/**")
    assert page.locator("h1").inner_text() == EVIL
    page.wait_for_timeout(100)
    assert opened.faults == []


@pytest.mark.parametrize("kind", ["soeg", "ingen", "sag", "sammenlign", "paa-tvaers", "fejl"])
def test_axe_finds_no_violations_wide_or_on_a_phone(
    opened: Opened, database: Path, axe_violations: Callable[[Any], list[str]], kind: str
) -> None:
    with Library(database / "e.db") as library:
        ids = [row[0] for row in library.connection.execute("SELECT id FROM sager ORDER BY nr")]
    end = opened.suffix
    if kind in {"soeg", "ingen"}:
        page = search(opened, "støtte" if kind == "soeg" else "zzz")
    elif kind == "fejl":
        page = opened.go("sammenlign.html" if end else f"sag/{ids[0]}x")
        opened.faults.clear()  # the browser itself logs that the answer was 404
    else:
        query = f"?sag={ids[0]}&sag={ids[1]}&sag={ids[2]}" if kind == "sammenlign" else ""
        part = f"sag/{ids[0]}" if kind == "sag" else kind
        page = opened.go(f"{part}{end}{query}")
    assert opened.faults == []

    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert axe_violations(page) == []


def test_the_site_works_from_a_folder_without_a_server(on_disk: Opened) -> None:
    page = search(on_disk, "gadeplan")
    assert titles(page) == ["ACT til hjemløse"]
    page.locator("li.sag:visible input[name=sag]").check()
    page.fill("#q", "støttet beskæftigelse ips til unge aabenraa")
    assert "IPS til unge" in titles(page)
    page.get_by_label("Sammenlign: IPS til unge, Aabenraa Kommune").check()
    page.get_by_text("Sammenlign de valgte (2)").click()
    page.wait_for_url("**/sammenlign*")
    assert page.locator("table.side-om-side thead a").all_inner_texts() == [
        "ACT til hjemløse",
        "IPS til unge",
    ]
