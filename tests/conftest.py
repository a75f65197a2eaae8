"""What every test relies on: no window, no lucky example, no clock inside a property."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")

# The same examples on every run, so that a red test is red for everybody; slow machines are no failure.
settings.register_profile("house", derandomize=True, deadline=None, database=None)
settings.load_profile("house")
