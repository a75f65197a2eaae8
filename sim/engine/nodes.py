"""Nodes of quantile functions, made once and then taken from disk: special functions take long to load and to invert.

An entry is named after the distribution, the code that makes nodes and what that rests on, so it has the bits that would be
made here and now.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.engine import elementary, fitting
from sim.engine.cache import Cache, folder
from sim.scenario.quantity import distribution as distributions
from sim.scenario.quantity.distribution import Distribution

Nodes = NDArray[np.float64]
TIDY = 100  # entries written from one look through the folder to the next

_written = count()


def kept(distribution: Distribution, make: Callable[[Distribution], Nodes]) -> Nodes:
    """Scores and values [2, node] of a distribution, as ``make`` gives them. Raises what ``make`` raises."""
    store, key = Cache(folder("nodes"), "nodes"), _key(distribution)
    found = store.get(key)
    if found is not None:
        return np.frombuffer(found, np.float64).reshape(2, -1)
    nodes = make(distribution)
    store.put(key, nodes.tobytes(), tidy=next(_written) % TIDY == 0)
    return nodes


def _key(distribution: Distribution) -> str:
    return blake2b(f"{distribution!r} {_makers()}".encode(), digest_size=16).hexdigest()


@cache
def _makers() -> str:
    """What nodes depend on beside their distribution."""
    own = (str(Path(__file__).with_name("quantiles.py")), elementary.__file__, fitting.__file__)
    texts = b"".join(Path(file).read_bytes() for file in (*own, distributions.__file__))
    packages = " ".join(version(name) for name in ("numpy", "scipy"))
    return f"{blake2b(texts, digest_size=16).hexdigest()} {packages} {platform.machine()}"
