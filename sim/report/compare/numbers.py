"""Numbers of a comparison as text: points, ratios, waits, each with as many digits as its interval supports.

>>> points_text(0.0312, 0.003), points_text(-0.0004, 0.0006), points_text(0.31, 0.03)
('+3.1', '-0.04', '+31')
>>> span_text(Interval(0.0284, 0.034, 0.95, ""))
'+2.8 to +3.4'
"""

from __future__ import annotations

from math import ceil, isfinite, log10

from sim.analysis.compare.changes import POINTS, Change
from sim.analysis.compare.means import BOUND
from sim.analysis.finding import Finding, Interval
from sim.analysis.precision import Estimate
from sim.report.words import bound_text, number_text, percent_text

MOST_DECIMALS = 4
NONE = "-"
COMMON = 0.5  # above this share a ratio says less than a difference


def points_text(difference: float, half: float) -> str:
    """A difference of probabilities in percentage points, signed; ``half`` is half its interval's width."""
    return signed(100 * difference, 100 * half)


def signed(x: float, half: float) -> str:
    """A number with its sign and as many decimals as half a width supports; nothing stands before 0.

    >>> signed(1.26, 0.3), signed(0.0004, 0.2), signed(-12.2, 5)
    ('+1.3', '0.0', '-12')
    """
    text = f"{x:+.{decimals(half)}f}"
    return text if text.strip("+-0.") else text.lstrip("+-")


def decimals(half: float) -> int:
    """
    >>> decimals(0.28), decimals(0.09), decimals(2.8), decimals(0.0)
    (1, 2, 0, 1)
    """
    if not isfinite(half) or half <= 0:
        return 1
    return min(max(ceil(-log10(half / 2)), 0), MOST_DECIMALS)


def span_text(interval: Interval, scale: float = 100) -> str:
    """The ends of an interval, in points."""
    low, high = scale * interval.low, scale * interval.high
    half = (high - low) / 2
    return f"{signed(low, half)} to {signed(high, half)}"


def half_of(finding: Finding) -> float:
    """Half the width of a finding's interval, 0 if it has none."""
    interval = finding.interval
    return (interval.high - interval.low) / 2 if isinstance(interval, Interval) else 0.0


def difference_text(change: Change) -> str:
    """Value and interval of a difference: in points, or in its own unit.

    A change of no history is told by its bound.
    """
    found = change.difference
    scale = 100 if found.unit == POINTS else 1
    if not isinstance(found.value, float):
        return found.value.why
    if not isinstance(found.interval, Interval):
        return f"{signed(scale * found.value, 0.0)} (no interval: {found.interval.why})"
    if change.flips == 0 and found.interval.how == BOUND:
        return f"none (below {number_text(scale * found.interval.high)})"
    value = signed(scale * found.value, scale * half_of(found))
    return f"{value} ({span_text(found.interval, scale)})"


def ratio_text(change: Change) -> str:
    """`1.4 (1.3-1.5)`; a dash where it would say nothing: too few histories, no difference told, or most have it."""
    found = change.ratio
    common = min(change.before.value, change.after.value) > COMMON
    if not isinstance(found.value, float) or not change.told_apart or common:
        return NONE
    if not isinstance(found.interval, Interval):
        return number_text(found.value)
    half = (found.interval.high - found.interval.low) / 2
    places = min(decimals(half), 2)
    low, value, high = (f"{x:.{places}f}" for x in (found.interval.low, found.value, found.interval.high))
    return f"{value} ({low}-{high})" if low != high else value


def share_text(estimate: Estimate) -> str:
    """A share, or the bound that is all that can be said of it.

    >>> share_text(Estimate(0.0, Interval(0, 0.003, 0.95, "", "upper")))
    '<0.30%'
    """
    interval = estimate.interval
    is_bound = isinstance(interval, Interval) and interval.sides != "both"
    text = bound_text(interval) if is_bound else percent_text(estimate.value)  # type: ignore[arg-type]
    return text.replace("less than ", "<").replace("more than ", ">")
