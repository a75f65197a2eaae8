"""Normal scores to values: the quantile function of every family, one row of `SHAPES` each.

Closed forms where there are any; otherwise 1,025 nodes equally spaced in normal score on [-6.5, 6.5] and
straight lines between, so that special functions are called once per family, not once per world; nodes are kept on disk.

>>> quantile = quantile_function(Distribution("triangular", (0.0, 1.0, 2.0)))
>>> float(quantile(np.array([0.0]))[0])
1.0
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.engine.elementary import exp, invnorm, norm
from sim.engine.fitting import fitted
from sim.engine.nodes import kept
from sim.scenario.quantity.distribution import Z95, Distribution, edges, settled, support

Floats = NDArray[np.float64]
Numbers = tuple[float, ...]

NODES = 1025
REACH = 6.5  # normal score beyond which every quantile function is flat: one world in 25 billion on each side
STEP = 2 * REACH / (NODES - 1)
DIGITS = 9  # nodes keep so many significant digits: another version of scipy then moves no world
NEVER_CERTAIN = 1 - 1e-9  # highest share a beta gives


@dataclass(frozen=True, slots=True)
class Shape:
    """A family: its quantiles at normal scores z and its cumulative probability at values x."""

    quantile: Callable[[Numbers, Floats], Floats]
    cumulative: Callable[[Numbers, Floats], Floats]
    closed: bool = True


def quantile_function(distribution: Distribution) -> Callable[[Floats], Floats]:
    """Normal scores [world] to values [world] in the file's unit, never falling; raises FitError.

    >>> float(quantile_function(Distribution("fixed", (0.35,)))(np.zeros(2))[1])
    0.35
    """
    low, high = support(distribution)
    if distribution.family == "mixture":
        scores, values = _nodes(distribution)
        return lambda z: np.clip(_between(scores, values, z), low, high)
    if on_even_nodes(distribution):
        nodes = even_nodes(distribution)
        return lambda z: np.clip(_between_even(nodes, z), low, high)
    shape, numbers = SHAPES[distribution.family], distribution.parameters
    return lambda z: np.clip(shape.quantile(numbers, z), low, high)


def on_even_nodes(distribution: Distribution) -> bool:
    """Whether its values lie on straight lines between evenly spaced nodes."""
    return distribution.family != "mixture" and not SHAPES[distribution.family].closed


def even_nodes(distribution: Distribution) -> Floats:
    """The values at the nodes -REACH, -REACH + STEP, ... of one for which `on_even_nodes` holds; raises FitError."""
    values: Floats = _nodes(distribution)[1]
    return values


@contextmanager
def made_beside(distributions: Iterable[Distribution]) -> Iterator[None]:
    """Makes nodes in a thread of their own while the body has others at work (a compiler, a disk).

    What cannot be made is left to whoever asks for it, and so are its errors.
    """

    def make() -> None:
        for one in distributions:
            if one.family == "mixture" or on_even_nodes(one):
                _nodes(one)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(make)
        yield


def summary(
    distribution: Distribution, low: float = -np.inf, high: float = np.inf
) -> tuple[float, float, float]:
    """5%, median and 95% in the file's unit, after clipping to [low, high].

    >>> summary(Distribution("uniform", (0.0, 1.0)), high=0.9)
    (0.05, 0.5, 0.9)
    """
    values = np.clip(quantile_function(distribution)(np.array([-Z95, 0.0, Z95])), low, high)
    least, middle, most = (settled(value, DIGITS) for value in values.tolist())
    return least, middle, most


def _between(scores: Floats, values: Floats, z: Floats) -> Floats:
    """Straight lines between nodes; where two nodes share a score the values jump."""
    z = np.clip(z, -REACH, REACH)
    left = np.clip(np.searchsorted(scores, z, side="right") - 1, 0, len(scores) - 2)
    share = (z - scores[left]) / (scores[left + 1] - scores[left])
    straight: Floats = values[left] + share * (values[left + 1] - values[left])
    return straight


def _between_even(values: Floats, z: Floats) -> Floats:
    """`_between` where the nodes are evenly spaced: the same bits, and the node is counted off instead of looked for.

    Every node's score is exact in binary and a quotient is rounded without changing order, so the count is never too low; it
    is one too high where z, a hair below a node, was rounded up to it.
    """
    z = np.clip(z, -REACH, REACH)
    left = np.minimum(((z + REACH) / STEP).astype(np.intp), NODES - 2)
    left -= z < left * STEP - REACH
    below = values[left]
    straight: Floats = below + (z - (left * STEP - REACH)) / STEP * (values[left + 1] - below)
    return straight


@lru_cache(maxsize=1024)
def _nodes(distribution: Distribution) -> Floats:
    """Scores and values [2, node], both never falling."""
    return kept(distribution, _made)


def _made(distribution: Distribution) -> Floats:
    z: Floats = -REACH + STEP * np.arange(NODES, dtype=np.float64)
    distribution = fitted(distribution)
    if distribution.family == "mixture":
        return _mixture_nodes(distribution, z)
    values = SHAPES[distribution.family].quantile(distribution.parameters, z)
    return np.array([z, np.maximum.accumulate(values)])


def _mixture_nodes(mixture: Distribution, z: Floats) -> Floats:
    """The inverse of the mixed cumulative probability, with two more nodes at each jump or kink it has."""
    u, ends = norm(z), np.array([SHAPES[p.family].quantile(p.parameters, z) for _, p in mixture.parts])
    below, above = ends.min(axis=0), ends.max(axis=0)
    for _ in range(80):
        middle = (below + above) / 2
        enough = cumulative(mixture, middle) >= u
        below, above = np.where(enough, below, middle), np.where(enough, middle, above)
    values = _settled(above)
    corners = np.array(edges(mixture))
    first, last = cumulative(mixture, np.nextafter(corners, -np.inf)), cumulative(mixture, corners)
    for corner, start, end in zip(corners, first, last, strict=True):
        values[(start < u) & (u <= end)] = corner
    more_u = np.concatenate([first, last])
    inside = (more_u > u[0]) & (more_u < u[-1])
    scores = np.concatenate([z, invnorm(more_u[inside])])
    values = np.concatenate([values, np.concatenate([corners, corners])[inside]])
    order = np.lexsort((values, scores))
    return np.array([scores[order], np.maximum.accumulate(values[order])])


def cumulative(distribution: Distribution, x: Floats) -> Floats:
    """P(value <= x) [x], before clipping to a range.

    >>> cumulative(Distribution("uniform", (0.0, 2.0)), np.array([-1.0, 0.5, 3.0])).tolist()
    [0.0, 0.25, 1.0]
    """
    if distribution.parts:
        total = np.zeros_like(x)
        for share, part in distribution.parts:
            total += share * cumulative(part, x)
        return total
    distribution = fitted(distribution)
    return SHAPES[distribution.family].cumulative(distribution.parameters, x)


def _settled(values: Floats) -> Floats:
    return np.array([settled(value, DIGITS) for value in values.tolist()])


def _triangular(p: Numbers, z: Floats) -> Floats:
    low, mode, high = p
    u, rest = norm(z), norm(-z)
    rising = low + np.sqrt(u * ((high - low) * (mode - low)))
    falling = high - np.sqrt(rest * ((high - low) * (high - mode)))
    return np.where(u * (high - low) < mode - low, rising, falling)


def _triangular_cumulative(p: Numbers, x: Floats) -> Floats:
    low, mode, high = p
    x = np.clip(x, low, high)
    rising = (x - low) ** 2 / ((high - low) * (mode - low) if mode > low else 1.0)
    falling = 1 - (high - x) ** 2 / ((high - low) * (high - mode) if high > mode else 1.0)
    return np.where(x < mode, rising, falling)


def _shape_of_pert(p: Numbers) -> tuple[float, float]:
    low, mode, high = p
    return 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)


def _share(a: float, b: float, z: Floats) -> Floats:
    """Quantiles of a beta on [0, 1]; the upper half from its own tail, which is as exact."""
    from scipy.special import betainccinv, betaincinv

    share, lower = np.empty_like(z), z < 0
    share[lower] = betaincinv(a, b, norm(z[lower]))
    share[~lower] = betainccinv(a, b, norm(-z[~lower]))
    return _settled(share)


def _share_cumulative(a: float, b: float, x: Floats) -> Floats:
    from scipy.special import betainc

    probability: Floats = betainc(a, b, np.clip(x, 0.0, 1.0))
    return probability


def _gamma(p: Numbers, z: Floats) -> Floats:
    from scipy.special import gammainccinv, gammaincinv

    shape, rate = p
    values, lower = np.empty_like(z), z < 0
    values[lower] = gammaincinv(shape, norm(z[lower]))
    values[~lower] = gammainccinv(shape, norm(-z[~lower]))
    return _settled(values) / rate


def _gamma_cumulative(p: Numbers, x: Floats) -> Floats:
    from scipy.special import gammainc

    probability: Floats = gammainc(p[0], np.maximum(x, 0.0) * p[1])
    return probability


def _lognormal_cumulative(p: Numbers, x: Floats) -> Floats:
    smallest = np.finfo(np.float64).tiny
    return np.where(x > 0, norm(np.log(np.maximum(x, smallest) / p[0]) / p[1]), 0.0)


def _steps(p: Numbers) -> tuple[Floats, Floats]:
    """Values, and the probability of a value up to each."""
    return np.array(p[::2]), np.minimum(np.cumsum(p[1::2]), 1.0)


def _discrete(p: Numbers, z: Floats) -> Floats:
    values, reached = _steps(p)
    chosen: Floats = values[np.searchsorted(reached[:-1], norm(z), side="right")]
    return chosen


def _discrete_cumulative(p: Numbers, x: Floats) -> Floats:
    values, reached = _steps(p)
    reached[-1] = 1.0
    return np.concatenate([[0.0], reached])[np.searchsorted(values, x, side="right")]


SHAPES: dict[str, Shape] = {
    "fixed": Shape(lambda p, z: np.full_like(z, p[0]), lambda p, x: (x >= p[0]).astype(np.float64)),
    "uniform": Shape(
        lambda p, z: p[0] + (p[1] - p[0]) * norm(z),
        lambda p, x: np.clip((x - p[0]) / (p[1] - p[0]), 0.0, 1.0),
    ),
    "triangular": Shape(_triangular, _triangular_cumulative),
    "normal": Shape(lambda p, z: p[0] + p[1] * z, lambda p, x: norm((x - p[0]) / p[1])),
    "lognormal": Shape(lambda p, z: p[0] * exp(p[1] * z), _lognormal_cumulative),
    "discrete": Shape(_discrete, _discrete_cumulative),
    "pert": Shape(
        lambda p, z: p[0] + (p[2] - p[0]) * _share(*_shape_of_pert(p), z),
        lambda p, x: _share_cumulative(*_shape_of_pert(p), (x - p[0]) / (p[2] - p[0])),
        closed=False,
    ),
    "beta": Shape(
        lambda p, z: p[2] * np.minimum(_share(p[0], p[1], z), NEVER_CERTAIN),
        lambda p, x: _share_cumulative(p[0], p[1], x / p[2]),
        closed=False,
    ),
    "gamma": Shape(_gamma, _gamma_cumulative, closed=False),
}
