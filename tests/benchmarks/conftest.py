"""The folder of benchmarks is a set of scripts: they are imported as they are run, from their own place."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
