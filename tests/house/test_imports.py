"""Who may import whom, and what a start costs."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

HELP = "import sys; sys.argv = ['stancelab', '--help']; from sim.cli.app import main; main()"

LOADED_BY_HELP = """
import sys
sys.argv = ["stancelab", "--help"]
from sim.cli.app import main
try:
    main()
except SystemExit as leaving:
    assert not leaving.code, leaving.code
print("loaded:", *sys.modules)
"""

LOADED_BY_IMPORTS = """
import importlib, pkgutil, sys, sim
names = [m.name for m in pkgutil.walk_packages(sim.__path__, "sim.") if not m.name.endswith("__main__")]
for name in names:
    importlib.import_module(name)
assert len(names) > 10, names
print("loaded:", *sys.modules)
"""


@pytest.fixture(scope="module")
def loaded(prompt):
    """The names of all modules in memory after a script."""

    def names(script: str) -> set[str]:
        done = prompt(sys.executable, "-c", script)
        assert done.returncode == 0, done.stderr
        label, *found = done.stdout.splitlines()[-1].split()
        assert label == "loaded:"
        return set(found)

    return names


@pytest.fixture(scope="module")
def everything(loaded) -> set[str]:
    return loaded(LOADED_BY_IMPORTS)


def test_imports_point_down_only(prompt):
    done = prompt(shutil.which("lint-imports", path=Path(sys.executable).parent))
    assert done.returncode == 0, done.stdout + done.stderr


def test_help_loads_no_numbers(loaded):
    assert loaded(LOADED_BY_HELP) & {"numpy", "scipy", "matplotlib", "llvmlite"} == set()


@pytest.mark.parametrize("heavy", ["scipy.stats", "scipy.optimize", "matplotlib.pyplot", "llvmlite"])
def test_no_module_loads_at_import_what_few_runs_need(heavy, everything):
    assert heavy not in everything


def test_help_is_there_within_300_ms(prompt):
    """Best of up to eight pairs, each beside a bare interpreter: a busy machine slows both, and so the limit.

    A bare start takes about 20 ms on a quiet machine; where it takes three times that, so may the help. Both may keep the
    bytecode of what they load, as they do unless somebody forbids it.
    """
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def seconds(script: str) -> float:
        begun = time.perf_counter()
        assert prompt(sys.executable, "-c", script, env=usual).returncode == 0
        return time.perf_counter() - begun

    bare, full = [], []
    for _ in range(8):
        bare.append(seconds("pass"))
        full.append(seconds(HELP))
        limit = 0.300 * max(1.0, min(bare) / 0.020)
        if min(full) < limit:
            return
    pytest.fail(f"`stancelab --help` took {min(full):.3f} s at best; the limit here and now is {limit:.3f} s")
