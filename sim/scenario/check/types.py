"""What an expression is: a number with a unit, a truth, or a level or kind of a state.

>>> str(Type("number", time=-1)), str(Type("levels", state="mood"))
('a rate per time', 'a level of mood')
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.scenario.units import DAYS, Unit

Nouns = tuple[tuple[str, int], ...] | None


@dataclass(frozen=True, slots=True)
class Type:
    """``kind`` is number, truth, levels, kinds or unknown (already reported). ``nouns`` None: a literal, fits any noun."""

    kind: str
    nouns: Nouns = None
    time: int = 0
    state: str = ""
    literal: bool = False

    def __str__(self) -> str:
        if self.kind in ("levels", "kinds"):
            return f"a {self.kind[:-1]} of {self.state}"
        if self.kind == "truth":
            return "a condition"
        above = [name if power == 1 else f"{name}^{power}" for name, power in self.nouns or () if power > 0]
        below = [name if power == -1 else f"{name}^{-power}" for name, power in self.nouns or () if power < 0]
        if not above + below and self.time in (0, 1, -1):
            return {0: "a plain number", 1: "a duration", -1: "a rate per time"}[self.time]
        for time in [f"time^{abs(self.time)}" if abs(self.time) > 1 else "time"] if self.time else []:
            (above if self.time > 0 else below).append(time)
        return f"a number {'in ' if above else ''}{' '.join([*above, *(f'per {noun}' for noun in below)])}"


AS_NUMBER = "turn it into a number: `if(..., 1, 0)`, in quotes where it stands inside { }"
UNKNOWN = Type("unknown")
TRUTH = Type("truth")
PLAIN_NUMBER = Type("number", ())


def of_unit(unit: Unit, literal: bool = False) -> Type:
    """The type of an amount in ``unit``; a literal fits states of any noun."""
    return Type("number", None if literal and not unit.nouns else unit.nouns, unit.time, literal=literal)


def product_type(left: Type, right: Type, sign: int) -> Type:
    nouns = dict(left.nouns or ())
    for name, power in right.nouns or ():
        nouns[name] = nouns.get(name, 0) + sign * power
    kept = tuple(sorted((name, power) for name, power in nouns.items() if power))
    wild = left.nouns is None and right.nouns is None
    return Type(
        "number",
        None if wild and not kept else kept,
        left.time + sign * right.time,
        literal=left.literal and right.literal,
    )


def converted(got: Type, wanted: Type) -> str:
    """How an amount of one noun becomes one of another, or a plain number: by a quantity that has the unit.

    >>> converted(Type("number", (("points", 1),)), PLAIN_NUMBER)
    'divide by a quantity in points, as `one_of_points: {fixed: 1, unit: points}` under `quantities:`, or leave the unit out'
    """
    have, need = _noun(got), _noun(wanted)
    if got.time != wanted.time or not (have or need):
        return ""
    if not need:
        return (
            f"divide by a quantity in {have}, as `one_of_{have.replace(' ', '_')}: {{fixed: 1, unit: {have}}}` "
            "under `quantities:`, or leave the unit out"
        )
    return f"multiply by a quantity in `{need}{f' per {have}' if have else ''}`"


def _noun(of: Type) -> str:
    """The one noun it is in; '' if there is none, or something more complicated."""
    return of.nouns[0][0] if of.nouns and len(of.nouns) == 1 and of.nouns[0][1] == 1 else ""


def tick_words(days: float) -> str:
    """The length of a tick in its own unit.

    >>> tick_words(30.4375), tick_words(14.0)
    ('month', '2 weeks')
    """
    unit = next(name for name in ("year", "month", "week", "day") if days % DAYS[name] == 0)
    count = round(days / DAYS[unit])
    return unit if count == 1 else f"{count} {unit}s"
