"""A `Finding` is one answer with everything needed to judge it; an answer that cannot be given says why.

>>> two_of_ten = Interval(0.025, 0.556, 0.95, "Clopper-Pearson")
>>> untold = Unavailable("one repeat", "one history per world cannot tell")
>>> answer = Finding("crosses", 0.2, two_of_ten, untold, untold, RunCount(10, 1, 2), PROBABILITY, "shares")
>>> as_plain(answer)["spread"]
{'unavailable': 'one repeat', 'why': 'one history per world cannot tell'}
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import isfinite
from typing import Literal

PROBABILITY = "probability"

Sides = Literal["both", "upper", "lower"]


@dataclass(frozen=True, slots=True)
class Interval:
    """A range [low, high] at a coverage level, and how it was found.

    `sides` says which ends carry information: "upper" means only "less than high" is claimed, "lower" only
    "more than low"; the other end is the edge of what is possible.
    """

    low: float
    high: float
    level: float
    how: str
    sides: Sides = "both"

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"an interval runs from low to high, not from {self.low} to {self.high}")


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No answer, for a reason that longer runs of this kind would not remove; `code` is stable."""

    code: str
    why: str


@dataclass(frozen=True, slots=True)
class TooFew:
    """Refused: `seen` of `what` where `needed` are needed; about `worlds` worlds would do (same repeats)."""

    what: str
    seen: int
    needed: int
    worlds: int

    @property
    def code(self) -> str:
        return "too few"

    @property
    def why(self) -> str:
        """The refusal in words, with the number needed.

        >>> TooFew("worlds", 40, 100, 100).why
        'needs 100 worlds, has 40 (run about 100 worlds)'

        Where nothing was seen no number of worlds can be promised to help: it may be impossible.

        >>> TooFew("histories with the outcome", 0, 5, 5000).why
        'none seen in these runs, so only a bound can be told (needs 5 histories with the outcome)'
        """
        if self.seen == 0:
            return f"none seen in these runs, so only a bound can be told (needs {self.needed:,} {self.what})"
        return f"needs {self.needed:,} {self.what}, has {self.seen:,} (run about {self.worlds:,} worlds)"


Absent = Unavailable | TooFew


@dataclass(frozen=True, slots=True)
class RunCount:
    """What an answer rests on: worlds, repeats in each, and the histories in which the event was seen."""

    worlds: int
    repeats: int
    seen: int

    @property
    def histories(self) -> int:
        return self.worlds * self.repeats


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer.

    `interval` is the finite-run interval (what more runs would narrow), `spread` the 5-95% range over
    worlds (what more knowledge would narrow), `luck` the share of the outcome's variance that is chance
    (what nothing narrows).
    """

    name: str
    value: float | Absent
    interval: Interval | Absent
    spread: Interval | Absent
    luck: float | Absent
    runs: RunCount
    unit: str
    method: str
    sources: tuple[str, ...] = ()
    caveat: str = ""

    def __post_init__(self) -> None:
        for number in (self.value, self.luck):
            if isinstance(number, float) and not isfinite(number):
                raise ValueError(f"{self.name}: {number} is no answer; say why there is none")


def as_plain(finding: Finding) -> dict[str, object]:
    """The finding as dicts, lists, numbers and text, for JSON; an absent answer has unavailable and why."""
    return {field.name: _plain(getattr(finding, field.name)) for field in fields(finding)}


def _plain(part: object) -> object:
    if isinstance(part, Unavailable | TooFew):
        numbers = ("needed", "seen", "worlds") if isinstance(part, TooFew) else ()
        return {"unavailable": part.code, "why": part.why, **{name: getattr(part, name) for name in numbers}}
    if isinstance(part, Interval | RunCount):
        return {field.name: getattr(part, field.name) for field in fields(part)}
    return list(part) if isinstance(part, tuple) else part
