"""The logit-normal distribution with a given mean and variance: the shape assumed for p_w over worlds.

If Z is standard normal, 1 / (1 + exp(-(centre + width Z))) is logit-normal. It lives in (0, 1), has one or
two humps, and its two parameters are fixed by its mean and variance, so nothing else has to be assumed.

>>> low, high = quantiles(0.10, 0.08**2, (0.05, 0.95))
>>> round(low, 3), round(high, 3)
(0.019, 0.26)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import exp, log, pi, sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Above this share of the largest possible variance, mean (1 - mean), worlds are all but settled one way or
# the other; the parameters run off to infinity while the quantiles hardly move in any digit that is printed.
MOST_SETTLED = 0.95
_STEPS = 200
_TOLERANCE = 1e-9


def quantiles(mean: float, variance: float, levels: Sequence[float]) -> tuple[float, ...]:
    """Quantiles at `levels` of the logit-normal with this mean in (0, 1) and variance > 0."""
    from scipy.special import expit, ndtri

    centre, width = parameters(mean, variance)
    return tuple(float(expit(centre + width * ndtri(level))) for level in levels)


def parameters(mean: float, variance: float) -> tuple[float, float]:
    """(centre, width) on the logit scale, by Newton steps on logit(mean) and logit(variance share).

    On those scales the equations are nearly straight lines, so that a damped Newton step from a probit-like
    start converges from 1e-6 to 1 - 1e-6; ArithmeticError if it ever does not.

    >>> centre, width = parameters(0.5, 0.04)
    >>> abs(centre) < 1e-9, round(width, 3)
    (True, 0.946)
    """
    if not 0 < mean < 1 or not variance > 0:
        raise ValueError(f"needs a mean in (0, 1) and a variance > 0, not {mean} and {variance}")
    share = min(variance / (mean * (1 - mean)), MOST_SETTLED)
    goal = (_logit(mean), _logit(share))
    width = min(sqrt(share / (mean * (1 - mean))), 1.6 / (1 - share) + 1)
    centre = goal[0] * sqrt(1 + pi * width**2 / 8)
    for _ in range(_STEPS):
        miss, slopes = _miss(centre, width, goal)
        if max(map(abs, miss)) < _TOLERANCE:
            return centre, width
        step_centre, step_log = np.linalg.solve(slopes, miss)
        damp = max(abs(step_centre) / 3, abs(step_log), 1)
        centre, width = centre - float(step_centre) / damp, width * exp(-float(step_log) / damp)
    raise ArithmeticError(f"no logit-normal found with mean {mean} and variance {variance}")


def _miss(centre: float, width: float, goal: tuple[float, float]) -> tuple[tuple[float, float], Floats]:
    """How far logit mean and logit variance share are from the goal; slopes in (centre, log width)."""
    from scipy.special import expit

    z, weight = _nodes()
    p = expit(centre + width * z)
    slope = p * (1 - p) * weight
    mean = float(weight @ p)
    off = p - mean
    room = mean * (1 - mean)
    share = float(weight @ off**2) / room
    to_mean = np.array([slope.sum(), width * (slope @ z)])
    to_variance = 2 * np.array([slope @ off, width * (slope @ (off * z))])
    to_share = (to_variance - share * (1 - 2 * mean) * to_mean) / room
    slopes = np.vstack([to_mean / room, to_share / (share * (1 - share))])
    return (_logit(mean) - goal[0], _logit(share) - goal[1]), slopes


@cache
def _nodes() -> tuple[Floats, Floats]:
    """Equally spaced nodes, normal weights: the trapezoid rule, all but exact for so smooth an integrand."""
    z = np.linspace(-9.0, 9.0, 2401)
    weight = np.exp(-(z**2) / 2)
    return z, weight / weight.sum()


def _logit(p: float) -> float:
    return log(p / (1 - p))
