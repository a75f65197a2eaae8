"""Base rates: what was seen becomes what is believed, with half an event added (the Jeffreys prior).

>>> read_seen("3 in 25 months").distribution(), read_seen("3 in 25 months").unit
(Distribution(family='gamma', parameters=(3.5, 25.0), parts=(), form=''), 'per month')
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sim.scenario.fields import refusal
from sim.scenario.quantity.amount import LARGEST, shown
from sim.scenario.quantity.distribution import Distribution
from sim.scenario.units import TIME_WORDS

_IN = re.compile(r"(\d{1,16}) in (\d{1,16}(?:\.\d{1,16})?) ([a-z]+)")
_OF = re.compile(r"(\d{1,16}) of (\d{1,16})")


@dataclass(frozen=True, slots=True)
class Seen:
    """So many events ``in`` an exposure of time, or ``of`` so many cases (then ``unit`` is empty)."""

    count: float
    exposure: float
    unit: str = ""

    def distribution(self, top: float = 1.0) -> Distribution:
        """Gamma(count + 1/2, exposure) of a rate, Beta(count + 1/2, rest + 1/2) of a share up to ``top``."""
        if self.unit:
            return Distribution("gamma", (self.count + 0.5, self.exposure))
        return Distribution("beta", (self.count + 0.5, self.exposure - self.count + 0.5, top))

    def words(self) -> str:
        """The posterior: `Gamma(3.5, 25)`."""
        first, second, *_ = self.distribution().parameters
        return f"{'Gamma' if self.unit else 'Beta'}({shown(first)}, {shown(second)})"


def read_seen(text: str) -> Seen:
    """The base rate written `3 in 25 months` or `3 of 40`; raises a refusal that says what is unreadable."""
    plain = " ".join(text.split())
    within, among = _IN.fullmatch(plain), _OF.fullmatch(plain)
    if within and within[3] not in TIME_WORDS:
        raise refusal("Q06", text=text, why=f'"{within[3]}" is no unit of time')
    if within and 0 < float(within[2]) <= LARGEST and float(within[1]) <= LARGEST:
        return Seen(float(within[1]), float(within[2]), f"per {within[3].removesuffix('s')}")
    if among and int(among[1]) <= int(among[2]) and 0 < int(among[2]) <= LARGEST:
        return Seen(float(among[1]), float(among[2]))
    why = (
        "at most all of them can have been seen, and some must have been looked at" if within or among else ""
    )
    raise refusal("Q06", text=text, why=why)
