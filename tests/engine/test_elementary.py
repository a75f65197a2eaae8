"""The four elementary functions: accuracy, shape, seams, and the same bits by a second road.

References have 50 digits: ``decimal`` for exp and log, Taylor's series and Laplace's fraction for norm.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from decimal import Decimal, localcontext

import numpy as np
import pytest

from sim.engine import elementary as el

FUNCTIONS = {"exp": el.exp, "log": el.log, "norm": el.norm, "invnorm": el.invnorm}
SQRT_2PI = Decimal("2.50662827463100050241576528481104525300698674060994")
rng = np.random.default_rng(20240331)


# ---- exact references


def exact(function: Callable[[Decimal], Decimal], x: float) -> Decimal:
    with localcontext(prec=50):
        return function(Decimal(x))


def upper_tail(z: Decimal) -> Decimal:
    """1 - Phi(z), z >= 0: Taylor's series (all terms positive) near the middle, Laplace's fraction beyond."""
    density = (-z * z / 2).exp() / SQRT_2PI
    if z > 6:
        fraction = z
        for k in range(300, 0, -1):
            fraction = z + k / fraction
        return density / fraction
    term = total = z
    for k in range(3, 500, 2):
        term = term * z * z / k
        total += term
    return Decimal("0.5") - density * total


def normal_cdf(z: Decimal) -> Decimal:
    return upper_tail(-z) if z < 0 else 1 - upper_tail(z)


def ulps(value: float, reference: Decimal) -> float:
    return float(abs(Decimal(float(value)) - reference) / Decimal(math.ulp(float(reference))))


# ---- accuracy

EXP_RANGES = {
    "edges": [0.0, -0.0, 5e-324, -1e-300, 1e-17, 700.0, -700.0, math.nextafter(700, 0), 1.0, -1.0],
    "seams": [(k + 0.5) * math.log(2) + d for k in (-1009, -3, -1, 0, 1, 1008) for d in (-1e-16, 0, 1e-16)],
    "small": rng.uniform(-1, 1, 1500),
    "usual": rng.uniform(-20, 20, 1500),
    "whole range": rng.uniform(-700, 700, 1500),
}  # fmt: skip
LOG_RANGES = {
    "edges": [2.0**-1022, 1.7976931348623157e308, 0.5, 2.0, 2.0**-33, 1 - 2.0**-33, 10.0],
    "around 1": [1 + s * 2.0**-k for k in range(1, 53) for s in (-1, 1)],
    "seams": [math.sqrt(0.5) * 2.0**k * (1 + d) for k in (-5, 0, 1, 7) for d in (-2e-16, 0, 2e-16, 4e-16)],
    "middle": rng.uniform(0.5, 2, 1500),
    "draws": (rng.integers(0, 2**32, 1500) + 0.5) / 2**32,
    "whole range": 2.0 ** rng.uniform(-1022, 1023.9, 1500),
}  # fmt: skip


@pytest.mark.parametrize("name", EXP_RANGES)
def test_exp_is_within_1_1_ulp(name: str) -> None:
    x = np.asarray(EXP_RANGES[name], dtype=np.float64)
    assert max(ulps(y, exact(Decimal.exp, v)) for v, y in zip(x, el.exp(x), strict=True)) < 1.1


@pytest.mark.parametrize("name", LOG_RANGES)
def test_log_is_within_1_ulp(name: str) -> None:
    x = np.asarray(LOG_RANGES[name], dtype=np.float64)
    assert max(ulps(y, exact(Decimal.ln, v)) for v, y in zip(x, el.log(x), strict=True)) < 1.0
    assert el.log(1.0) == 0.0


@pytest.mark.parametrize(("low", "high"), [(-1, 1), (-6.5, 0), (0, 6.5), (-37.4, -6.5)])
def test_norm_keeps_its_relative_accuracy(low: float, high: float) -> None:
    for z in np.linspace(low, high, 203):
        assert abs(float(Decimal(float(el.norm(z))) / exact(normal_cdf, z) - 1)) < 2e-15


INVNORM_RANGES = {
    "centre": rng.uniform(0.075, 0.925, 200),
    "near the middle": 0.5 + rng.choice([-1, 1], 100) * 10 ** rng.uniform(-15, -1, 100),
    "lower tail": rng.uniform(0, 0.075, 200),
    "upper tail": rng.uniform(0.925, 1, 200),
    "far tail": 10 ** rng.uniform(-301, -1, 200),
    "draws": np.append((rng.integers(0, 2**32, 200) + 0.5) / 2**32, [2.0**-33, 1 - 2.0**-33]),
}


@pytest.mark.parametrize("name", INVNORM_RANGES)
def test_invnorm_is_accurate_to_the_last_digits(name: str) -> None:
    # One Newton step from the value towards the exact root measures its error.
    for u, x in zip(INVNORM_RANGES[name], el.invnorm(INVNORM_RANGES[name]), strict=True):
        with localcontext(prec=50):
            p, z = Decimal(float(u)), Decimal(float(x))
            if p > Decimal("0.5"):
                p, z = 1 - p, -z
            density = (-z * z / 2).exp() / SQRT_2PI
            relative_error = (normal_cdf(z) - p) / density / z
        assert abs(relative_error) < 1.5e-15


def test_norm_and_invnorm_undo_each_other() -> None:
    z = np.linspace(-37, 0, 4001)  # Phi is accurate relative to itself: dz = error x Phi/phi < 1.26 errors
    np.testing.assert_allclose(el.invnorm(el.norm(z)), z, rtol=3e-15, atol=3e-15)
    z = np.linspace(0, 6, 1001)  # above, the spacing of doubles below 1 is all that is left
    density = np.exp(-z * z / 2) / float(SQRT_2PI)
    assert (np.abs(el.invnorm(el.norm(z)) - z) <= 3e-15 * (1 + z) + 2.0**-52 / density).all()
    u = np.append(2.0 ** -np.arange(1.0, 990.0, 7.0), np.linspace(0.001, 0.999, 999))
    x = el.invnorm(u)
    assert (np.abs(el.norm(x) / u - 1) <= 2e-15 * (2 + x * x)).all()  # d log Phi = x^2 dx/x in the tail


# ---- shape of the curves


@pytest.mark.parametrize(
    ("name", "x"),
    [
        ("exp", np.linspace(-701, 701, 100_001)),
        ("log", np.geomspace(2.3e-308, 1.7e308, 100_001)),
        ("log", 1 + np.linspace(-1e-9, 1e-9, 100_001)),
        ("norm", np.linspace(-38, 8, 100_001)),
        ("invnorm", np.geomspace(1e-302, 0.5, 100_001)),
        ("invnorm", np.linspace(1e-6, 1 - 1e-6, 100_001)),
    ],
)
def test_no_step_goes_down(name: str, x: np.ndarray) -> None:
    assert (np.diff(FUNCTIONS[name](x)) >= 0).all()


@pytest.mark.parametrize("seam", [0.0, 0.075, 0.5, 0.925, 1.0])
def test_neighbouring_draws_have_rising_quantiles(seam: float) -> None:
    middle = min(max(int(seam * 2**32), 5000), 2**32 - 5000)
    u = (np.arange(middle - 5000, middle + 5000) + 0.5) / 2**32
    assert (np.diff(el.invnorm(u)) > 0).all()


def test_quantiles_of_draws_are_exactly_symmetric() -> None:
    u = (np.arange(0, 2**32, 859_433) + 0.5) / 2**32
    np.testing.assert_array_equal(el.invnorm(1 - u), -el.invnorm(u))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (el.exp(1e308), el.exp(700.0)),
        (el.exp(-np.inf), el.exp(-700.0)),
        (el.norm(np.inf), 1.0),
        (el.norm(-np.inf), el.norm(-37.4)),
        (el.norm(0.0), 0.5),
        (el.norm(-0.0), 0.5),
        (el.invnorm(0.5), 0.0),
        (el.invnorm(-1.0), el.invnorm(2.0**-1000)),
        (el.invnorm(np.inf), el.invnorm(1 - 2.0**-53)),
    ],
)
def test_saturation(value: float, expected: float) -> None:
    assert value == expected


def test_nothing_warns_and_not_a_number_stays_one() -> None:
    odd = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, -1.0, 5e-324, -1.7e308, 1.7e308])
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        for f in FUNCTIONS.values():
            f(odd)
    assert all(np.isnan(f(np.nan)) for f in (el.exp, el.norm, el.invnorm))
    assert np.isfinite(el.log(odd)).all()


# ---- the same bits in every shape and by a second road


def arguments(name: str, n: int) -> np.ndarray:
    """Usual and extreme arguments mixed."""
    draws = np.random.default_rng(7)
    if name == "log":
        return 2.0 ** draws.uniform(-1000, 1000, n)
    if name == "invnorm":
        return np.where(draws.random(n) < 0.2, 2.0 ** -draws.uniform(1, 900, n), draws.random(n))
    return draws.normal(size=n) * np.where(draws.random(n) < 0.2, 200.0, 2.0)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_shape_and_length_do_not_matter(name: str) -> None:
    f, x = FUNCTIONS[name], arguments(name, 2 * el.PIECE + 6)
    whole, before = f(x), x.copy()
    np.testing.assert_array_equal(x, before)
    np.testing.assert_array_equal(f(x[: el.PIECE + 1]), whole[: el.PIECE + 1])
    np.testing.assert_array_equal(f(x[::3]), whole[::3])
    np.testing.assert_array_equal(f(x.reshape(2, -1).T), whole.reshape(2, -1).T)
    np.testing.assert_array_equal(f(x[:0]), [])
    for v, y in zip(x[:300].tolist(), whole[:300], strict=True):
        assert f(v) == y and f(np.array(v)) == y and f([v])[0] == y
    assert isinstance(f(0.3), np.float64)


def bits(x: float) -> int:
    return struct.unpack("<q", struct.pack("<d", x))[0]


def from_bits(i: int) -> float:
    return struct.unpack("<d", struct.pack("<Q", i % 2**64))[0]


def polynomial(coefficients: tuple[float, ...], x: float) -> float:
    y = coefficients[0]
    for c in coefficients[1:]:
        y = y * x + c
    return y


def plain_exp(x: float) -> float:
    x = min(max(x, -700.0), 700.0)
    shifted = x * el.LOG2_E + el.EXP_ROUNDER
    n = shifted - el.EXP_ROUNDER
    r = (x - n * el.LN2_HIGH) - n * el.LN2_LOW
    z = r * r
    q = polynomial(el.EXP_ODD, z) * r + polynomial(el.EXP_EVEN, z)
    return ((q * z + r) + 1.0) * from_bits(bits(shifted) << 52)


def plain_log(x: float) -> float:
    over = bits(x) - el.LOG_SPLIT
    f = from_bits(bits(x) - (over & el.LOG_EXPONENT)) - 1.0
    k = float(over >> 52)
    s = f / (f + 2.0)
    z = s * s
    w = z * z
    tail = (polynomial(el.LOG_ODD, w) * z + polynomial(el.LOG_EVEN, w)) * z
    return k * el.LN2_HIGH - (((f - tail) * s - k * el.LN2_LOW) - f)


def plain_norm(z: float) -> float:
    a = min(abs(z), el.NORM_LIMIT)
    coarse = from_bits(bits(a) & el.NORM_COARSE)
    low = (a - coarse) * (a + coarse) * 0.5
    square = coarse * coarse * 0.5
    high = square + low
    low = low + (square - high)
    e = plain_exp(-high)
    tail = (e - e * low) * (polynomial(el.NORM_OVER, a) / polynomial(el.NORM_UNDER, a))
    return 1.0 - tail if z > 0 else tail


def plain_invnorm(u: float) -> float:
    q = u - 0.5
    if abs(q) <= el.CENTRE:
        r = el.CENTRE_SQUARE - q * q
        return polynomial(el.CENTRE_OVER, r) * q / polynomial(el.CENTRE_UNDER, r)
    r = math.sqrt(-plain_log(min(u, 1.0 - u))) - el.TAIL_SHIFT
    return math.copysign(polynomial(el.TAIL_OVER, r) / polynomial(el.TAIL_UNDER, r), q)


@pytest.mark.parametrize(
    ("name", "plain"),
    [("exp", plain_exp), ("log", plain_log), ("norm", plain_norm), ("invnorm", plain_invnorm)],
)
def test_plain_python_repeats_every_bit(name: str, plain: Callable[[float], float]) -> None:
    x = arguments(name, 4000)
    np.testing.assert_array_equal(FUNCTIONS[name](x), [plain(v) for v in x.tolist()])
