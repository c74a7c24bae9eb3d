"""Shared fixtures.

A test that needs a program the machine may lack asks :func:`require` for it: on a
developer's machine the test is skipped, where ``CI=true`` it fails.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


def require(found: Any, what: str) -> None:
    """Skip the test when ``found`` is falsy; fail it where ``CI=true``."""
    if found:
        return
    if os.environ.get("CI", "").lower() in {"true", "1"}:
        pytest.fail(f"{what} is missing, and CI=true", pytrace=False)
    pytest.skip(f"{what} is missing")


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are as wide as in a pipe: pytest-xdist tells its workers of a narrow terminal."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(name="require", scope="session")
def _require() -> Callable[[Any, str], None]:
    return require


@dataclass
class Visit:
    """A page open in Chromium, and all it did that a report must not do."""

    page: Any
    requests: list[str] = field(default_factory=list)
    """Addresses asked for, beside the page itself."""
    errors: list[str] = field(default_factory=list)
    """Console errors and warnings (Content-Security-Policy among them), uncaught exceptions."""
    dialogs: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Chromium through playwright.

    One per test file, not one per run: while it is open playwright holds an event loop
    in the main thread, which would be in the way of tests that run notebooks.
    """
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    require(executable, "Chromium")
    require(importlib.util.find_spec("playwright"), "playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def chromium_page(chromium: Any) -> Iterator[Callable[..., Visit]]:
    """``chromium_page(path, width=1280, height=900, javascript=True)`` opens a local page."""
    contexts = []

    def visit(path: Path, width: int = 1280, height: int = 900, javascript: bool = True) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="da-DK",
            offline=True,
        )
        contexts.append(context)
        page = context.new_page()
        seen = Visit(page)
        address = path.resolve().as_uri()

        def log(message: Any) -> None:
            if message.type in {"error", "warning"}:
                seen.errors.append(message.text)

        def ask(request: Any) -> None:
            url = request.url.split("#")[0]
            if url != address and not url.startswith("data:"):
                seen.requests.append(url)

        def dismiss(dialog: Any) -> None:
            seen.dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("console", log)
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("request", ask)
        page.on("dialog", dismiss)
        page.goto(address, wait_until="load")
        return seen

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The script of axe-core (npm): from ``AXE_CORE``, or ``node_modules`` here or globally."""
    places = [
        Path(os.environ.get("AXE_CORE") or ROOT / "node_modules/axe-core/axe.min.js"),
        ROOT / "tests/node_modules/axe-core/axe.min.js",
        Path("/usr/lib/node_modules/axe-core/axe.min.js"),
    ]
    found = next((place for place in places if place.is_file()), None)
    require(found, "axe-core (npm install axe-core)")
    assert found is not None
    return found.read_text(encoding="utf-8")


@pytest.fixture
def axe_violations(axe_source: str) -> Callable[[Any], list[str]]:
    """``axe_violations(page)``: breaches of WCAG 2.1 A and AA and of best practice."""

    def run(page: Any) -> list[str]:
        page.evaluate(axe_source)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
        result = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags
        )
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in result["violations"]
            for node in rule["nodes"]
        ]

    return run


@pytest.fixture(scope="session")
def soffice_pdf() -> Callable[[bytes, str, Path], str]:
    """LibreOffice opens a document, prints it as PDF, and the text on the pages comes back.

    Call it with the bytes, a file name with the right ending, and a folder to work in.
    """
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    require(office, "LibreOffice (soffice)")
    require(reader, "pdftotext (poppler-utils)")

    def convert(content: bytes, name: str, folder: Path) -> str:
        (folder / name).write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
        command = [str(office), profile, "--headless", "--convert-to", "pdf", name]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
        pdf = (folder / name).with_suffix(".pdf")
        done = subprocess.run(
            [str(reader), "-layout", str(pdf), "-"], check=True, capture_output=True
        )
        return done.stdout.decode("utf-8")

    return convert
