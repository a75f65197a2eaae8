"""A parsed distribution: a family and its numbers; what it covers can be said without arrays.

>>> support(Distribution("pert", (0.35, 0.45, 0.6)))
(0.35, 0.6)
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Z95 = 1.6448536269514722
"""Normal score of the 95th percentile."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """One family with its parameters, in the unit of the file.

    ========== ==================================================================================
    fixed      value
    uniform    low, high
    triangular low, mode, high
    pert       low, mode, high (weight of the mode 4)
    normal     mean, sd
    lognormal  median, sd of the logarithm
    gamma      shape, rate; as quantiles: 5%, (50%,) 95%
    beta       a, b, top (it covers 0 to top); as quantiles: 5%, (50%,) 95%, top
    discrete   value, share, value, share, ...: values rising, shares adding up to 1
    mixture    none: ``parts`` are pairs (share, distribution)
    ========== ==================================================================================
    """

    family: str
    parameters: tuple[float, ...] = ()
    parts: tuple[tuple[float, Distribution], ...] = ()
    form: str = ""
    """"" or "quantiles": the shape is still to be fitted, which needs more than plain Python."""


def support(distribution: Distribution) -> tuple[float, float]:
    """The lowest and highest value that may come up, infinite where there is none.

    >>> support(Distribution("gamma", (3.5, 25.0)))
    (0.0, inf)
    """
    ends = edges(distribution)
    open_below = _reaches(distribution, ("normal",))
    open_above = _reaches(distribution, ("normal", "lognormal", "gamma"))
    return -math.inf if open_below else min(ends), math.inf if open_above else max(ends)


def edges(distribution: Distribution) -> tuple[float, ...]:
    """Every finite value at which the density starts, stops or has an atom.

    >>> edges(Distribution("mixture", parts=((0.5, Distribution("fixed", (0.0,))),
    ...                                      (0.5, Distribution("uniform", (0.0, 2.0))))))
    (0.0, 2.0)
    """
    numbers = distribution.parameters
    match distribution.family:
        case "mixture":
            return tuple(sorted({edge for _, part in distribution.parts for edge in edges(part)}))
        case "discrete":
            return numbers[::2]
        case "normal":
            return ()
        case "lognormal" | "gamma":
            return (0.0,)
        case "beta":
            return 0.0, numbers[-1]
    return (numbers[0],) if distribution.family == "fixed" else (numbers[0], numbers[-1])


def settled(value: float, digits: int = 12) -> float:
    """``value`` rounded to significant digits, so that the last bits of one machine's library decide nothing.

    >>> settled(0.1 + 0.2)
    0.3
    """
    return float(f"{value:.{digits}g}")


def _reaches(distribution: Distribution, families: tuple[str, ...]) -> bool:
    return distribution.family in families or any(_reaches(part, families) for _, part in distribution.parts)
