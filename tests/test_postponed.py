"""Libraries that are loaded when first used."""

from __future__ import annotations

import subprocess
import sys

from som_calc.postponed import postponed


def test_a_postponed_library_is_loaded_when_first_used():
    code = """
import sys
from som_calc.postponed import postponed
with postponed({"colorsys": ("rgb_to_hls",), "wave": ()}):
    from colorsys import rgb_to_hls
    import colorsys, wave
assert not {"colorsys", "wave"} & set(sys.modules)
assert rgb_to_hls(1, 1, 1) == (0.0, 1.0, 0.0)
import colorsys as real
assert real.__file__ and real is not colorsys
assert colorsys.rgb_to_yiq is real.rgb_to_yiq
assert issubclass(wave.Error, Exception)
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_library_used_while_it_is_postponed_is_the_real_one():
    code = """
import sys
from som_calc.postponed import postponed
with postponed({"colorsys": ("rgb_to_hls",)}):
    from colorsys import rgb_to_hls
    assert rgb_to_hls(1, 1, 1) == (0.0, 1.0, 0.0)
    import colorsys
assert sys.modules["colorsys"] is colorsys and colorsys.__file__
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_library_that_is_loaded_or_not_installed_is_left_alone():
    import json

    with postponed({"json": ("loads",), "findes_ikke_her": ()}):
        assert sys.modules["json"] is json
        assert "findes_ikke_her" not in sys.modules


def test_papermill_comes_without_the_libraries_for_web_addresses():
    code = """
import sys
from som_calc.report.libraries import load_papermill
load_papermill()
assert "papermill.iorw" in sys.modules
assert not {"requests", "rfc3986_validator"} & set(sys.modules)
import jsonschema, papermill.iorw, requests
assert papermill.iorw.requests.get is requests.get
check = jsonschema.FormatChecker().conforms
assert check("https://aabenraa.dk", "uri") and not check("ikke en adresse", "uri")
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_format_is_written_without_loading_what_searches_pages():
    code = """
import sys
from som_calc.report.formats import exporter
exporter("html")
assert not {"soupsieve", "rfc3986_validator"} & set(sys.modules)
from bs4 import BeautifulSoup
page = BeautifulSoup("<p>Et</p><p class=x>To</p>", "html.parser")
assert [found.text for found in page.select("p.x")] == ["To"]
assert page.css.select_one("p").text == "Et"
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_seaborn_comes_without_scipys_statistics_and_can_still_draw_a_density():
    code = """
import sys, matplotlib
matplotlib.use("svg")
from som_calc.report.libraries import load_seaborn
sns = load_seaborn()
assert not {"scipy.stats", "scipy.cluster", "ipywidgets"} & set(sys.modules)
line = sns.kdeplot([1.0, 2.0, 4.0]).lines[0]
assert len(line.get_xdata()) == 200 and "scipy.stats" in sys.modules
import pandas
grid = sns.clustermap(pandas.DataFrame([[1.0, 2.0], [3.0, 4.0], [5.0, 1.0]]))
assert sorted(grid.dendrogram_row.reordered_ind) == [0, 1, 2]
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
