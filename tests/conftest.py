"""What every test relies on: no window, no lucky example, no clock inside a property."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")

# The same examples on every run, so that a red test is red for everybody; slow machines are no failure.
settings.register_profile("house", derandomize=True, deadline=None, database=None)
settings.load_profile("house")

# No kernel is kept in, or taken from, the folder of whoever runs the tests.
os.environ["STANCELAB_CACHE"] = tempfile.mkdtemp(prefix="stancelab-tests-")
atexit.register(shutil.rmtree, os.environ["STANCELAB_CACHE"], ignore_errors=True)
