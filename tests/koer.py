"""The test command: set up what the tests need on this machine, then run them.

``python3 tests/koer.py [pytest's own arguments]``.  Beside the Python packages the tests use
a browser, an office suite, a PDF reader and axe-core.  They are installed where that may be
done without a password; what is left out is said, and where ``CI=true`` it is a failure.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
_spec = importlib.util.spec_from_file_location(
    "kom_i_gang", HERE.parent / "som_calc" / "kom_i_gang.py"
)
assert _spec is not None
assert _spec.loader is not None
kom_i_gang = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(kom_i_gang)

PROGRAMS = {
    "Chromium": ["chromium"],
    # The browser's driver brings its own Node, which needs a library a small Debian lacks.
    "browserdriver": ["libatomic1"],
    "LibreOffice": ["libreoffice-writer-nogui", "libreoffice-calc-nogui", "fonts-liberation"],
    "poppler": ["poppler-utils"],
}
"""What the tests use, and the Debian packages it comes in."""
COMMANDS = {"Chromium": "chromium", "LibreOffice": "soffice", "poppler": "pdftoppm"}

COVERED = 95
"""Whole percent of the program's lines that all the tests together must run."""

AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"


def install_axe() -> bool:
    """Whether axe-core is in place, in the version that ``package-lock.json`` pins."""
    pinned = (HERE / "package-lock.json").read_bytes()
    seen = HERE / "node_modules" / "package-lock.json"
    if AXE.is_file() and seen.is_file() and seen.read_bytes() == pinned:
        return True
    if shutil.which("npm") is None and not kom_i_gang.apt_install("nodejs", "npm"):
        return False
    kom_i_gang.say("Installerer axe-core med npm …")
    npm = [shutil.which("npm") or "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    run = subprocess.run(npm, cwd=HERE, capture_output=True, text=True)
    if run.returncode != 0:
        kom_i_gang.say(run.stderr.strip())
        return False
    seen.write_bytes(pinned)
    return True


def lacking() -> list[str]:
    """The programs that are not there, or do not start."""
    driver = subprocess.run(
        [str(kom_i_gang.PYTHON), "-m", "playwright", "--version"], capture_output=True
    )
    return [
        name
        for name in PROGRAMS
        if (driver.returncode != 0 if name not in COMMANDS else not shutil.which(COMMANDS[name]))
    ]


def left_out() -> list[str]:
    """Install the programs that are missing; those that still are."""
    missing = lacking()
    if missing:
        kom_i_gang.apt_install(*(package for name in missing for package in PROGRAMS[name]))
        missing = lacking()
    return missing if install_axe() else [*missing, "axe-core"]


def main(arguments: list[str]) -> int:
    """Set up, then run pytest with ``arguments``; its exit code, or 1 when set-up failed."""
    try:
        kom_i_gang.set_up(HERE / "requirements.lock")
        missing = left_out()
    except kom_i_gang.SetupError as problem:
        kom_i_gang.say(str(problem))
        return 1
    in_ci = os.environ.get("CI", "").lower() in {"true", "1"}
    if missing:
        packages = " ".join(p for name in missing for p in PROGRAMS.get(name, ["npm"]))
        kom_i_gang.say(
            f"UDELADT: {', '.join(missing)} kunne ikke installeres. Prøver, der bruger dem, "
            f"springes over.\nPå Debian tages de med efter:  sudo apt-get install -y {packages}"
        )
        if in_ci:
            kom_i_gang.say("Med CI=true må intet udelades; prøverne er ikke kørt.")
            return 1
    # A file's tests stay together, so that what it sets up once is set up once.
    workers = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]
    # A part of the tests covers a part of the program, which says nothing.
    covered = ["--cov", f"--cov-fail-under={COVERED}"] if in_ci and not arguments else []
    command = [str(kom_i_gang.PYTHON), "-m", "pytest", *workers, *covered, *arguments]
    try:
        return subprocess.call(command, cwd=HERE.parent)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
