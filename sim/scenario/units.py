"""Units of amounts: time, rates, shares and free nouns such as ``persons``.

Units live with numbers; an expression only carries them along so that unlike units are never added.

>>> unit = parse_unit("% per year")
>>> round(convert(10, unit, tick_days=30.4375), 6)      # a chance within a year, as a rate per tick
0.00878
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

DAYS = {"day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
TIME_WORDS = {**DAYS, **{name + "s": days for name, days in DAYS.items()}}


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of nouns and a power of time, with the length of the time unit in days."""

    nouns: tuple[tuple[str, int], ...] = ()
    time: int = 0
    days: float = 1.0
    percent: bool = False
    text: str = ""

    @property
    def dimension(self) -> tuple[tuple[tuple[str, int], ...], int]:
        """What must agree before two amounts are added."""
        return self.nouns, self.time

    @property
    def is_duration(self) -> bool:
        """An amount of time."""
        return self.dimension == ((), 1)

    @property
    def is_rate(self) -> bool:
        """So many per time, with nothing else."""
        return self.dimension == ((), -1)


PLAIN = Unit()


class UnitError(ValueError):
    """A unit or an amount that cannot be read; ``code`` names the wording."""

    def __init__(self, code: str, **fields: object) -> None:
        self.code, self.fields = code, fields
        super().__init__(code)


@lru_cache(maxsize=256)  # a world repeats a handful of units thousands of times
def parse_unit(text: str) -> Unit:
    """The unit named by ``text``: ``months``, ``per month``, ``% per year``, ``persons``, ``persons per week``.

    >>> parse_unit("persons per week").dimension
    ((('persons', 1),), -1)
    """
    words = text.replace("%", " % ").split()
    percent = words[:1] == ["%"]
    top, _, bottom = " ".join(words[percent:]).partition("per ")
    nouns: dict[str, int] = {}
    time, days = 0, 1.0
    for part, power in ((top.strip(), 1), (bottom.strip(), -1)):
        if not part:
            continue
        if part in TIME_WORDS:
            time, days = time + power, TIME_WORDS[part]
        elif part.replace(" ", "").replace("_", "").isalpha():
            nouns[part] = nouns.get(part, 0) + power
        else:
            raise UnitError("U03", unit=text)
    return Unit(tuple(sorted(nouns.items())), time, days, percent, text.strip())


def convert(value: float, unit: Unit, tick_days: float) -> float:
    """``value`` in the engine's units: times in ticks, rates per tick, percents as shares, chances within a time as rates.

    Raises UnitError for a chance of 100% or more (or below 0) within a time.

    >>> convert(0.16, parse_unit("per month"), 30.4375), convert(2, parse_unit("months"), 30.4375)
    (0.16, 2.0)
    """
    if unit.percent:
        value = value / 100
        if unit.is_rate:
            if not 0 <= value < 1:
                raise UnitError("U05", got=f"{100 * value:g}%")
            value = -math.log1p(-value)
    if unit.time == 1:
        return value * (unit.days / tick_days)
    if unit.time == -1:
        return value * (tick_days / unit.days)
    return value * (unit.days / tick_days) ** unit.time
