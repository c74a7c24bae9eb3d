"""Set the program up on a new machine, then run it: ``python3 som_calc/kom_i_gang.py rapport …``.

Run as a file with any Python from 3.11 on, before anything is installed: only the standard
library is used, and nothing of the package is imported.  An older Python must still be able
to *read* this file, to be told that it is too old.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        f"Programmet kræver Python 3.11 eller nyere; her er Python {sys.version.split()[0]}.\n"
        "Hent en nyere på python.org, eller skriv fx python3.11 i stedet for python3."
    )

import hashlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
STAMP = VENV / "installeret.txt"
"""What is installed: one line per lock file, for the program and for the Python it is for."""


class SetupError(Exception):
    """Set-up could not be done; the message says in Danish what the user can do."""


def say(text: str) -> None:
    """A line of progress, on stderr so that what the program prints can be piped on."""
    print(text, file=sys.stderr, flush=True)


def apt_install(*packages: str) -> bool:
    """Install Debian packages where this user may without a password; whether it was done."""
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
    if not shutil.which("apt-get"):
        return False
    if os.geteuid() != 0:
        command = ["sudo", "-n", *command]
        if not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"]).returncode != 0:
            return False
    say(f"Installerer {', '.join(packages)} med apt-get …")
    install = [*command, "install", "--no-install-recommends", *packages]
    # A fresh machine has no package lists; only then is the slow update worth its time.
    for step in (install, [*command, "update"], install):
        run = subprocess.run(step, capture_output=True, text=True)
        if step is install and run.returncode == 0:
            return True
    say(run.stderr.strip())
    return False


def digest(*places: Path) -> str:
    """A fingerprint of the files at and under ``places``."""
    total = hashlib.sha256()
    for place in places:
        for path in sorted([place, *place.rglob("*")]):
            if path.is_file() and path.suffix != ".pyc":
                total.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return total.hexdigest()


def program() -> str:
    """The fingerprint of all that travels in the package, a user's own new cases left out."""
    rooms = [ROOT / name for name in ("som_calc", "notebooks", "templates", "pyproject.toml")]
    return digest(*rooms, *(path for path in (ROOT / "params").glob("*") if path.is_dir()))


def pip(doing: str, *arguments: str) -> None:
    """Run ``pip install`` in the environment.

    Raises:
        SetupError: pip failed; the end of what it wrote follows the Danish sentence.
    """
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    environment = os.environ | {"PIP_USER": "0", "PYTHONUTF8": "1"}
    written, fetched = [], 0
    with subprocess.Popen(
        [*command, *arguments],
        cwd=ROOT,
        env=environment,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as run:
        assert run.stdout is not None
        for line in run.stdout:
            written.append(line)
            if line.startswith(("Collecting ", "Processing ")):
                fetched += 1
                if fetched % 25 == 0:
                    say(f"  {fetched} pakker fundet …")
            elif line.startswith("Installing collected packages") and fetched > 1:
                say("  lægger dem på plads …")
    if run.returncode != 0:
        raise SetupError(
            f"Kunne ikke {doing}. Har maskinen forbindelse til internettet (og en eventuel proxy "
            "sat op)? Kør kommandoen igen; det allerede hentede genbruges.\n\npip skrev:\n"
            + "".join(written[-12:])
        )


def make_environment() -> None:
    """Create ``.venv``; a whole one is left alone.

    Raises:
        SetupError: Python lacks what it takes (Debian's python3-venv) and it may not be added.
    """
    running = f"python {RUNNING}"
    stamped = STAMP.read_text(encoding="utf-8").splitlines() if STAMP.is_file() else []
    if PYTHON.exists() and running in (stamped or [running]):
        has_pip = subprocess.run([str(PYTHON), "-c", "import pip"], capture_output=True)
        if stamped or has_pip.returncode == 0:
            return
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        package = f"python{RUNNING}-venv"
        if not apt_install(package):
            raise SetupError(
                f"Python mangler modulet venv. Kør først:  sudo apt-get install -y {package}"
            )
    say("Opretter .venv …")
    clear = ["--clear"] if stamped or not PYTHON.exists() else []
    made = subprocess.run(
        [sys.executable, "-m", "venv", *clear, str(VENV)], capture_output=True, text=True
    )
    if made.returncode != 0:
        raise SetupError(f"Kunne ikke oprette {VENV}:\n{made.stdout}{made.stderr}")


def set_up(*more_locks: Path) -> None:
    """Install the pinned packages and the program itself; what is in place is not done again.

    Raises:
        SetupError: something could not be installed.
    """
    make_environment()
    done = set(STAMP.read_text(encoding="utf-8").splitlines()) if STAMP.is_file() else set()
    locks = [LOCK, *more_locks]
    marks = {f"{lock.relative_to(ROOT).as_posix()} {digest(lock)}" for lock in locks}
    this = f"program {program()}"
    if not marks <= done:
        STAMP.unlink(missing_ok=True)
        say("Henter de pakker, programmet bruger (et par minutter, kun denne ene gang) …")
        files = [part for lock in locks for part in ("-r", str(lock))]
        pip("hente pakkerne", "--require-hashes", "--only-binary", ":all:", *files)
        done = marks | {f"python {RUNNING}"}
    if this not in done and not editable():
        STAMP.unlink(missing_ok=True)
        say("Installerer programmet …")
        pip("installere programmet", "--no-deps", "--no-build-isolation", "--force-reinstall", ".")
        done = {line for line in done if not line.startswith("program ")} | {this}
    STAMP.write_text("\n".join(sorted(done)) + "\n", encoding="utf-8")


def editable() -> bool:
    """Whether a developer has installed the checkout itself (``pip install -e .``)."""
    record = "site-packages/som_rapport-*.dist-info/direct_url.json"
    return any(
        '"editable"' in found.read_text(encoding="utf-8")
        for where in (f"lib/*/{record}", f"Lib/{record}")
        for found in VENV.glob(where)
    )


def main(arguments: list[str]) -> int:
    """Set up, then run ``som`` with ``arguments``; its exit code, or 1 when set-up failed."""
    try:
        set_up()
        return subprocess.call([str(BIN / "som"), *arguments])
    except SetupError as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("Afbrudt.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
