"""EXP, LOG, NORM, INVNORM: the only transcendental functions of the engine, the same bits on every backend.

They are built from ``+ - * /``, square root, min, max, comparison, selection and bit moves on float64, in
the fixed order written here. A compiled backend that neither fuses nor reorders operations repeats each bit;
it takes the coefficients from this file. All four are total: no argument of any shape raises or warns.

A polynomial is a tuple, highest power first, evaluated by Horner's rule. The coefficients are own minimax
fits (mpmath, 50 digits; interpolation nodes moved until the error extrema were level), rounded to float64.
The error of each fit stands beside it.

>>> float(exp(0.0)), float(log(1.0)), float(norm(0.0)), float(invnorm(0.5))
(1.0, 0.0, 0.5, 0.0)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Kernel = Callable[[Floats, Floats], None]

PIECE = 12288  # elements worked on at once: few enough for the cache, enough to hide the cost of a call

LN2_HIGH = float.fromhex("0x1.62e42feep-1")  # 33 bits of ln 2: a whole number up to 2^20 times this is exact
LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")  # ln 2 - LN2_HIGH

EXP_LIMIT = 700.0
LOG2_E = 1.4426950408889634
# Adding it rounds to a whole number n and leaves n + 1023, the exponent field of 2^n, in the low bits.
EXP_ROUNDER = 1.5 * 2.0**52 + 1023.0
# (e^r - 1 - r)/r^2 = even(r^2) + r odd(r^2), |r| <= ln2/2; relative error of e^r 1e-17.
EXP_EVEN = (2.762007795236032e-07, 2.4801521317390408e-05, 0.0013888888917200457, 0.04166666666662415, 0.5)
EXP_ODD = (
    2.5110038296835262e-08, 2.755724236744937e-06, 0.00019841269886563802, 0.008333333333322215,
    0.16666666666666674,
)  # fmt: skip

LOG_SPLIT = 0x3FE6A09E667F3BCD  # bits of sqrt(1/2): the mantissa is taken in [sqrt(1/2), sqrt(2))
LOG_EXPONENT = -(1 << 52)  # mask of sign and exponent
UNIT = 2.0**-52  # the exponent k is taken as k 2^52, where it stands
# (log((1+s)/(1-s)) - 2s)/s^3 = even(s^4) + s^2 odd(s^4), 0 <= s^2 <= 0.0295; s^2 times its error 9e-18.
LOG_EVEN = (0.14617736791339714, 0.18182892884840912, 0.2857142862637063, 0.666666666666667)
LOG_ODD = (0.15331607997953878, 0.2222221107745906, 0.3999999999989851)

NORM_LIMIT = 37.4  # exp(-z^2/2) is above exp(-EXP_LIMIT) up to here
NORM_COARSE = -(1 << 27)  # mask that leaves 26 significant bits, whose square is exact
# exp(z^2/2) Phi(-z), as over/under on 0 <= z <= 37.5; 5e-17.
NORM_OVER = (
    1.3532961471743714e-06, 3.653371124412978e-05, 0.0004825453183827068, 0.0040352237900002025,
    0.023369168798361154, 0.09687452047719564, 0.2875034439453148, 0.591496985368541, 0.7731232393588874, 0.5,
)  # fmt: skip
NORM_UNDER = (
    3.3922103864689196e-06, 9.157643357922227e-05, 0.001212953949465495, 0.010206382467388895,
    0.05978059705618466, 0.2527600524604493, 0.7768571432651428, 1.7061734015469168, 2.5533399356696154,
    2.3441310395206325, 1.0,
)  # fmt: skip

# Form of Wichura (1988), algorithm AS 241, Applied Statistics 37: a rational function of q^2 in the centre,
# one of sqrt(-log p) in the tails. The fits are new; one tail fit covers what AS 241 splits in two.
CENTRE = 0.425  # |u - 1/2| up to which the central fit holds
CENTRE_SQUARE = 0.180625
TAIL_SHIFT = 1.6
U_LEAST, U_MOST = 2.0**-1000, 1.0 - 2.0**-53
# quantile(1/2 + q)/q in CENTRE_SQUARE - q^2; 8e-17.
CENTRE_OVER = (
    2501.786338361535, 33355.935101190975, 67154.0971744062, 45867.575134092935, 13720.793894979712,
    1970.654066051773, 133.1130944470969, 3.3871328727963665,
)  # fmt: skip
CENTRE_UNDER = (
    5212.800866516559, 28670.974245566387, 39248.48281667774, 21190.804235801796, 5390.256630915402,
    686.8850545295322, 42.304894822123906, 1.0,
)  # fmt: skip
# -quantile(p) in sqrt(-log p) - TAIL_SHIFT, 2^-1000 <= p <= 0.075; 1.3e-16.
TAIL_OVER = (
    2.773086629032871e-08, 4.681698093200768e-06, 0.00024055774957619, 0.005415518516656303,
    0.06348180624758962, 0.4279438443123947, 1.7435258968976113, 4.320311695031976, 6.264191051375922,
    4.773116136509447, 1.4234371107496842,
)  # fmt: skip
TAIL_UNDER = (
    1.9608643481159278e-08, 3.2791179989000364e-06, 0.00016492445082030732, 0.0035747077475146057,
    0.039546498692397715, 0.24598373472827373, 0.89828788028557, 1.9035796799961548, 2.153496929397337, 1.0,
)  # fmt: skip


def exp(x: ArrayLike, out: Floats | None = None) -> Floats:
    """e^x elementwise, float64 of the shape of ``x``; saturates at |x| = 700; within 1.1 ulp.

    >>> float(exp(0.5)), float(exp(-1e9)) == float(exp(-700.0))
    (1.6487212707001282, True)
    """
    return _in_pieces(_exp, x, out)


def log(x: ArrayLike, out: Floats | None = None) -> Floats:
    """Natural logarithm elementwise, float64 of the shape of ``x``; within 1 ulp for positive normal numbers.

    Elsewhere (zero, negative, subnormal, not finite) the value is finite and meaningless: callers guard.

    >>> float(log(10.0))
    2.302585092994046
    """
    return _in_pieces(_log, x, out)


def norm(z: ArrayLike) -> Floats:
    """Standard normal cumulative probability, float64 of the shape of ``z``; relative error about 1e-15.

    The lower tail keeps its relative accuracy; below -37.4 it stays at its value there, about 2e-306.

    >>> float(norm(-1.0)), float(norm(40.0))
    (0.15865525393145705, 1.0)
    """
    return _in_pieces(_norm, z)


def invnorm(u: ArrayLike, out: Floats | None = None) -> Floats:
    """Standard normal quantile of ``u`` in (0, 1), float64 of its shape; relative error about 1e-15.

    It saturates below 2^-1000 and above 1 - 2^-53. Form: Wichura, AS 241 (1988).

    >>> float(invnorm(0.5)), round(float(invnorm(0.975)), 12)
    (0.0, 1.95996398454)
    """
    return _in_pieces(_invnorm, u, out)


def _in_pieces(kernel: Kernel, x: ArrayLike, out: Floats | None = None) -> Floats:
    return in_pieces(kernel, np.asarray(x, dtype=np.float64), out)


def in_pieces(
    kernel: Callable[[NDArray[Any], Floats], None], x: NDArray[Any], out: Floats | None = None
) -> Floats:
    """What ``kernel(x, out)`` makes of ``x``, so many elements at a time that all it does with them stays in the cache."""
    flat = x.reshape(-1)
    made = np.empty(flat.size) if out is None else out.reshape(-1)
    for start in range(0, flat.size, PIECE):
        kernel(flat[start : start + PIECE], made[start : start + PIECE])
    result: Floats = made.reshape(x.shape)[()]
    return result


def _polynomial(coefficients: tuple[float, ...], x: Floats) -> Floats:
    y = x * coefficients[0]
    for c in coefficients[1:-1]:
        y += c
        y *= x
    y += coefficients[-1]
    return y


def _exp(x: Floats, out: Floats) -> None:
    """x = n ln2 + r, e^x = 2^n (1 + (r + r^2 (even + r odd)))."""
    r = np.maximum(x, -EXP_LIMIT)
    np.minimum(r, EXP_LIMIT, out=r)
    power = r * LOG2_E
    power += EXP_ROUNDER
    n = power - EXP_ROUNDER
    r -= np.multiply(n, LN2_HIGH, out=out)
    r -= np.multiply(n, LN2_LOW, out=out)
    z = np.multiply(r, r, out=n)
    np.multiply(_polynomial(EXP_ODD, z), r, out=out)
    out += _polynomial(EXP_EVEN, z)
    out *= z
    out += r
    out += 1.0
    bits = power.view(np.int64)
    bits <<= 52
    out *= power


def _log(x: Floats, out: Floats) -> None:
    """x = 2^k (1 + f), s = f/(2 + f), z = s^2, R = z (even + z odd): log x = k ln2 + f - s (f - R)."""
    bits = x.view(np.int64)
    k = bits - LOG_SPLIT
    k &= LOG_EXPONENT
    f = (bits - k).view(np.float64)
    f -= 1.0
    s = f + 2.0
    np.divide(f, s, out=s)
    z = s * s
    w = z * z
    tail = _polynomial(LOG_ODD, w)
    tail *= z
    tail += _polynomial(LOG_EVEN, w)
    tail *= z
    np.subtract(f, tail, out=tail)
    tail *= s
    np.copyto(out, k)
    tail -= np.multiply(out, LN2_LOW * UNIT, out=w)
    tail -= f
    out *= LN2_HIGH * UNIT
    out -= tail


def _norm(z: Floats, out: Floats) -> None:
    """Phi(-a) = exp(-a^2/2) over(a)/under(a), a = |z|; a^2/2 is carried in two parts, high and low."""
    a = np.minimum(np.abs(z), NORM_LIMIT)
    coarse = (a.view(np.int64) & NORM_COARSE).view(np.float64)
    low = (a - coarse) * (a + coarse) * 0.5
    coarse *= coarse
    coarse *= 0.5
    high = coarse + low
    low += coarse - high
    np.negative(high, out=high)
    _exp(high, out)
    out -= out * low
    out *= _polynomial(NORM_OVER, a) / _polynomial(NORM_UNDER, a)
    np.subtract(1.0, out, out=out, where=z > 0.0)


def _invnorm(u: Floats, out: Floats) -> None:
    """q = u - 1/2. Centre: q over/under in 0.425^2 - q^2; tails: over/under in sqrt(-log p) - 1.6, sign of q.

    The tail formula is evaluated only where it is selected: lanes are independent, so the bits are the same.
    """
    u = np.maximum(u, U_LEAST)
    np.minimum(u, U_MOST, out=u)
    q = u - 0.5
    r = CENTRE_SQUARE - q * q
    np.multiply(_polynomial(CENTRE_OVER, r), q, out=out)
    out /= _polynomial(CENTRE_UNDER, r)
    tail = np.flatnonzero(np.abs(q) > CENTRE)
    if tail.size:
        out[tail] = _invnorm_tail(u[tail], q[tail])


def _invnorm_tail(u: Floats, q: Floats) -> Floats:
    p = np.minimum(u, 1.0 - u)
    r = np.empty_like(p)
    _log(p, r)
    np.negative(r, out=r)
    np.sqrt(r, out=r)
    r -= TAIL_SHIFT
    return np.copysign(_polynomial(TAIL_OVER, r) / _polynomial(TAIL_UNDER, r), q)
