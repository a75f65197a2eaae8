"""A process of the peers' own Python that runs what it is asked for: one line of JSON in, one out, until there are no more.

In: `{"peer": "mesa", "n": 100, "first": 7}`. Out: seconds of wall and processor, and how often each outcome came up.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from typing import Any

PACKAGES = {"plain Python": "", "Mesa": "mesa", "EMA Workbench": "ema_workbench", "JAX": "jax"}
MODULES = {"plain Python": "plain", "Mesa": "mesa_r1", "EMA Workbench": "ema_r1", "JAX": "jax_r1"}


def run(peer: str, n: int, first: int) -> list[int]:
    """Outcomes of ``n`` histories; another ``first`` gives others."""
    module = importlib.import_module(MODULES[peer])
    if hasattr(module, "outcomes"):
        return module.outcomes(first, n)
    return [module.history(first * 1_000_000 + i)[0] for i in range(n)]


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """What one line of JSON is answered with."""
    if "peer" not in asked:
        return versions()
    wall, cpu = time.perf_counter(), time.process_time()
    found = run(asked["peer"], asked["n"], asked["first"])
    seconds = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    return {**seconds, "outcomes": [found.count(i) for i in range(4)]}


def versions() -> dict[str, str]:
    """The version of each peer that is there."""
    found = {}
    for peer, package in PACKAGES.items():
        try:
            found[peer] = version(package) if package else sys.version.split()[0]
        except PackageNotFoundError:
            continue
    return found


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
