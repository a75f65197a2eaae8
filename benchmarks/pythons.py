"""A Python for the peers: an environment of their own, made once, since they need 3.12 and no part of them is ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import r1

PLACE = r1.HERE / ".peers"
PACKAGES = ("mesa==3.5.1", "networkx", "ema_workbench==3.0.0", "jax==0.10.2")
NEEDED = (3, 12)


def python(given: str = "") -> str:
    """The peers' interpreter; made from ``given``, or from the first of 3.12 or newer that is found. RuntimeError if none."""
    own = PLACE / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not own.exists():
        base = next(filter(_new_enough, [given] if given else _candidates()), "")
        if not base:
            raise RuntimeError(f"{given or 'none found'}: the peers need Python 3.12 or newer; --peers PYTHON names one")
        _make(base, own)
    return str(own)


def _make(base: str, own: Path) -> None:
    """An environment with the peers in it, or none at all."""
    steps = [[base, "-m", "venv", str(PLACE)], [str(own), "-m", "pip", "install", "--quiet", *PACKAGES]]
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True)
        if done.returncode:
            shutil.rmtree(PLACE, ignore_errors=True)
            raise RuntimeError(f"no environment for the peers: {done.stderr.strip().splitlines()[-1]}")


def _new_enough(python: str) -> bool:
    """Whether it starts at all (a shim on the path may not) and is 3.12 or newer."""
    asked = [python, "-c", f"import sys; sys.exit(sys.version_info < {NEEDED})"]
    try:
        return subprocess.run(asked, capture_output=True).returncode == 0
    except OSError:
        return False


def _candidates() -> Iterator[str]:
    """Interpreters that are new enough: this one, those on the path, those of pyenv."""
    if sys.version_info >= NEEDED:
        yield sys.executable
    yield from filter(None, (shutil.which(f"python3.{minor}") for minor in range(NEEDED[1], 16)))
    kept = Path.home() / ".pyenv" / "versions"
    yield from (str(p) for m in range(NEEDED[1], 16) for p in sorted(kept.glob(f"3.{m}.*/bin/python")))
