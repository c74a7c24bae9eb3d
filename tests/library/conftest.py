"""Fixtures of the experience database's tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def packages() -> ModuleType:
    """The package builder, ``tests/library/packages.py``."""
    name = "som_test_packages"
    if name not in sys.modules:
        path = Path(__file__).with_name("packages.py")
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]
