"""The solver against moments integrated by an independent rule."""

from __future__ import annotations

from itertools import pairwise
from math import exp, pi, sqrt

import pytest

from sim.analysis.logit_normal import MOST_SETTLED, parameters, quantiles

MEANS = (1e-5, 1e-3, 0.03, 0.3, 0.5, 0.8, 0.99, 0.9999)
SHARES = (1e-6, 1e-3, 0.05, 0.3, 0.7, 0.9)


def _moment(centre: float, width: float, power: int) -> float:
    """E p^power by adaptive quadrature around the normal's centre and the logistic's bend."""
    from scipy.integrate import quad
    from scipy.special import expit

    bend = min(max(-centre / width, -8.0), 8.0)
    ends = sorted({-9.0, bend - 20 / width, bend, bend + 20 / width, 0.0, 9.0})
    ends = [end for end in ends if -9 <= end <= 9]

    def density(z: float) -> float:
        return float(expit(centre + width * z)) ** power * exp(-z * z / 2) / sqrt(2 * pi)

    return float(sum(quad(density, a, b, epsabs=0, epsrel=1e-10)[0] for a, b in pairwise(ends)))


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("mean", MEANS)
def test_the_parameters_give_back_mean_and_variance(mean: float, share: float) -> None:
    variance = share * mean * (1 - mean)
    centre, width = parameters(mean, variance)
    assert _moment(centre, width, 1) == pytest.approx(mean, rel=1e-6)
    if share >= 1e-3:  # below, the difference of moments has no digits left to compare
        assert _moment(centre, width, 2) - mean**2 == pytest.approx(variance, rel=1e-5)


def test_a_small_variance_is_nearly_normal() -> None:
    mean, sd, z = 0.3, 0.001, 1.6448536
    skewness = 3 * sd * (1 - 2 * mean) / (mean * (1 - mean))  # of a logit-normal, to first order
    lean = skewness / 6 * (z**2 - 1) * sd  # Cornish-Fisher
    expected = (mean - z * sd + lean, mean + z * sd + lean)
    assert quantiles(mean, sd**2, (0.05, 0.95)) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("mean", MEANS)
def test_mirrored_means_have_mirrored_quantiles(mean: float) -> None:
    variance = 0.2 * mean * (1 - mean)
    low, high = quantiles(mean, variance, (0.05, 0.95))
    mirrored = quantiles(1 - mean, variance, (0.95, 0.05))
    assert (1 - low, 1 - high) == pytest.approx(mirrored, abs=1e-7)


def test_more_variance_than_fits_is_read_as_settled_worlds() -> None:
    assert parameters(0.3, 0.25) == parameters(0.3, MOST_SETTLED * 0.21)
    low, high = quantiles(0.3, 0.25, (0.05, 0.95))
    assert low < 1e-6 and high > 1 - 1e-6


@pytest.mark.parametrize(("mean", "variance"), [(0, 0.1), (1, 0.1), (0.5, 0), (0.5, -1), (0.5, float("nan"))])
def test_what_has_no_logit_normal_is_refused(mean: float, variance: float) -> None:
    with pytest.raises(ValueError, match="needs a mean"):
        parameters(mean, variance)
