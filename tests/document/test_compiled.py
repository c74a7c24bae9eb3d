"""Compiled templates are kept between runs, and only where nobody else can put code."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from som_calc.document import compiled

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders have no mode")


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """The folder compiled templates are kept in, somewhere else for a while."""
    monkeypatch.setattr(compiled, "user_cache_path", lambda name, appauthor: tmp_path / name)
    compiled.private_folder.cache_clear()
    yield tmp_path / "som-rapport" / "skabeloner"
    compiled.private_folder.cache_clear()


def rendered(folder: Path) -> str:
    loader = FileSystemLoader(folder / "html")
    cache = compiled.kept(__file__)
    environment = Environment(loader=loader, bytecode_cache=cache)
    return environment.get_template("side.txt").render(navn="Åse")


@pytest.fixture
def template(tmp_path):
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "side.txt").write_text("Hej {{ navn }}", encoding="utf-8")
    return tmp_path


def test_a_template_is_compiled_once_and_again_when_it_is_changed(cache, template, monkeypatch):
    asked = []
    generate = Environment._generate

    def counted(environment, *given, **more):
        asked.append(given)
        return generate(environment, *given, **more)

    monkeypatch.setattr(Environment, "_generate", counted)
    assert [rendered(template), rendered(template)] == ["Hej Åse", "Hej Åse"]
    assert len(asked) == 1
    (template / "html" / "side.txt").write_text("Farvel {{ navn }}", encoding="utf-8")
    assert rendered(template) == "Farvel Åse"
    assert len(asked) == 2


def test_the_folder_is_closed_to_others(cache, template):
    rendered(template)
    assert cache.stat().st_mode & 0o777 == 0o700
    assert len([*cache.iterdir()]) == 1


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o755])
def test_a_folder_others_can_get_into_is_not_used(cache, template, mode):
    cache.mkdir(parents=True)
    cache.chmod(mode)
    assert rendered(template) == "Hej Åse"
    assert [*cache.iterdir()] == []


def test_another_users_folder_is_not_used(cache, template, monkeypatch):
    cache.mkdir(parents=True, mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: os.stat(cache).st_uid + 1)
    assert rendered(template) == "Hej Åse"
    assert [*cache.iterdir()] == []


def test_a_link_to_a_folder_is_not_followed(cache, template):
    (template / "andens").mkdir(mode=0o700)
    cache.parent.mkdir(parents=True)
    cache.symlink_to(template / "andens")
    assert rendered(template) == "Hej Åse"
    assert [*(template / "andens").iterdir()] == []


def test_a_damaged_file_costs_nothing_but_the_time(cache, template):
    rendered(template)
    [file] = cache.iterdir()
    whole = file.read_bytes()
    for damaged in (b"", whole[:20], whole[:-5], b"x" * 99):
        file.write_bytes(damaged)
        assert rendered(template) == "Hej Åse"
    assert file.read_bytes() == whole


def test_a_place_that_cannot_be_written_to_is_done_without(cache, template):
    cache.parent.write_text("en fil", encoding="utf-8")
    assert compiled.kept(__file__) is None
    assert rendered(template) == "Hej Åse"


def test_old_templates_are_cleared_away(cache, template, monkeypatch):
    monkeypatch.setattr(compiled, "MOST", 3)
    for number in range(7):
        (template / "html" / f"{number}").mkdir()
        other = template / "html" / f"{number}"
        (other / "html").mkdir()
        (other / "html" / "side.txt").write_text("{{ navn }}", encoding="utf-8")
        rendered(other)
    assert 1 <= len([*cache.iterdir()]) <= 3
