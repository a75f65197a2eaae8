"""The house is looked at from outside, as a person at a prompt in its root folder would."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def prompt(root: Path) -> Callable[..., Done]:
    """Runs one command line in the root folder, with nothing on standard input, and returns what it said."""

    def run(*command: object, **how: object) -> Done:
        asked = {"cwd": root, "stdin": subprocess.DEVNULL, "timeout": 300, **how}
        return subprocess.run([str(word) for word in command], capture_output=True, encoding="utf-8", **asked)

    return run
