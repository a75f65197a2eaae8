"""Gamma and beta from their percentiles: exact for two, least squares when the median is given too.

>>> fitted(Distribution("gamma", (1.0, 3.0), form="quantiles")).parameters
(9.38685948, 4.975976)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.scenario.quantity.distribution import Z95, Distribution, settled

Floats = NDArray[np.float64]

LEVELS = {2: (0.05, 0.95), 3: (0.05, 0.5, 0.95)}
DIGITS = {2: 9, 3: 6}  # of a fitted parameter, by targets: no machine's last bits pass
MISFIT = 1e-4  # on the logarithmic scale; two percentiles can always be met
SMALLEST = 1e-300


class FitError(ValueError):
    """Percentiles that the family does not reach."""


@lru_cache(maxsize=1024)
def fitted(distribution: Distribution) -> Distribution:
    """The distribution with shapes in place of percentiles; three are met as nearly as possible, on the scale
    of logarithms (gamma) or log odds (beta). Raises FitError.
    """
    if distribution.parts:
        return replace(distribution, parts=tuple((share, fitted(part)) for share, part in distribution.parts))
    if distribution.form != "quantiles":
        return distribution
    fit = _fit_gamma if distribution.family == "gamma" else _fit_beta
    return Distribution(distribution.family, fit(distribution.parameters))


def _fit_gamma(targets: tuple[float, ...]) -> tuple[float, ...]:
    """Shape and rate. The rate only shifts all logarithms, so that the shape alone is searched."""
    from scipy.special import gammaincinv

    levels, digits, wanted = np.array(LEVELS[len(targets)]), DIGITS[len(targets)], np.log(targets)

    def shift(x: Floats) -> Floats:
        logs: Floats = np.log(np.maximum(gammaincinv(np.exp(x[0]), levels), SMALLEST)) - wanted
        return logs

    sd = (wanted[-1] - wanted[0]) / (2 * Z95)
    found = _nearest(lambda x: shift(x) - shift(x).mean(), np.log([1 / sd**2 + 1 / sd]), len(targets))
    return settled(np.exp(found[0]), digits), settled(np.exp(shift(found).mean()), digits)


def _fit_beta(numbers: tuple[float, ...]) -> tuple[float, ...]:
    """a, b and the top."""
    from scipy.special import betaincinv

    *targets, top = numbers
    levels, digits = np.array(LEVELS[len(targets)]), DIGITS[len(targets)]
    shares = np.array(targets) / top
    wanted = np.log(shares) - np.log1p(-shares)

    def misfit(x: Floats) -> Floats:
        a, b = np.exp(x)
        share, rest = betaincinv(a, b, levels), betaincinv(b, a, 1 - levels)
        odds: Floats = np.log(np.maximum(share, SMALLEST)) - np.log(np.maximum(rest, SMALLEST)) - wanted
        return odds

    sd, odds = (wanted[-1] - wanted[0]) / (2 * Z95), np.exp(wanted.mean())
    start = np.array([1 + odds, 1 + 1 / odds]) / sd**2 + 1 / sd
    found = _nearest(misfit, np.log(start), len(targets))
    return settled(np.exp(found[0]), digits), settled(np.exp(found[1]), digits), top


def _nearest(misfit: Callable[[Floats], Floats], start: Floats, targets: int) -> Floats:
    from scipy.optimize import least_squares

    found = least_squares(misfit, start, method="lm", xtol=1e-14, ftol=1e-14, gtol=1e-14)
    if not np.all(np.isfinite(found.x)) or (targets == 2 and np.abs(found.fun).max() > MISFIT):
        raise FitError(f"no distribution found: misfit {np.abs(found.fun).max():g}")
    best: Floats = found.x
    return best
