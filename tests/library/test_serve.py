"""The database through Datasette's in-process client: reading only, and only our pages."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from bs4 import BeautifulSoup

from som_calc.library.database import Library
from som_calc.library.links import is_active
from som_calc.library.record import PackageFile
from som_calc.library.serve import build

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"&{{7*7}}"


class Site:
    """Asks the server and waits for the answer."""

    def __init__(self, path: Path) -> None:
        self.loop = asyncio.new_event_loop()
        self.datasette = build(path)
        self.loop.run_until_complete(self.datasette.invoke_startup())

    def get(self, address: str, method: str = "GET", **how: Any) -> Any:
        asked = self.datasette.client.request(method, address, **how)
        return self.loop.run_until_complete(asked)


@pytest.fixture(scope="module")
def cases(packages: ModuleType) -> dict[str, Any]:
    ips = packages.record()
    return {
        "ips": ips,
        "nyere": packages.record(date=dt.date(2027, 1, 1), version="2.0"),
        "act": packages.record(
            title="ACT til hjemløse",
            municipality="Randers Kommune",
            net_result={},
            net_result_per_participant={},
            break_even={},
            required_per_success={"I alt": 461_538.0},
            probability={},
        ),
        "ond": packages.record(
            title=EVIL,
            lead=EVIL,
            municipality=EVIL,
            calculated_by=EVIL,
            target_group=EVIL,
            success_goal=EVIL,
            actor_type=EVIL,
            material_type=EVIL,
            som_version=EVIL,
            version=EVIL,
            result_sentence=EVIL,
            about_intervention=EVIL + " [a](javascript:alert(3)) ![b](http://x.dk/b.png)",
            about_analysis=[EVIL],
            licence=EVIL,
            contact=EVIL,
            slug="ond",
        ),
        "væk": packages.record(title="Væk", slug="vaek"),
    }


@pytest.fixture(scope="module")
def site(
    packages: ModuleType, cases: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("server")
    with Library(folder / "e.db") as library:
        library.add([packages.write_package(folder, record) for record in cases.values()])
        library.remove(cases["væk"].id, "Den var forkert")
    opened = Site(folder / "e.db")
    yield opened
    opened.loop.close()


def test_the_front_page_lists_every_case_and_facet(site: Site) -> None:
    page = site.get("/").text

    assert "Tre sager" in page
    assert "Målgruppe" in page
    assert "Resultat, statslig tilskud" in page


@pytest.mark.parametrize(
    "query", ["q=hjemløse", "q=hjemløs&kommune=Randers+Kommune", "fortegn_i_alt=ukendt"]
)
def test_a_search_finds_the_case_as_page_json_and_csv(site: Site, query: str) -> None:
    assert "En sag<" in site.get(f"/?{query}").text
    assert [row["titel"] for row in site.get(f"/sager.json?{query}").json()["sager"]] == [
        "ACT til hjemløse"
    ]
    text = site.get(f"/sager.csv?{query}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["titel"] for row in rows] == ["ACT til hjemløse"]
    assert rows[0]["mereffekt"] == "0,05"


@pytest.mark.parametrize(
    "query",
    [
        "q=';DROP TABLE sager;--",
        'q="',
        "q=titel:x",
        "side=-1&orden=x;y",
        "år=1' OR '1'='1",
        "q=%FF",
    ],
)
def test_sql_in_a_search_is_harmless(site: Site, query: str) -> None:
    assert site.get("/", params=None).status_code == 200
    assert site.get(f"/?{query}").status_code == 200
    assert "Tre sager" in site.get("/").text


def test_scripts_in_every_text_field_are_shown_as_text(site: Site, cases: dict[str, Any]) -> None:
    both = f"sag={cases['ond'].id}&sag={cases['act'].id}"
    for address in (
        "/",
        f"/sag/{cases['ond'].id}",
        f"/sammenlign?{both}",
        "/paa-tvaers",
        "/?q=alert",
    ):
        page = site.get(address)
        assert page.status_code == 200
        assert EVIL in BeautifulSoup(page.text, "html5lib").get_text()
        assert not live_parts(page.text)


def live_parts(page: str) -> list[str]:
    """What a case must never bring onto a page: scripts, pictures, handlers, script links."""
    tree = BeautifulSoup(page, "html5lib")
    found = [str(script) for script in tree("script") if script.get("src") is None]
    found += [str(part) for part in tree(["img", "iframe", "object", "style"])]
    for part in tree.find_all(True):
        found += [name for name in part.attrs if name.lower().startswith("on")]
        address = str(part.get("href") or part.get("src") or "")
        if address != "data:," and re.match(r"[\w.-]*:|//", address):
            found.append(address)
    return found


def test_a_case_page_has_the_form_of_erfaringsdatabasen(site: Site, cases: dict[str, Any]) -> None:
    page = site.get(f"/sag/{cases['nyere'].id}").text

    parts = ["Om indsatsen", "Om den økonomiske analyse", "1.071.273", "Hent udgivelsen"]
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)
    assert "Beregnet af Aabenraa Kommune med som 0.1.0" in page
    assert "<strong>støttet beskæftigelse</strong>" in page


def test_an_older_version_points_to_the_newest(site: Site, cases: dict[str, Any]) -> None:
    page = site.get(f"/sag/{cases['ips'].id}").text

    assert "Der er en nyere udgave" in page
    assert f'href="../sag/{cases["nyere"].id}"' in page


def test_a_case_without_consequences_says_what_must_be_true(
    site: Site, cases: dict[str, Any]
) -> None:
    page = site.get(f"/sag/{cases['act'].id}").text

    assert "Konsekvenserne er ikke oplyst" in page
    assert "461.538" in page


def test_a_removed_case_says_so(site: Site, cases: dict[str, Any]) -> None:
    page = site.get(f"/sag/{cases['væk'].id}")

    assert page.status_code == 410
    assert "Den var forkert" in page.text


def test_downloads_are_the_published_bytes(
    site: Site, cases: dict[str, Any], packages: ModuleType
) -> None:
    record = cases["nyere"]
    whole = site.get(f"/hent/{record.id}.zip")
    one = site.get(f"/hent/{record.id}/sag.yaml")

    assert whole.content == packages.package_bytes(record)
    assert zipfile.ZipFile(io.BytesIO(whole.content)).testzip() is None
    assert one.content == packages.FILES["sag.yaml"][0]
    assert one.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in one.headers["content-security-policy"]


def test_a_page_inside_a_package_is_not_served_as_a_page(site: Site, cases: dict[str, Any]) -> None:
    assert site.get(f"/hent/{cases['nyere'].id}/side.html").status_code == 404


@pytest.mark.parametrize(
    ("name", "kind", "active"),
    [
        ("rapport.html", "text/html", True),
        ("rapport.HTM", "application/octet-stream", True),
        ("figur.bin", "image/svg+xml", True),
        ("figur.svg", "text/plain", True),
        ("data.xml", "application/xml", True),
        ("kode.mjs", "text/plain", True),
        ("rapport.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml", False),
        ("rapport.pdf", "application/pdf", False),
        ("notebook.ipynb", "application/x-ipynb+json", False),
        ("sag.yaml", "application/yaml", False),
    ],
)
def test_only_what_a_browser_could_run_is_kept_inside_the_package(
    name: str, kind: str, active: bool
) -> None:
    file = PackageFile(name=name, media_type=kind, sha256="0" * 64, size=1)

    assert is_active(file) is active


@pytest.mark.parametrize(
    "address",
    [
        "/erfaringsdatabasen",
        "/erfaringsdatabasen.json?sql=select+1",
        "/erfaringsdatabasen/sager",
        "/erfaringsdatabasen.db",
        "/_memory",
        "/-/versions.json",
        "/-/databases",
        "/-/static/app.css",
        "/-/auth-token",
        "/hent/x/../../etc/passwd",
        "/hent/x/%2e%2e/%2e%2e/etc/passwd",
        "/statisk/../database.py",
        "/findes-ikke",
    ],
)
def test_nothing_but_our_own_pages_is_there(site: Site, address: str) -> None:
    page = site.get(address)

    assert page.status_code in {400, 404}
    assert "Erfaringsdatabasen" in page.text
    assert "Traceback" not in page.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_database_can_only_be_read(site: Site, method: str) -> None:
    assert site.get("/", method=method).status_code == 405
    database = site.datasette.get_database("erfaringsdatabasen")
    with pytest.raises(Exception, match=r"readonly|read-only"):
        site.loop.run_until_complete(database.execute("DELETE FROM sager"))


def test_another_name_in_the_browser_does_not_reach_us(site: Site) -> None:
    page = site.get("/", headers={"host": "ond.example"})

    assert page.status_code == 403
    assert "kun på denne maskine" in page.text


@pytest.mark.parametrize("address", ["/", "/findes-ikke", "/sager.json", "/statisk/stil.css"])
def test_every_answer_carries_a_strict_policy(site: Site, address: str) -> None:
    headers = site.get(address).headers

    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in headers


def test_a_comparison_of_one_is_told_in_danish(site: Site, cases: dict[str, Any]) -> None:
    page = site.get(f"/sammenlign?sag={cases['act'].id}")

    assert page.status_code == 400
    assert "vælg fra to til seks sager" in page.text


@pytest.mark.parametrize("view", ["sammenlign", "paa-tvaers", "sag"])
def test_every_view_is_there_as_json_and_csv(site: Site, cases: dict[str, Any], view: str) -> None:
    first, second = cases["act"].id, cases["nyere"].id
    address = f"/sag/{first}" if view == "sag" else f"/{view}"
    query = f"?sag={first}&sag={second}" if view == "sammenlign" else ""

    assert site.get(f"{address}.json{query}").json()
    assert ";" in site.get(f"{address}.csv{query}").text
