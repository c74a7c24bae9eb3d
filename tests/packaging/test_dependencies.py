"""The list of parts is the lock's, licences are told, and a known advisory stops the check."""

from __future__ import annotations

import json
import re
import subprocess
from types import SimpleNamespace

import pytest

from docs import afhaengigheder

LOCK = """\
alpha==1.2 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
beta-two==0.1 ; sys_platform == 'win32' \\
    --hash=sha256:{a}
""".format(a="a" * 64, b="b" * 64)


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "en.lock"
    path.write_text(LOCK, encoding="utf-8")
    return path


def answered(monkeypatch, stdout, stderr=""):
    """pip-audit says this, whatever it is asked."""
    done = SimpleNamespace(stdout=stdout, stderr=stderr, returncode=1)
    monkeypatch.setattr(subprocess, "run", lambda *given, **options: done)


def audit(*told):
    return json.dumps({"dependencies": list(told)})


def test_the_bill_of_materials_holds_every_pin_with_its_hashes_and_machines(lock):
    parts = {one["name"]: one for one in json.loads(afhaengigheder.sbom(lock))["components"]}
    assert {name: one["version"] for name, one in parts.items()} == {
        "alpha": "1.2", "beta-two": "0.1",
    }  # fmt: skip
    assert [one["content"][0] for one in parts["alpha"]["hashes"]] == ["a", "b"]
    assert parts["alpha"]["purl"] == "pkg:pypi/alpha@1.2"
    assert parts["beta-two"]["properties"][0]["value"] == "sys_platform == 'win32'"


def test_every_pin_of_the_programs_own_lock_is_read():
    lines = afhaengigheder.LOCK.read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if re.match(r"[a-z0-9]", line)]
    assert len(list(afhaengigheder.pinned())) == len(pins) > 100
    assert all(hashes for *_, hashes in afhaengigheder.pinned())


def test_a_known_advisory_is_named_with_its_remedy(lock, monkeypatch):
    fault = {"id": "PYSEC-1", "fix_versions": ["1.3"]}
    answered(monkeypatch, audit({"name": "alpha", "version": "1.2", "vulns": [fault]}))
    assert afhaengigheder.advisories(lock) == (["alpha 1.2: PYSEC-1, rettet i 1.3"], "")


@pytest.mark.parametrize(
    ("stdout", "stderr", "said"),
    [
        ("", "Traceback\nConnectionError: no route", "ConnectionError: no route"),
        (audit({"name": "alpha", "skip_reason": "not found"}), "", "1 af 1 biblioteker"),
    ],
)
def test_a_source_that_cannot_be_reached_is_said_plainly(lock, monkeypatch, stdout, stderr, said):
    answered(monkeypatch, stdout, stderr)
    found, unasked = afhaengigheder.advisories(lock)
    assert found == []
    assert said in unasked


def test_the_exit_code_tells_an_advisory_from_a_source_that_is_away(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(afhaengigheder, "licences", lambda: ("", []))
    answered(monkeypatch, "", "ConnectionError")
    assert afhaengigheder.main(tmp_path) == 0
    assert "IKKE efterset" in capsys.readouterr().out
    answered(monkeypatch, audit({"name": "a", "version": "1", "vulns": [{"id": "CVE-1"}]}))
    assert afhaengigheder.main(tmp_path) == 1
    assert "Kendt sårbarhed: a 1: CVE-1" in capsys.readouterr().out


def test_every_installed_library_states_its_licence():
    page, unstated = afhaengigheder.licences()
    assert unstated == []
    assert re.search(r"^\| numpy \| [\d.]+ \| .*BSD", page, re.MULTILINE)
