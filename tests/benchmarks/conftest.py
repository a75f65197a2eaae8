"""The folder of benchmarks is a set of scripts: they are imported as they are run, from their own place."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))


@pytest.fixture(scope="session")
def built():
    """Our semantics in C, built once and quickly: its speed is not what is tested."""
    import kernels

    if shutil.which("gcc") is None:
        pytest.skip("no gcc on this machine")
    return kernels.ours(level="-O1")
