"""The types hold: strictly up to the analyses, more loosely above."""

from __future__ import annotations

import sys


def test_types_hold(prompt):
    done = prompt(sys.executable, "-m", "mypy")
    assert done.returncode == 0, done.stdout + done.stderr
