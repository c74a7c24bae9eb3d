"""Libraries loaded late are in every way those that would have been loaded at once."""

from __future__ import annotations

import subprocess
import sys

import pytest


def told(code: str) -> str:
    """What code prints in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import colorsys; print(colorsys.rgb_to_hsv(1, 1, 1)[2])", "1"),
        ("from colorsys import ONE_THIRD; print(ONE_THIRD * 3)", "1.0"),
        ("from colorsys import rgb_to_hsv; print(rgb_to_hsv(1, 1, 1)[2])", "1"),
        ("import colorsys; print('rgb_to_hsv' in dir(colorsys))", "True"),
        ("import wsgiref.util; print(wsgiref.util.__name__)", "wsgiref.util"),
        ("import wsgiref; print(wsgiref.__file__.endswith('__init__.py'))", "True"),
        ("import findes_ikke_her", "ModuleNotFoundError"),
    ],
)
def test_a_late_module_is_used_as_any_other(code, expected):
    arrange = (
        "from som_calc.document.late import load_late\n"
        "load_late('colorsys'); load_late('wsgiref'); load_late('findes_ikke_her')\n"
    )
    guarded = f"try: exec({code!r})\nexcept ImportError as fault: print(type(fault).__name__)"
    assert told(arrange + guarded).startswith(expected)


def test_importing_a_late_function_loads_nothing_and_calling_it_does():
    code = """
import sys
from som_calc.document.late import load_late
load_late("colorsys", "rgb_to_hsv")
from colorsys import rgb_to_hsv
before = type(sys.modules["colorsys"]).__name__
value = rgb_to_hsv(1, 1, 1)[2]
print(before, value, type(sys.modules["colorsys"]).__name__)
"""
    assert told(code) == "_Late 1 module"


def test_a_module_that_is_loaded_already_is_left_alone():
    code = """
import colorsys, sys
from som_calc.document.late import load_late
load_late("colorsys")
print(sys.modules["colorsys"] is colorsys, type(colorsys).__name__)
"""
    assert told(code) == "True module"


def test_addresses_are_still_checked_by_whoever_asks_for_it():
    code = """
import som_calc.document, jsonschema
check = jsonschema.FormatChecker()
print([check.conforms(text, kind) for text, kind in [
    ("https://kl.dk/æ", "iri"), ("ikke en adresse", "iri"),
    ("https://kl.dk/a", "uri"), ("ikke en adresse", "uri")]])
"""
    assert told(code) == "[True, False, True, False]"
